"""What the service counts of itself, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
COMMANDS_ANSWERED = Counter("anjuan_commands", "commands stored", registry=REGISTRY)
DECISIONS = Counter("anjuan_decisions", "decisions made, those made again too", registry=REGISTRY)
CONFLICTS = Counter("anjuan_conflicts", "commands that lost a race", registry=REGISTRY)
COMMIT_SIZE = Histogram(
    "anjuan_commit_size",
    "commands in one commit",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
    registry=REGISTRY,
)
REQUESTS = Counter(
    "anjuan_http_requests", "HTTP requests", ["method", "route", "status"], registry=REGISTRY
)
LATENCY = Histogram("anjuan_http_seconds", "time to answer", ["method", "route"], registry=REGISTRY)
PLACE = Gauge("anjuan_projection_place", "position reached", ["projection"], registry=REGISTRY)
END = Gauge("anjuan_store_position", "last position of the store", registry=REGISTRY)
PARKED = Counter("anjuan_parked", "rows parked", ["projection"], registry=REGISTRY)
GAPS = Counter(
    "anjuan_gaps", "batches read from the store over a gap", ["projection"], registry=REGISTRY
)
REDELIVERED = Counter("anjuan_redelivered", "messages given again", registry=REGISTRY)
TIMERS_FIRED = Counter("anjuan_timers_fired", "timers fired", registry=REGISTRY)
