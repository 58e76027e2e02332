"""Credentials of accounts: passwords, sessions, and the letters by which auditors read."""
