"""Benchmark of the registry as of any day, beside the same question about today: pages at its
beginning, in its middle and at its end, and the count, of centres with three years of life behind
them. `CENTRES` in the environment says how many there are.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from adapters.read_model.writer import Readmodel, open_sqlite
from projections import two_clocks
from projections.registry import Row
from projections.two_clocks import Change, Slice
from services.subscriptions.catalogue import CENTRES
from tools.benches.registry_pages import AT_ONCE, LOT, PAGE, centre, night, taken
from tools.benches.results import Baseline, Result

MANY = int(os.environ.get("CENTRES") or 100_000)
BEGUN, YEARS, CALLS = date(2023, 1, 2), 3, 11
TODAY = BEGUN + timedelta(days=365 * YEARS)
DAYS = [BEGUN + timedelta(days=days) for days in (200, 400, 700, 1000, 365 * YEARS - 1)]
STATUSES = ("RECTIFYING", "ACTIVE", "CYCLE_REVIEW", "ACTIVE")


def registry_through_time() -> list[Result]:
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="anjuan-bench-"))
        readmodel = stack.enter_context(closing(open_sqlite(Path(folder) / "read.db")))
        asked: dict[str, Callable[[date], object]] = {
            name: page(readmodel, place) for name, place in lived(readmodel).items()
        }
        asked["count"] = lambda day: readmodel.count(CENTRES, as_of=day)
        return [compared(name, question) for name, question in asked.items()]


def lived(readmodel: Readmodel) -> dict[str, tuple[str, str] | None]:
    """Fills the registry; then where the first, a middle and a late page begin."""
    readmodel.create(CENTRES)
    readmodel.create(LOT)
    random, places = Random(MANY), list[tuple[str, str]]()
    for start in range(0, MANY, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, MANY))
        rows = [(f"c{n:07}", replace(centre(random, n), recognised_on=BEGUN)) for n in numbers]
        changes = [(key, change) for key, row in rows for change in life(random, row)]
        readmodel.apply(CENTRES, changes, since=start, checkpoint=numbers.stop)
        places += [(row.name, key) for key, row in rows]
    places.sort()
    late = MANY * 17 // 20  # with whole pages behind it, also as of the last days
    return {"first_page": None, "middle_page": places[MANY // 2], "late_page": places[late]}


def life(random: Random, row: Row) -> Iterator[Change[Row]]:
    """Recognised, and every year ordered to rectify and found in order; one in ten ends."""
    slices: list[Slice[Row]] = []
    ends = random.randrange(10) == 0
    statuses = ("ACTIVE", *STATUSES, *STATUSES, "CANCELLED" if ends else "ACTIVE")
    day = BEGUN
    for status in statuses:
        event = replace(row, status=status, since=day)
        change = two_clocks.apply(slices, event, day, night(day), taken)
        slices = change.onto(slices)
        yield change
        day += timedelta(days=random.randrange(40, 110))


def page(readmodel: Readmodel, after: tuple[str, str] | None) -> Callable[[date], object]:
    return lambda day: readmodel.page(
        CENTRES, as_of=day, sort="name", after=after, lot=LOT, limit=PAGE
    )


def compared(name: str, question: Callable[[date], object]) -> Result:
    """The slowest of the days beside today, each call in turn."""
    times: dict[date, list[float]] = {day: [] for day in (*DAYS, TODAY)}
    for _ in range(CALLS):
        for day, taken_ in times.items():
            begun = time.process_time()
            question(day)
            taken_.append((time.process_time() - begun) * 1000)
    today, slowest = median(times[TODAY]), max(median(times[day]) for day in DAYS)
    return Result(
        name=f"registry_as_of_{name}",
        what=f"processor time, {MANY:,} centres of {YEARS} years: {name}, the slowest of five days",
        value=slowest,
        unit="ms",
        baseline=Baseline("ms as of today", today),
        ratio=slowest / today,
        aim="ratio <= 1.5",
    )
