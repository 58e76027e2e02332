"""Reads that are more than a row."""
