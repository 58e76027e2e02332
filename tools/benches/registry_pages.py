"""Benchmark of pages of a large registry, beside the same pages of a small one.

A list is read in the order of an index, so its length should not matter. Nor should it for a text
that many centres carry; one that hardly any carries is found by an n-gram index.
`CENTRES` in the environment says how many there are.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import replace

from adapters.read_model.reader import Listed
from adapters.read_model.writer import Readmodel, open_sqlite
from projections import two_clocks
from projections.registry import Row
from projections.two_clocks import Change
from services.subscriptions.catalogue import CENTRES
from services.subscriptions.projector import dead_letters
from tools.benches.results import Baseline, Result

LARGE, SMALL = int(os.environ.get("CENTRES") or 200_000), 10_000
AT_ONCE = 10_000
PAGE, CALLS, ROUNDS = 50, 200, 3
TODAY, FIRST_DAY, DAYS = date(2026, 3, 2), date(2020, 1, 1), 2190
THEN, KNOWN = date(2024, 6, 30), datetime(2024, 9, 30, tzinfo=UTC)
CITIES = {"510100": "成都", "510300": "自贡", "510700": "绵阳", "511500": "宜宾", "511700": "达州"}
INDUSTRIES = ("动力电池", "轨道交通", "生物医药", "航空装备", "白酒酿造", "晶硅光伏", "钒钛材料")
COMMON, RARE = "钒钛", "第777号"
FEW_MS = "value <= 50"  # of both: beside 10,000 centres, caches count for more than the search
LOT = dead_letters(CENTRES)

Asked = Callable[[Readmodel, tuple[str, str]], list[Listed]]


class Registry(Struct, frozen=True):
    """A filled table, and cursors in it at which pages begin."""

    readmodel: Readmodel
    places: tuple[tuple[str, str], ...]


class Times(Struct, frozen=True):
    """Milliseconds that calls took: medians of the rounds."""

    p50: float
    p99: float


def by_name(readmodel: Readmodel, after: tuple[str, str]) -> list[Listed]:
    return readmodel.page(CENTRES, as_of=TODAY, sort="name", after=after, lot=LOT, limit=PAGE)


def as_of(readmodel: Readmodel, after: tuple[str, str]) -> list[Listed]:
    return readmodel.page(
        CENTRES, as_of=THEN, known_at=KNOWN, sort="name", after=after, lot=LOT, limit=PAGE
    )


def common_text(readmodel: Readmodel, after: tuple[str, str]) -> list[Listed]:
    return readmodel.page(
        CENTRES, as_of=TODAY, text=COMMON, sort="name", after=after, lot=LOT, limit=PAGE
    )


def rare_text(readmodel: Readmodel, after: tuple[str, str]) -> list[Listed]:
    return readmodel.page(CENTRES, as_of=TODAY, text=RARE, lot=LOT, limit=PAGE)


def registry() -> list[Result]:
    with TemporaryDirectory(prefix="anjuan-bench-") as folder, ExitStack() as stack:
        large, small = (
            filled(stack.enter_context(closing(open_sqlite(Path(folder) / str(size)))), size)
            for size in (LARGE, SMALL)
        )
        return [
            *compared("page", "by name, as it is now", by_name, large, small),
            *compared("as_of", f"by name, {THEN} as known on {KNOWN.date()}", as_of, large, small),
            *compared("search", f"by name, with {COMMON}, one in seven", common_text, large, small),
            *compared("rare_search", f"the one with {RARE}", rare_text, large, small, FEW_MS),
        ]


def filled(readmodel: Readmodel, size: int) -> Registry:
    """Fills a registry as the projector does: every tenth centre has lost its qualification."""
    readmodel.create(CENTRES)
    readmodel.create(LOT)
    random, places = Random(size), list[tuple[str, str]]()
    for start in range(0, size, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, size))
        centres = [(f"c{number:07}", centre(random, number)) for number in numbers]
        changes = [(key, change) for key, row in centres for change in history(random, row)]
        readmodel.apply(CENTRES, changes, since=start, checkpoint=numbers.stop)
        places += [(row.name, key) for key, row in centres]
    places.sort()
    full = places[: size * 9 // 10]  # with whole pages behind them
    return Registry(readmodel, tuple(random.sample(full, CALLS)))


def centre(random: Random, number: int) -> Row:
    division, city = random.choice([*CITIES.items()])
    industry = random.choice(INDUSTRIES)
    return Row(
        name=f"{city}第{number}号{industry}产业知识产权运营中心",
        builder=f"{city}示例{industry}股份有限公司",
        industry=f"{industry}产业",
        division=division,
        regulation="SC",
        level="PROVINCIAL",
        status="ACTIVE",
        recognised_on=FIRST_DAY + timedelta(days=random.randrange(DAYS)),
    )


def history(random: Random, row: Row) -> Iterator[Change[Row]]:
    """Changes by a centre's events, each recorded in the night after it."""
    assert row.recognised_on
    begun = two_clocks.apply((), row, row.recognised_on, night(row.recognised_on), taken)
    yield begun
    if random.randrange(10) == 0:
        day = row.recognised_on + timedelta(days=random.randrange(1, DAYS))
        end = replace(row, status="CANCELLED", since=day)
        yield two_clocks.apply(begun.opened, end, day, night(day), taken)


def taken(before: Row | None, event: Row) -> Row:
    return event


def night(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 22, tzinfo=UTC)


def compared(
    name: str,
    what: str,
    asked: Asked,
    large: Registry,
    small: Registry,
    aim: str = "ratio <= 1.5",
) -> list[Result]:
    here, there = in_turn(asked, large, small)
    told = (
        f"{PAGE} of {LARGE:,} centres on SQLite, {what}, {CALLS} calls (CENTRES=1000000 for more)"
    )
    beside = f"ms of {SMALL:,} centres"
    return [
        Result(
            name=f"registry_{name}_p50",
            what=told,
            value=here.p50,
            unit="ms",
            baseline=Baseline(beside, there.p50),
            ratio=here.p50 / there.p50,
        ),
        Result(
            name=f"registry_{name}_p99",
            what=told,
            value=here.p99,
            unit="ms",
            baseline=Baseline(beside, there.p99),
            ratio=here.p99 / there.p99,
            aim=aim,
        ),
    ]


def in_turn(asked: Asked, large: Registry, small: Registry) -> tuple[Times, Times]:
    """Makes each call on both in turn, so that other load on the machine hits both alike."""
    rounds: list[tuple[list[float], list[float]]] = []
    for _ in range(ROUNDS):
        here: list[float] = []
        there: list[float] = []
        for one, other in zip(large.places, small.places, strict=True):
            here.append(milliseconds(asked, large.readmodel, one))
            there.append(milliseconds(asked, small.readmodel, other))
        rounds.append((here, there))
    return times([here for here, _ in rounds]), times([there for _, there in rounds])


def milliseconds(asked: Asked, readmodel: Readmodel, after: tuple[str, str]) -> float:
    begun = time.perf_counter()
    page = asked(readmodel, after)
    taken = (time.perf_counter() - begun) * 1000
    if len(page) != (1 if asked is rare_text else PAGE):
        raise RuntimeError(f"a page of {len(page)} rows")
    return taken


def times(rounds: Sequence[Sequence[float]]) -> Times:
    ordered = [sorted(calls) for calls in rounds]
    return Times(
        p50=median(calls[len(calls) // 2] for calls in ordered),
        p99=median(calls[int(len(calls) * 0.99)] for calls in ordered),
    )
