"""Exports for other programs: files that are read by their own tools."""
