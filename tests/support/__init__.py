"""Shared test support: in-memory worlds, histories, servers and fixtures."""
