"""Traces read from the ledger: which accounts are within reach, what they show, and in words."""
