"""Waiting until projections have reached a position (`min_position`): on the event loop, bounded,
with one look at the checkpoints for all who wait, so that strangers who wait hold up nobody."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from starlette.exceptions import HTTPException
from starlette.requests import Request

from services.api.rate_limit import neighbour
from services.api.requests import number_asked
from services.subscriptions.catch_up import CatchUpSubscription

LONGEST_POSITION_WAIT = 5.0  # seconds
ANOTHER_LOOK = 0.02  # seconds
MOST_REQUESTS, MOST_OF_ONE = 256, 32  # requests; those of one address
COME_AGAIN = {"Retry-After": "1"}


class PositionWaiters:
    """Requests that wait for projections. Another process may be moving the checkpoints, so they
    are read again and again while anybody waits, by one thread of its own."""

    def __init__(self, subscription: CatchUpSubscription) -> None:
        self.subscription = subscription
        self._waiting: Counter[str] = Counter()
        self._thread = ThreadPoolExecutor(1, "positions")
        self._looking: asyncio.Task[None] | None = None

    async def reach(self, position: int, projection: str, whose: str) -> None:
        """Waits for a projection; 503 after five seconds, or where too many wait already."""
        if self._is_there(position, projection):
            return
        self.subscription.wake()
        if self._waiting.total() >= MOST_REQUESTS or self._waiting[whose] >= MOST_OF_ONE:
            raise HTTPException(503, headers=COME_AGAIN)
        self._waiting[whose] += 1
        try:
            async with asyncio.timeout(LONGEST_POSITION_WAIT):
                while not self._is_there(position, projection):
                    await self._next_look()
        except TimeoutError:
            raise HTTPException(503, headers=COME_AGAIN) from None
        finally:
            self._waiting -= Counter([whose])  # drops whose none wait any more

    def _is_there(self, position: int, projection: str) -> bool:
        return self.subscription.checkpoints[projection] >= position

    async def _next_look(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        await asyncio.shield(self._looking)

    async def _look(self) -> None:
        before = dict(self.subscription.checkpoints)
        await asyncio.sleep(ANOTHER_LOOK)
        if self.subscription.checkpoints == before:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._thread, self.subscription.look)


async def reached(request: Request, projection: str) -> None:
    """`min_position`: waits until the projection's checkpoint has reached it."""
    await reach(request, projection, number_asked(request, "min_position", 0, 0, 2**62))


async def reach(request: Request, projection: str, position: int) -> None:
    waiters: PositionWaiters = request.app.state.positions
    await waiters.reach(position, projection, neighbour(request))
