"""Webhooks: the table of them, their signatures, which addresses they may reach, and posting."""
