"""Lists that are longer than one answer: pages are read to their end, or turned by a cursor, and
hold what their reader may see and nothing else."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.jobs.book import JobEntry, JobState
from adapters.read_model.tables import Current
from projections.cases import ListedCase
from projections.statistics import EventCount
from services.queries.own_cases import own_centres
from services.queries.yearly_figures import COUNTED_AT_ONCE, events_counted
from services.subscriptions.catalogue import CASES, NOTICES, PUBLICITY, STATISTICS
from tests.support.calling import Caller, done
from tests.support.page_reading import Reading

pytest_plugins = ["tests.support.page_fixtures"]

MANY = 620
"""More than a list gives at once."""
BATCH, UNIT = "im-2026-1", "91510000000000777X"
NEXT = re.compile(r'rel="next" href="([^"]+)"')
BEGUN = datetime(2026, 3, 2, 1, tzinfo=UTC)


def put(house: Caller, table: Current[Any], rows: Iterable[tuple[str, Any]]) -> None:
    """Rows of cases that there are not: only lists know of them."""
    house.service.subscription.catch_up()
    readmodel = house.runtime.readmodel
    place = readmodel.checkpoint(table)
    readmodel.apply(table, list(rows), since=place, checkpoint=place)


def listed(number: int, stream: str, **more: str) -> tuple[str, ListedCase]:
    row = ListedCase(
        stream=stream,
        id=f"many-{number:04}",
        stage="OPEN",
        regulation="IM",
        division="150000",
        owner=UNIT,
        title=f"第{number:04}号",
        name="",
        industry="",
        place="150100",
        channel="ORDINARY",
        opened="2026-01-05",
        since="2026-01-05",
        ended="no",
        batch="",
    )
    row = replace(row, **more)
    return f"{stream}/{row.id}", row


@pytest.fixture(scope="module", autouse=True)
def many(house: Caller) -> None:
    put(house, CASES, (listed(n, "batches", batch=f"many-{n:04}") for n in range(MANY)))
    own = {"batch": BATCH, "stage": "ACCEPTED"}
    bureaus = ("150100", "150600")
    rows = (listed(n, "applications", **own, division=bureaus[n % 2]) for n in range(2 * MANY))
    put(house, CASES, rows)
    put(house, CASES, (listed(n, "centres", stage="ACTIVE") for n in range(MANY)))


def all_pages(reads: Reading, who: str | None, path: str) -> str:
    """What stands on the page and on all that follow it."""
    reader, text = reads(who), ""
    for _ in range(40):
        page = reader.get(path)
        assert page.status_code == 200
        text += page.text
        if not (found := NEXT.search(page.text)):
            return text
        path = unescape(found[1])
    raise AssertionError("no end of pages")


def numbered(text: str) -> list[str]:
    return re.findall(r"""(?:<a href="[^"]*">|<th scope="row">|,)第(\d{4})号""", text)


def test_every_round_stands_on_one_page_of_the_rounds(reads: Reading) -> None:
    found = numbered(all_pages(reads, "prov.im", "/batches"))
    assert sorted(found) == [f"{n:04}" for n in range(MANY)]
    assert numbered(reads("prov.im").get("/batches", q="第0042号").text) == ["0042"]
    assert "没有符合的案卷" in reads("prov.im").text("/batches", q="没有这一批")


def test_the_file_of_a_batch_is_whole_and_a_bureau_s_of_its_own_area(reads: Reading) -> None:
    file = f"/batches/{BATCH}/applications.csv"
    whole = numbered(reads("prov.im").get(file, stage="ACCEPTED").text)
    assert sorted(whole) == [f"{n:04}" for n in range(2 * MANY)]
    own = numbered(reads("pref.150600").get(file, stage="ACCEPTED").text)
    assert sorted(own) == [f"{n:04}" for n in range(2 * MANY) if n % 2]


def test_all_of_a_unit_s_centres_are_its_own(house: Caller) -> None:
    assert len(own_centres(house.runtime.readmodel, UNIT)) == MANY


def test_figures_of_a_year_count_every_row(house: Caller) -> None:
    rows = (
        (f"IM.{n}|x", EventCount("IM", f"{n:06}", "remedies", "remedy-filed", "2019-05", "", 1))
        for n in range(COUNTED_AT_ONCE + 3)
    )
    put(house, STATISTICS, rows)
    assert events_counted(house.runtime.readmodel, 2019, None) == {
        ("IM", "remedy-filed"): COUNTED_AT_ONCE + 3
    }


def test_entries_under_way_are_turned_by_page_and_the_past_ones_by_theirs(
    house: Caller, reads: Reading
) -> None:
    [one] = house.runtime.readmodel.page(PUBLICITY, where={"status": "RUNNING"}, limit=1)
    entry = PUBLICITY.decoded(one.row.decode())
    notice = house.runtime.readmodel.rows(NOTICES, [entry.notice])[entry.notice]
    put(house, NOTICES, [("many#1", replace(notice, batch="many", number="1"))])
    copied = replace(entry, batch="many", list_no="1", number=None)
    rows = [
        (f"many-{n:04}", replace(copied, application=f"many-{n:04}", name=f"第{n:04}号"))
        for n in range(MANY)
    ]
    put(house, PUBLICITY, rows)
    assert sorted(numbered(all_pages(reads, None, "/publicity"))) == [
        f"{n:04}" for n in range(MANY)
    ]
    put(house, PUBLICITY, [(key, None) for key, _ in rows])


def test_jobs_are_a_list_with_a_cursor(house: Caller, reads: Reading) -> None:
    book = house.service.app.state.jobs.book
    for n in range(130):
        at = BEGUN + timedelta(minutes=n // 2)  # two of each moment
        book.begin(JobEntry(f"{n:04}", "audit.sc", "verify", {}, "L", JobState.DONE, 0, 0, at, at))
    book.begin(JobEntry("x", "audit.im", "verify", {}, "L", JobState.DONE, 0, 0, BEGUN, None))
    found, cursor = list[str](), ""
    while cursor is not None:
        page = done(house.get("audit.sc", "/jobs", limit=60, cursor=cursor), 200)
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert found == [f"{n:04}" for n in reversed(range(130))]
    assert house.get("audit.sc", "/jobs", cursor="nonsense").status_code == 422
    assert NEXT.search(reads("audit.sc").get("/jobs").text)


def test_nobody_else_turns_these_pages(reads: Reading) -> None:
    for path in ("/batches", "/jobs", f"/batches/{BATCH}/applications.csv"):
        assert reads(None).get(path).status_code == 303
