"""A store of many recognised centres, all alike, on the eve of a year; its clock is the test's."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from adapters.event_store.codec import encode
from adapters.event_store.log import AppendRequest, Entry
from domain.record import Record
from services.reactions.timers import Timers
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from services.subscriptions.catch_up import CatchUpSubscription
from tests.support.asking import OVER, RECOGNISE, at, do
from tests.support.clocks import SetClock

EVE = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 31, 16, tzinfo=UTC)  # 1 January 00:00 in China


@cache
def recognised() -> tuple[Record, ...]:
    """The history of a centre that was recognised on 10 March 2026."""
    world = at("ClearEntry")
    do(world, RECOGNISE, OVER)
    return tuple(world.histories["centres/a1"])


def write_centres(runtime: Runtime, names: Sequence[str]) -> None:
    entries = [encode(record) for record in recognised()]
    for some in (names[n : n + 500] for n in range(0, len(names), 500)):
        appends = [
            AppendRequest(
                *("scribe", name, b""),
                tuple(Entry(f"centres/{name}", n, *one) for n, one in enumerate(entries, 1)),
            )
            for name in some
        ]
        outcomes = runtime.log.write(appends, EVE - timedelta(days=1))
        assert {one.kind for one in outcomes} == {"stored"}


class Office:
    """A process with a timers' worker: its rows follow when they are told to."""

    def __init__(self, runtime: Runtime, moment: datetime) -> None:
        self.runtime, self.clock = runtime, SetClock()
        self.clock.run(moment - self.clock.moment)
        runtime.clock = runtime.dispatcher.clock = runtime.dispatcher.guard.clock = self.clock
        runtime.dispatcher.guard.saw(moment)
        self.subscription = CatchUpSubscription(runtime.log, runtime.readmodel)
        self.timers = Timers(runtime.readmodel, runtime.dispatcher, self.clock)
        self.follow()

    def follow(self) -> None:
        self.subscription.catch_up()

    def begun(self, name: str) -> list[str]:
        """What has happened to a centre since its recognition."""
        return [one.topic for one in self.runtime.log.history(f"centres/{name}", after=1)]


@contextmanager
def office(
    folder: Path, moment: datetime, names: Sequence[str] = (), database: str | None = None
) -> Iterator[Office]:
    """Opens the store, at first with these centres."""
    with closing(open_runtime(Settings(data=folder, database=database))) as runtime:
        if names:
            seed(runtime)
            write_centres(runtime, names)
        yield Office(runtime, moment)
