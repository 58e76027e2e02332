"""Rate limits for callers without a token: a token bucket for each address."""

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
    """Token buckets: each holds `per_minute` tokens at most and refills evenly. Thread-safe."""

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
    """The key of an address's bucket: the IPv4 address, or the /64 that one IPv6 subscriber has."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Network((ip, 64), strict=False)) if isinstance(ip, IPv6Address) else address


def neighbour(request: Request) -> str:
    """The key of the bucket that a request takes from."""
    return neighbourhood(request.client.host if request.client else "")


def take_turn(buckets: Buckets, whose: str) -> None:
    """Takes a token; 429 with `Retry-After` where none is left."""
    wait = buckets.take(whose)
    if wait:
        raise HTTPException(429, headers={"Retry-After": str(ceil(wait))})
