"""Benchmark of reading a long case, in processor time: as of a day, as known at a moment, what
differs between two versions, the first page of its events. `EVENTS` in the environment says how
long it is.
"""

import os
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from msgspec.structs import replace

from adapters.event_store.codec import decode, encode
from adapters.event_store.log import Entry
from services.demo.people import accounts
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from tests.support.asking import REVISE
from tests.support.calling import Caller, calling, eventually
from tests.support.dispatching import BEGINNING, requested
from tools.benches.projecting import append
from tools.benches.results import Baseline, Result

EVENTS = int(os.environ.get("EVENTS") or 10_000)
SHORT = 200
CALLS = 15
FIRST = date(2026, 3, 2)
CASE = "/applications/a1"
A_DAY, IN_ONE_MOMENT = 4, 200  # events
PLACES = (0.01, 0.25, 0.5, 0.75, 0.99)


def histories() -> list[Result]:
    long, short = measured(EVENTS), measured(SHORT)
    present = Baseline("ms of its present state", long["present"])
    page = Baseline(f"ms of a case of {SHORT} events", short["events"])
    rows = (
        ("as_of", "as of a day, the slowest of five", present),
        ("known_at", "as known at a moment, the slowest of five", present),
        ("diff", "what differs between two versions, the slowest of five", present),
        ("events", "the first page of its events", page),
    )
    return [
        Result(
            name=f"history_{name}",
            what=f"processor time of a case of {EVENTS:,} events on SQLite: {what}",
            value=long[name],
            unit="ms",
            baseline=beside,
            ratio=long[name] / beside.value,
            aim="ratio <= 2",
        )
        for name, what, beside in rows
    ]


def measured(events: int) -> dict[str, float]:
    with TemporaryDirectory(prefix="anjuan-bench-") as folder:
        settings = Settings(data=Path(folder), demo=True)
        with closing(open_runtime(settings)) as runtime:
            moments = lengthened(runtime, events)
            runtime.store.current(CASE[1:])
        with calling(settings, timers=False) as caller:
            end = caller.runtime.log.end()
            assert end
            checkpoints = caller.service.subscription.checkpoints
            eventually(lambda: checkpoints["cases"] >= end[0], 600)
            return times(caller, events, moments)


def lengthened(runtime: Runtime, events: int) -> list[datetime]:
    """A draft that is revised again and again, four times a day; the moments of its records."""
    seed(runtime)
    runtime.accounts.put(accounts(), "bench-password")
    for ask in (*BEGINNING, REVISE):
        runtime.dispatcher.act(requested(ask))
    last = runtime.log.history(CASE[1:])[-1]
    record = decode(last.topic, last.state)

    def revised(number: int) -> Entry:
        day = FIRST + timedelta(days=number // A_DAY)
        context = replace(record.context, effective_on=day, command_id=f"{number:032}")
        state = encode(record.stamped(context=context))
        return Entry(CASE[1:], last.version + 1 + number, *state)

    entries = map(revised, range(events))
    for start in range(0, events, IN_ONE_MOMENT):
        append(runtime.log, entries, min(IN_ONE_MOMENT, events - start))
    found = (runtime.log.history(CASE[1:], v - 1, v) for v in versions(events))
    return [one.recorded_at.astimezone(UTC) for [one] in found]


def versions(events: int) -> list[int]:
    return [int(events * place) + 1 for place in PLACES]


def times(caller: Caller, events: int, moments: list[datetime]) -> dict[str, float]:
    """Milliseconds of processor time of each kind of reading."""

    def asked(path: str, **query: Any) -> float:
        return milliseconds(lambda: caller.get("applicant.1", path, **query).raise_for_status())

    days = [FIRST + timedelta(days=int(events * place) // A_DAY) for place in PLACES]
    pairs = [{"from": version, "to": min(version + 7, events)} for version in versions(events)]
    return {
        "present": asked(CASE),
        "as_of": max(asked(CASE, as_of=day.isoformat()) for day in days),
        "known_at": max(asked(CASE, known_at=moment.isoformat()) for moment in moments),
        "diff": max(asked(f"{CASE}/diff", **pair) for pair in pairs),
        "events": asked(f"{CASE}/events"),
    }


def milliseconds(call: Callable[[], object]) -> float:
    taken = []
    for _ in range(CALLS):
        begun = time.process_time()
        call()
        taken.append(time.process_time() - begun)
    return 1000 * median(taken)
