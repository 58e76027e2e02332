"""Copies of what a data folder holds: databases, keys under a passphrase, files, with hashes."""
