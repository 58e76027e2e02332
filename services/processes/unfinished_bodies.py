"""Unfinished bodies: how many requests may wait for the rest of their body, of one address and of
all; those that never came whole are counted, and told once a minute instead of one by one."""

from collections import Counter
from collections.abc import Iterable

import structlog
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.server import ServerState

from services.api.rate_limit import neighbourhood
from services.metrics import UNFINISHED_BODIES

log = structlog.get_logger()
MOST_BODIES_OF_ONE = 100
MOST_BODIES = 400
RETRY_AFTER = 5  # seconds
LINE_EVERY = 60.0  # seconds
ADDRESSES_TOLD = 1000  # that are told apart in a minute

TOO_MANY, FULL = b"429 Too Many Requests", b"503 Service Unavailable"


class UnfinishedBodies:
    """The bodies that are under way, by address, and what became of those that ended too soon."""

    def __init__(self) -> None:
        self.under_way, self.in_all = Counter[str](), 0
        self.ended = Counter[tuple[str, str]]()
        self.told_at = 0.0

    def begin(self, whose: str) -> bytes | None:
        """Counts a body in; the status of its refusal where there are too many."""
        full = self.in_all >= MOST_BODIES
        if full or self.under_way[whose] >= MOST_BODIES_OF_ONE:
            self.note("turned away", whose)
            return FULL if full else TOO_MANY
        self.under_way[whose] += 1
        self.in_all += 1
        return None

    def end(self, whose: str) -> None:
        self.in_all -= 1
        self.under_way[whose] -= 1
        if not self.under_way[whose]:
            del self.under_way[whose]

    def note(self, end: str, whose: str) -> None:
        """Counts a body that did not come whole: given up, too slow, or turned away."""
        UNFINISHED_BODIES.labels(end).inc()
        known = (end, whose) in self.ended or len(self.ended) < ADDRESSES_TOLD
        self.ended[end, whose if known else "others"] += 1

    def tell(self, now: float) -> None:
        """Logs a line for each kind of end, where a minute has passed since the last."""
        if not self.ended or now - self.told_at < LINE_EVERY:
            return
        self.told_at, ended, self.ended = now, self.ended, Counter()
        for end in sorted({end for end, _ in ended}):
            counts = Counter({whose: n for (kind, whose), n in ended.items() if kind == end})
            [(most, _)] = counts.most_common(1)
            log.warning("unfinished bodies", end=end, count=counts.total(), most_from=most)


class State(ServerState):
    """What the connections of one server share."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies = UnfinishedBodies()


def sender(app: object, peer: str, headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Whose request it is: the peer's, or where that is a proxy of the settings, its client's."""
    if isinstance(app, ProxyHeadersMiddleware) and peer in app.trusted_hosts:
        given = b", ".join(value for name, value in headers if name == b"x-forwarded-for")
        peer = app.trusted_hosts.get_trusted_client_address(given.decode("latin1"))[0] or peer
    return neighbourhood(peer)
