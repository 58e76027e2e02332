"""Slow hashing (Argon2) on a thread pool of its own, so that a flood of passwords or reply keys
delays no other request; 503 where the wait would be long."""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from services.commands.messages import Busy

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

HASHED_AT_ONCE = 2  # each takes 64 MiB
NICE = 10  # whoever waits for anything else goes first
MOST_WAITING = 32
HASHING_PATIENCE = 10.0  # seconds


class HashingPool:
    """Runs few hashes at a time; the others wait in a bounded queue, first come first served."""

    def __init__(
        self,
        waiting: int = MOST_WAITING,
        patience: float = HASHING_PATIENCE,
        threads: int = HASHED_AT_ONCE,
    ) -> None:
        self._threads = ThreadPoolExecutor(threads, "hashing", step_back)
        self._room = threading.BoundedSemaphore(waiting)
        self._patience = patience

    async def run(
        self,
        work: Callable[Asked, Answer],
        *args: Asked.args,
        **named: Asked.kwargs,
    ) -> Answer:
        """Runs one hash. Raises Busy where too many wait, or its turn has not come in time."""
        if not self._room.acquire(blocking=False):
            raise Busy()
        hashing = self._threads.submit(work, *args, **named)
        hashing.add_done_callback(lambda _: self._room.release())
        try:
            return await asyncio.wait_for(asyncio.wrap_future(hashing), self._patience)
        except TimeoutError:
            raise Busy() from None


def step_back() -> None:
    """Lets all other threads go before this one, and those that it starts (Linux: by thread)."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
