"""The demonstration: its accounts and its data."""
