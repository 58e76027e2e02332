"""Prometheus metrics of the service."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
BACKGROUND = CollectorRegistry()
"""Metrics of projections and relay; where a child process runs these, it has the values."""
COMMANDS_ANSWERED = Counter("anjuan_commands", "commands stored", registry=REGISTRY)
DECISIONS = Counter("anjuan_decisions", "decisions made, with retries", registry=REGISTRY)
CONFLICTS = Counter("anjuan_conflicts", "optimistic concurrency conflicts", registry=REGISTRY)
COMMIT_SIZE = Histogram(
    "anjuan_commit_size",
    "commands in one commit",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
    registry=REGISTRY,
)
REQUESTS = Counter(
    "anjuan_http_requests", "HTTP requests", ["method", "route", "status"], registry=REGISTRY
)
UNFINISHED_BODIES = Counter(
    "anjuan_http_unfinished_bodies", "bodies that did not come whole", ["end"], registry=REGISTRY
)
LATENCY = Histogram("anjuan_http_seconds", "time to answer", ["method", "route"], registry=REGISTRY)
PLACE = Gauge("anjuan_projection_place", "checkpoint", ["projection"], registry=BACKGROUND)
END = Gauge("anjuan_store_position", "last position of the store", registry=REGISTRY)
PARKED = Counter(
    "anjuan_parked", "dead letters: rows whose fold failed", ["projection"], registry=BACKGROUND
)
GAPS = Counter(
    "anjuan_gaps",
    "batches read from the store to fill gaps",
    ["projection"],
    registry=BACKGROUND,
)
REDELIVERED = Counter("anjuan_redelivered", "messages redelivered by NATS", registry=BACKGROUND)
TIMERS_FIRED = Counter("anjuan_timers_fired", "timers fired", registry=REGISTRY)
