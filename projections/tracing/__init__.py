"""Traces money through mixed bank accounts, by three methods, always as an interval."""
