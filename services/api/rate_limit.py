"""Rate limits for callers without a token: a bucket of turns for each address."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil

from starlette.exceptions import HTTPException
from starlette.requests import Request

MINUTE = 60.0
MOST_ADDRESSES = 10_000


class Buckets:
    """Each bucket holds `per_minute` tokens at most and fills again evenly. Any thread may take."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.clock = float(per_minute), clock
        self.rate = per_minute / MINUTE
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, whose: str) -> float:
        """Takes a token and answers 0; or the seconds until there will be one."""
        with self._lock:
            now = self.clock()
            left, since = self._left.pop(whose, (self.most, now))
            left = min(self.most, left + (now - since) * self.rate)
            wait = 0.0 if left >= 1 else (1 - left) / self.rate
            self._left[whose] = (left if wait else left - 1), now
            while len(self._left) > MOST_ADDRESSES:
                self._left.popitem(last=False)
            return wait


def neighbourhood(address: str) -> str:
    """Whom a bucket is for: an IPv4 address, or the /64 that one subscriber has of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return (
        str(IPv6Network((found, 64), strict=False)) if isinstance(found, IPv6Address) else address
    )


def neighbour(request: Request) -> str:
    """Whose bucket a request takes from."""
    return neighbourhood(request.client.host if request.client else "")


def take_turn(buckets: Buckets, whose: str) -> None:
    """429 with `Retry-After` where no turn is left."""
    wait = buckets.take(whose)
    if wait:
        raise HTTPException(429, headers={"Retry-After": str(ceil(wait))})
