"""The event store, on SQLite and on PostgreSQL: append-only log, codec, snapshots, cases."""
