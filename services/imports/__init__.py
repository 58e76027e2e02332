"""Imports: commands from NDJSON files, applications from tables."""
