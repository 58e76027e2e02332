"""A page of what waits after recognition, and of the duties, takes as long with ten thousand
centres of three years as with a hundred."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from adapters.read_model.tables import Codes
from adapters.read_model.writer import Readmodel, open_sqlite
from projections.duties import CENTRE, Duty
from projections.open_case import OpenCase
from projections.two_clocks import FOREVER, Change, Slice
from projections.worklist import waiting_at
from services.subscriptions.catalogue import CENTRE_DUTIES, WORKLIST

FEW, MANY = 100, 10_000
YEARS = ("2026", "2027", "2028")
TODAY = date(2028, 12, 1)
KNOWN = datetime(2028, 12, 1, tzinfo=UTC)
STAGES = ("OPEN", "SUBMITTED", "LOCALLY_AUDITED", "RECEIVED", "OVERDUE")
RIGHTS: Any = ({"regulation": ["SC"], "division": Codes((), ("51",))},)


def open_rows(count: int) -> Iterator[tuple[str, OpenCase]]:
    """Each centre, its three years, the last of them at one of several stages."""
    for n in range(count):
        case = OpenCase("centres", f"c{n}", "ACTIVE", "2026-01-01", "SC", "510100", "u", "ORDINARY")
        yield f"centres/c{n}", case
        for year in YEARS:
            stage = STAGES[n % len(STAGES)] if year == YEARS[-1] else "EVALUATED"
            kind = {"proceeding": f"annual/{year}", "proceeding_kind": "annual"}
            grade = "" if year == YEARS[-1] else "GOOD"
            more: dict[str, Any] = {**kind, "waits": waiting_at("annual", stage, grade)}
            day = f"{year}-01-{1 + n % 28:02}"
            row = OpenCase("centres", f"c{n}", stage, day, "SC", "510100", "", "", **more)
            yield f"centres/c{n}#annual/{year}", row


def duty_rows(count: int) -> Iterator[tuple[str, Change[Duty]]]:
    for n in range(count):
        for year in ("", *YEARS):
            begun = date(int(year or 2026), 1, 1 + n % 28)
            row = Duty(
                id=f"c{n}",
                proceeding=f"annual/{year}" if year else "",
                proceeding_kind="annual" if year else CENTRE,
                regulation="SC",
                division="510100",
                year=year or "2026",
                stage="OPEN" if year else "ACTIVE",
                since=begun,
                late="yes" if year == "2027" and n % 10 == 0 else "no",
            )
            key = f"c{n}#annual/{year}" if year else f"c{n}"
            yield key, Change((), (Slice(row, begun, FOREVER, KNOWN),))


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Readmodel]]:
    folder: Path = tmp_path_factory.mktemp("lives")
    found = {count: open_sqlite(folder / f"{count}.db") for count in (FEW, MANY)}
    for count, rows in found.items():
        rows.create(WORKLIST)
        rows.apply(WORKLIST, open_rows(count), since=0, checkpoint=1)
        rows.create(CENTRE_DUTIES)
        rows.apply(CENTRE_DUTIES, duty_rows(count), since=0, checkpoint=1)
    yield found
    for rows in found.values():
        rows.close()


PAGES: dict[str, tuple[Any, dict[str, Any]]] = {
    "what waits for an auditor": (WORKLIST, {"where": {"waits": ["annual.SUBMITTED"]}}),
    "what waits for an evaluator": (
        WORKLIST,
        {"where": {"waits": ["annual.RECEIVED", "annual.OVERDUE"]}, "sort": "-since"},
    ),
    "duties": (CENTRE_DUTIES, {"as_of": TODAY}),
    "late years": (
        CENTRE_DUTIES,
        {"as_of": TODAY, "where": {"year": ["2027"], "late": ["yes"]}},
    ),
}


def seconds(rows: Readmodel, table: Any, asked: dict[str, Any]) -> float:
    """The quickest of several reads, in processor time."""
    spent = []
    for _ in range(15):
        began = process_time()
        for _ in range(10):
            assert rows.page(table, rights=RIGHTS, limit=10, **asked)
        spent.append(process_time() - began)
    return min(spent)


@pytest.mark.soak
@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_as_long_however_many_centres_there_are(
    sizes: dict[int, Readmodel], name: str
) -> None:
    few, many = (seconds(rows, *PAGES[name]) for rows in sizes.values())
    assert many < 1.5 * few
