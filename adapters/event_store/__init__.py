"""The event store, on SQLite and on PostgreSQL."""
