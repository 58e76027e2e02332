"""Connections to databases over a network: with time limits, and a circuit breaker."""
