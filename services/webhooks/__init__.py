"""Webhooks at work: messages, delivery to each receiver, registration, and how each follows."""
