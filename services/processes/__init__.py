"""Processes: the service, its workers, the HTTP server."""
