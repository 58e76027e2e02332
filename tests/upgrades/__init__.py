"""Data folders that earlier releases have written, opened by this one."""
