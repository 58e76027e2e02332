"""NATS JetStream: connection, stream, outbox relay, consumer, embedded server."""
