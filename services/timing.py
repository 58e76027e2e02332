"""Timers: what the law does when a period is over is done by a command like any other.

Open periods are rows of the deadlines projection, so a worker may die at any moment. A timer's
name is its idempotency key: however many workers fire it, it happens once. One that is refused (the
calendar is unknown, a corrected calendar prolongs the period) stays open and is tried again.
"""

import threading

import structlog

from adapters.readmodel import Readmodel
from domain.case import SYSTEM
from domain.deciding import CaseMissing
from domain.refusal import Refused
from domain.working_days import CalendarUnknown
from projections.deadlines import FIRING, Deadline
from services.acting import Busy, Office, Wanted
from services.clock import Clock
from services.metrics import TIMERS_FIRED
from services.projections import DEADLINES
from services.threads import Repeating

log = structlog.get_logger()
LARGEST_ROUND = 1000


class Timers:
    """Fires what is due. `tick` may be called from any thread; `start` runs it every second."""

    def __init__(self, readmodel: Readmodel, office: Office, clock: Clock) -> None:
        self.readmodel, self.office, self.clock = readmodel, office, clock
        self.waiting: set[str] = set()
        self._lock = threading.Lock()
        self._thread = Repeating("timers", self.tick, every=1.0)
        self.start, self.stop, self.wake = (
            self._thread.start,
            self._thread.stop,
            self._thread.wake,
        )

    def tick(self) -> int:
        """Fires every period that is over; answers how many fired."""
        with self._lock:
            return sum(self.fire(deadline) for deadline in self.due())

    def due(self) -> list[Deadline]:
        """Open periods whose last day is before today, earliest first; lists before entries."""
        today = self.clock.today().isoformat()
        firing: dict[str, list[str]] = {"command": [*FIRING]}
        rows = self.readmodel.page(DEADLINES, sort="due", where=firing, limit=LARGEST_ROUND)
        found = [DEADLINES.decoded(row.row.decode()) for row in rows]
        over = [deadline for deadline in found if deadline.due < today]
        return sorted(over, key=lambda one: (one.due, one.stream != "batches"))

    def fire(self, deadline: Deadline) -> bool:
        """The command of a period that is over, in the name of the system. False: not yet."""
        wanted = Wanted(
            stream=deadline.stream,
            id=deadline.id,
            command=deadline.fires(),
            actor=SYSTEM,
            key=deadline.name,
            body=deadline.name.encode(),
        )
        try:
            done = self.office.act(wanted)
        except (Refused, CaseMissing, CalendarUnknown, Busy) as error:
            if deadline.name not in self.waiting:
                log.warning("timer waits", timer=deadline.name, reason=str(error))
            self.waiting.add(deadline.name)
            return False
        if not done.replayed:
            TIMERS_FIRED.inc()
            log.info("timer fired", timer=deadline.name, due=deadline.due)
        return not done.replayed
