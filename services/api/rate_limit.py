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
    """Token buckets: each holds `most` tokens and refills evenly, from empty in `over` seconds.
    Thread-safe."""

    def __init__(
        self, most: int, clock: Callable[[], float] = time.monotonic, over: float = MINUTE
    ) -> None:
        self.most, self.clock = float(most), clock
        self.rate = most / over
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

    def give_back(self, whose: str) -> None:
        """Puts a token back."""
        with self._lock:
            if whose in self._left:
                left, since = self._left[whose]
                self._left[whose] = min(self.most, left + 1), since

    def forget(self, whose: str) -> None:
        """Fills a bucket up."""
        with self._lock:
            self._left.pop(whose, None)


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
