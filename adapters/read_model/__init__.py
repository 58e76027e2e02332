"""Read model: the tables that projections fill, on SQLite and on PostgreSQL."""
