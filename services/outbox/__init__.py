"""Events out to NATS, and what stands there compared with the store."""
