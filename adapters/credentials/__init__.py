"""Credentials of accounts: passwords and sessions."""
