"""Official documents that were made: which, of which events."""
