"""The log folded into read models."""
