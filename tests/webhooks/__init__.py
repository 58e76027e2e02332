"""Webhooks: signed, in order, again until accepted, and to public addresses alone."""
