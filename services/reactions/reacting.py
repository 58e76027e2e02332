"""Gives the commands that events bring about by themselves, each once.

What is still to happen are rows of the projection `reactions`, so a worker may die at any moment.
The event's position is in the idempotency key: however many workers give the command, it is stored
once. One that is refused is told once and tried again, for another day may allow it.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future

import structlog

from adapters.read_model.writer import Readmodel
from projections.reactions import Awaited
from services.commands.dispatcher import Dispatcher
from services.commands.messages import CommandResult
from services.periodic import PeriodicThread
from services.reactions.asking import WAITED_FOR, ask_as_system
from services.reactions.timers import LARGEST_ROUND
from services.subscriptions.catalogue import REACTIONS

log = structlog.get_logger()
TRIED_AGAIN_AFTER = 60.0  # seconds


class Reactor:
    """Gives what is awaited. Any thread may call `tick`; `start` runs it every second."""

    def __init__(self, readmodel: Readmodel, dispatcher: Dispatcher) -> None:
        self.readmodel, self.dispatcher = readmodel, dispatcher
        self.refused: dict[str, float] = {}
        self._lock = threading.Lock()
        self._thread = PeriodicThread("reactions", self.tick, every=1.0)
        self.heartbeat = self._thread.heartbeat
        self.start, self.stop, self.wake = (
            self._thread.start,
            self._thread.stop,
            self._thread.wake,
        )

    def tick(self) -> int:
        """Gives every command whose turn it is, round by round; says how many were stored."""
        with self._lock:
            listed: set[str] = set()
            stored = 0
            for awaited in self.rounds():
                listed |= {one.key for one in awaited}
                asked = [(one, self.ask(one)) for one in awaited if self.has_its_turn(one)]
                stored += sum(self.settle(one, future) for one, future in asked)
            self.refused = {key: at for key, at in self.refused.items() if key in listed}
            return stored

    def rounds(self) -> Iterator[list[Awaited]]:
        """What is still to happen, the oldest first, at most so many at once. Those that are
        refused keep none behind them from its turn."""
        after, more = None, True
        while more:
            rows = self.readmodel.page(REACTIONS, sort="since", after=after, limit=LARGEST_ROUND)
            yield [REACTIONS.decoded(row.row.decode()) for row in rows]
            more = len(rows) == LARGEST_ROUND
            after = rows[-1].after if rows else None

    def has_its_turn(self, one: Awaited) -> bool:
        tried = self.refused.get(one.key)
        return tried is None or time.monotonic() - tried >= TRIED_AGAIN_AFTER

    def ask(self, one: Awaited) -> "Future[CommandResult]":
        return ask_as_system(self.dispatcher, one.stream, one.id, one.gives(), one.key)

    def settle(self, one: Awaited, future: "Future[CommandResult]") -> bool:
        try:
            done = future.result()
        except WAITED_FOR as error:
            if one.key not in self.refused:
                log.warning("reaction waits", reaction=one.key, of=one.of, reason=str(error))
            self.refused[one.key] = time.monotonic()
            return False
        self.refused.pop(one.key, None)
        if not done.replayed:
            log.info("reaction", reaction=one.key, of=one.of, case=f"{one.stream}/{one.id}")
        return not done.replayed
