"""Regulation files: what they may say, how they are read, and how they are checked."""
