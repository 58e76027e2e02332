"""Lets days pass in a demonstration: its clock goes on, and what falls due meanwhile happens.

Every act is then recorded on its own day, so that what was known on another is another answer.
"""

from datetime import date, timedelta

from services.clock import DemoClock
from services.reactions.reacting import Reactor
from services.reactions.timers import Timers
from services.runtime import Runtime
from services.subscriptions.catalogue import DEADLINES
from services.subscriptions.catch_up import CatchUpSubscription

DEADLINES_AT_ONCE = 250


class PassingDays:
    """The days of a demonstration, one after another. `pass_to` stops on the day after each period
    that somebody waits for, and on the day asked for, for the timers and reactions of that day."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.timers = Timers(runtime.readmodel, runtime.dispatcher, runtime.clock)
        self.reactor = Reactor(runtime.readmodel, runtime.dispatcher)
        self.projections = CatchUpSubscription(runtime.log, runtime.readmodel)

    def pass_to(self, day: date) -> None:
        """Does nothing on a day that has passed already."""
        if day <= self.today:
            return
        self.settle()
        while (stop := self.next_stop(day)) is not None:
            self.stop_on(stop)
        self.stop_on(day)

    @property
    def today(self) -> date:
        return self.runtime.clock.today()

    def stop_on(self, day: date) -> None:
        clock = self.runtime.clock
        assert isinstance(clock, DemoClock)
        clock.move(day)
        self.settle()

    def settle(self) -> None:
        """What is due happens, and what follows from it."""
        self.projections.catch_up()
        while self.timers.tick() + self.reactor.tick():
            self.projections.catch_up()

    def next_stop(self, until: date) -> date | None:
        """The first day before another on which a timer comes, after today."""
        rows = self.runtime.readmodel.page(
            DEADLINES,
            where={"by": "SYSTEM"},
            sort="due",
            after=(self.today.isoformat(), ""),
            until=(until - timedelta(days=2)).isoformat(),
            limit=DEADLINES_AT_ONCE,
        )
        found = (DEADLINES.decoded(row.row.decode()) for row in rows)
        days = (one.due_on + timedelta(days=1) for one in found if not one.interrupted)
        return next(days, None)
