"""Scrutiny of a regulation that newly comes in: whether it is safe, complete, and does run."""
