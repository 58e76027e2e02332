"""Timers: when a period is over, they issue the command that the regulation prescribes.

Open periods are rows of the deadlines projection, so a worker may die at any moment. A timer's
name is its idempotency key: however many workers fire it, it happens once. A corrected calendar may
prolong a period, an unknown one leaves it open; a timer that is refused is tried again. What falls
due at one midnight is asked for in rounds, so that nobody else waits long.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import date

import structlog

from adapters.read_model.writer import Readmodel
from domain.calendar_file import CALENDAR, calendar_in
from domain.working_days import DAY, WorkCalendar, known_last_day
from projections.deadlines import Deadline
from services.clock import Clock
from services.commands.dispatcher import Dispatcher
from services.commands.messages import CommandResult
from services.metrics import TIMERS_FIRED
from services.periodic import PeriodicThread
from services.reactions.asking import WAITED_FOR, ask_as_system
from services.subscriptions.catalogue import DEADLINES

log = structlog.get_logger()
LARGEST_ROUND = 250


class Timers:
    """Fires timers that are due. Any thread may call `tick`; `start` runs it every second."""

    def __init__(self, readmodel: Readmodel, dispatcher: Dispatcher, clock: Clock) -> None:
        self.readmodel, self.dispatcher, self.clock = readmodel, dispatcher, clock
        self.waiting: set[str] = set()
        self.settled: set[str] = set()
        self._lock = threading.Lock()
        self._thread = PeriodicThread("timers", self.tick, every=1.0)
        self.heartbeat = self._thread.heartbeat
        self.start, self.stop, self.wake = (
            self._thread.start,
            self._thread.stop,
            self._thread.wake,
        )

    def tick(self) -> int:
        """Fires all timers that are due, round by round; gives how many fired."""
        with self._lock:
            listed: set[str] = set()
            fired = 0
            for due in self.rounds():
                listed |= {deadline.name for deadline in due}
                fired += self.fire_round([one for one in due if one.name not in self.settled])
            self.settled &= listed
            return fired

    def fire_round(self, due: list[Deadline]) -> int:
        """Asks for what is due, all at once, and waits for the answers."""
        asked = [(deadline, self.ask(deadline)) for deadline in due]
        return sum(self.settle(deadline, future) for deadline, future in asked)

    def due(self) -> list[Deadline]:
        """The first round of timers that are due; none where nothing is."""
        return next((one for one in self.rounds() if one), [])

    def rounds(self) -> Iterator[list[Deadline]]:
        """Open periods whose last day is before today by today's calendar, earliest first, at most
        so many at once; a list after its entries, so that its result notice tells what became of
        them. Those that have to wait keep none behind them from its turn."""
        today, after, more = self.clock.today(), None, True
        while more:
            rows = self.readmodel.page(
                DEADLINES,
                where={"by": "SYSTEM"},
                sort="due",
                after=after,
                until=(today - DAY).isoformat(),
                limit=LARGEST_ROUND,
            )
            deadlines = [DEADLINES.decoded(row.row.decode()) for row in rows]
            past = [deadline for deadline in deadlines if not deadline.interrupted]
            over = self.over(past, today) if past else []
            yield sorted(over, key=lambda deadline: (deadline.due, deadline.stream == "batches"))
            more = len(rows) == LARGEST_ROUND
            after = rows[-1].after if rows else None

    def calendar(self) -> WorkCalendar:
        file, _ = self.dispatcher.store.current(f"calendars/{CALENDAR}")
        return calendar_in(file)

    def over(self, past: list[Deadline], today: date) -> list[Deadline]:
        """Those whose last day by today's calendar has passed, not only the announced one."""
        calendar = self.calendar()
        last_days = [(deadline, self.last_day(deadline, calendar)) for deadline in past]
        return [deadline for deadline, last in last_days if last is not None and last < today]

    def last_day(self, deadline: Deadline, calendar: WorkCalendar) -> date | None:
        """Last day of a period; None while no calendar covers it, for which the timer waits."""
        last = known_last_day(deadline.period, calendar)
        if last is None:
            self.wait(deadline, "the calendar is unknown")
        return last

    def fire(self, deadline: Deadline) -> bool:
        """Issues the command of a period that is over, as the system. False: not done yet."""
        return self.settle(deadline, self.ask(deadline))

    def ask(self, deadline: Deadline) -> "Future[CommandResult]":
        stream, id, command = deadline.stream, deadline.id, deadline.fires()
        return ask_as_system(self.dispatcher, stream, id, command, deadline.name)

    def settle(self, deadline: Deadline, future: "Future[CommandResult]") -> bool:
        try:
            done = future.result()
        except WAITED_FOR as error:
            self.wait(deadline, str(error))
            return False
        self.settled.add(deadline.name)  # its row may be there a little longer
        if not done.replayed:
            TIMERS_FIRED.inc()
            log.info("timer fired", timer=deadline.name, due=deadline.due)
        return not done.replayed

    def wait(self, deadline: Deadline, reason: str) -> None:
        """Logs once that a timer waits."""
        if deadline.name not in self.waiting:
            log.warning("timer waits", timer=deadline.name, reason=reason)
        self.waiting.add(deadline.name)
