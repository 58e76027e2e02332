"""Tries a regulation out: made-up people act its cases, in memory, before it is issued."""
