"""Encryption of personal fields: keys, and the values sealed with them."""
