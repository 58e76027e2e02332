"""Figures of a year: whole for those whose area it is, without small ones for everybody."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from adapters.read_model.writer import Readmodel, open_sqlite
from projections.duties import CENTRE, Duty
from projections.statistics import EventCount
from projections.two_clocks import FOREVER, Change, Slice
from services.queries.yearly_figures import (
    SMALLEST_PUBLIC,
    YearlyFigure,
    YearRights,
    figures_of,
    for_the_public,
)
from services.subscriptions.catalogue import CENTRE_DUTIES, STATISTICS
from tests.support.roads import INNER_MONGOLIA, SICHUAN

TODAY, KNOWN = date(2027, 3, 1), datetime(2027, 1, 1, tzinfo=UTC)
REGIMES = {"SC": SICHUAN.rules, "IM": INNER_MONGOLIA.rules}
ENDED = {"CANCELLED": 6, "EXITED": 4, "ENDED": 1}
ALL = YearRights()
CHENGDU: Any = ({"regulation": ["SC"], "division": ["510100"]},)


def duty(n: int, stage: str, kind: str, division: str) -> tuple[str, Change[Duty]]:
    proceeding = "rectification/1" if kind != CENTRE else ""
    row = Duty(
        id=f"{stage}{n}",
        proceeding=proceeding,
        proceeding_kind=kind,
        regulation="SC",
        division=division,
        year="2026",
        stage=stage,
        ended="yes" if kind == CENTRE else "no",
    )
    key = f"{row.id}#{proceeding}" if proceeding else row.id
    return key, Change((), (Slice(row, date(2026, 5, 1), FOREVER, KNOWN),))


def event(type: str, month: str, count: int, division: str = "510100") -> tuple[str, EventCount]:
    row = EventCount("SC", division, "remedies", type, month, "", count)
    return f"SC.{division}|{type}|{month}", row


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readmodel]:
    found = open_sqlite(tmp_path_factory.mktemp("figures") / "read.db")
    ended = [
        duty(n, stage, CENTRE, "510100" if n % 2 else "510700")
        for stage, count in ENDED.items()
        for n in range(count)
    ]
    running = [duty(n, "PASSED", "rectification", "510100") for n in range(5)]
    found.create(CENTRE_DUTIES)
    found.apply(CENTRE_DUTIES, [*ended, *running], since=0, checkpoint=1)
    found.create(STATISTICS)
    told = [
        event("remedy-filed", "2026-01", 3),
        event("remedy-filed", "2026-12", 2, "510700"),
        event("remedy-filed", "2025-12", 50),
        event("remedy-filed", "2027-01", 50),
        event("decision-reversed", "2026-06", 4),
        event("entry-published", "2026-06", 40),
        event("application-submitted", "2026-06", 30),
    ]
    found.apply(STATISTICS, told, since=0, checkpoint=1)
    yield found
    found.close()


def figures(rows: Readmodel, rights: YearRights = ALL) -> list[YearlyFigure]:
    return [*figures_of(rows, REGIMES, 2026, TODAY, rights)]


def test_a_year_counts_ends_rectifications_and_remedies_of_that_year(rows: Readmodel) -> None:
    told = {(one.counted, one.code): one.count for one in figures(rows)}
    assert told == {
        ("applications", "application-submitted"): 30,
        ("remedies", "remedy-filed"): 5,
        ("remedies", "decision-reversed"): 4,
        ("rectifications", "PASSED"): 5,
        ("ends", "CANCELLED"): 6,
        ("ends", "EXITED"): 4,
        ("ends", "ENDED"): 1,
    }
    assert all(one.code_words.zh and one.code_words.en for one in figures(rows))


def test_a_bureau_is_told_the_figures_of_its_own_area_alone(rows: Readmodel) -> None:
    told = {one.code: one.count for one in figures(rows, YearRights(CHENGDU, CHENGDU))}
    assert told == {
        "application-submitted": 30,
        "remedy-filed": 3,
        "decision-reversed": 4,
        "PASSED": 5,
        "CANCELLED": 3,
        "EXITED": 2,
    }
    assert figures(rows, YearRights((), ())) == []


def test_of_small_numbers_the_public_is_told_only_that_there_are_some(rows: Readmodel) -> None:
    public = {one.code: (one.count, one.small) for one in for_the_public(figures(rows))}
    whole = {one.code: one.count for one in figures(rows) if one.counted != "applications"}
    assert public.keys() == whole.keys()
    for code, count in whole.items():
        small = count is not None and count < SMALLEST_PUBLIC
        assert public[code] == ((None, True) if small else (count, False))
    assert public["EXITED"] == (None, True) and public["remedy-filed"] == (5, False)
