"""Outbox: the relay of events to NATS, and the reconciliation of the stream with the store."""
