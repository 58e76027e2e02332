"""Subscriptions: projectors that fold the log into read models."""
