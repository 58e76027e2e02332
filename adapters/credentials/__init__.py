"""Credentials of accounts: passwords, sessions, letters of auditors; and whose they are."""
