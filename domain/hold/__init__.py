"""Holds on a unit while inquiries about it are open."""
