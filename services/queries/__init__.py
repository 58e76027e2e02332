"""Queries that need more than one row: task lists, feed, reports, verification."""
