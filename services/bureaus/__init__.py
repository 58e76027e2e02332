"""Bureaus on NATS: their accounts, their consumers, and whether the server keeps them apart."""
