"""Violation cases: what is reported, inquired into and established. Domain.md 2.6."""
