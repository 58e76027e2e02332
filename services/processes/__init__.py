"""What runs: the service, its workers, the HTTP server."""
