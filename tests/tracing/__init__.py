"""Traces of money through mixed accounts."""
