"""Lists come in pages: filtered, searched, in order, on the day and as known at the moment."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.read_model.tables import Current, Historical
from adapters.read_model.writer import Readmodel
from projections.two_clocks import STILL, Slice, apply, definition
from tests.support.dated_histories import DAY, MOMENT, Centre, Dated, days, fold, histories, moments
from tests.support.read_samples import DUTIES, REGISTRY, Duty, advance, explaining, project

pytest_plugins = ["tests.support.readmodel_fixtures"]
_numbers = count(1)
few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def shown(rows: Readmodel, day: date, known: datetime | None = None) -> list[tuple[str, Centre]]:
    page = rows.page(REGISTRY, as_of=day, known_at=known, limit=100)
    return [(key, REGISTRY.decoded(row.decode())) for key, row, *_ in page]


@few
@given(st.lists(histories, min_size=2, max_size=3))
def test_pages_show_the_day_as_known_at_the_moment(
    readmodel: Readmodel, cases: list[list[Dated]]
) -> None:
    table = Historical(f"registry{next(_numbers)}", "a1", Centre, sorts=("name",))
    readmodel.create(table)
    keyed = {f"case-{number}": events for number, events in enumerate(cases)}
    for key, events in keyed.items():
        slices: list[Slice[Centre]] = []
        for event in events:
            change = apply(slices, *event, fold)
            slices = change.onto(slices)
            advance(readmodel, table, [(key, change)])
    everything = [event for events in cases for event in events]
    for day in days(everything)[:6]:
        for known in [None, *moments(everything)[:6]]:
            true = {k: definition(events, day, known or STILL, fold) for k, events in keyed.items()}
            page = readmodel.page(table, as_of=day, known_at=known, limit=100)
            assert {key: table.decoded(row.decode()) for key, row, *_ in page} == {
                key: row for key, row in true.items() if row
            }
            assert readmodel.count(table, as_of=day, known_at=known) == len(page)


def test_the_calendars_last_day_and_moment_can_be_listed(readmodel: Readmodel) -> None:
    project(readmodel, "centre", [("recognise", DAY, MOMENT)])
    assert [key for key, _ in shown(readmodel, date.max, STILL)] == ["centre"]
    assert [key for key, _ in shown(readmodel, date.max)] == ["centre"]
    assert shown(readmodel, date.min, datetime.min.replace(tzinfo=UTC)) == []
    assert shown(readmodel, DAY, MOMENT - timedelta(microseconds=1)) == []


@few
@given(
    st.lists(st.sampled_from(["", "2026", "川", "a", "B", "\U00020000", "～"]), max_size=12),
    st.integers(1, 5),
    st.booleans(),
)
def test_pages_list_every_row_once_in_order(
    readmodel: Readmodel, dues: list[str], limit: int, down: bool
) -> None:
    organ = f"organ {next(_numbers)}"
    keys = [f"{organ}:{number}" for number in range(len(dues))]
    duties = [(key, Duty(due=due, organ=organ)) for key, due in zip(keys, dues, strict=True)]
    advance(readmodel, DUTIES, duties)
    listed: list[tuple[str, str]] = []
    while page := readmodel.page(
        DUTIES,
        where={"organ": organ},
        sort="-due" if down else "due",
        after=listed[-1] if listed else None,
        limit=limit,
    ):
        assert len(page) <= limit
        listed += [row.after for row in page]
    assert listed == sorted(zip(dues, keys, strict=True), reverse=down)


@pytest.mark.parametrize("down", [False, True])
def test_a_list_ends_with_the_last_value_asked_for(readmodel: Readmodel, down: bool) -> None:
    organ = f"organ {next(_numbers)}"
    dues = ["2026-03-01", "2026-03-02", "2026-03-02", "2026-03-03"]
    duties = [(f"{organ}:{n}", Duty(due=due, organ=organ)) for n, due in enumerate(dues)]
    advance(readmodel, DUTIES, duties)
    for last in ("2026-02-28", *dues, "2026-03-04"):
        order = "-due" if down else "due"
        page = readmodel.page(DUTIES, where={"organ": organ}, sort=order, until=last, limit=10)
        wanted = [due for due in dues if (due >= last if down else due <= last)]
        assert [row.after[0] for row in page] == sorted(wanted, reverse=down)


def keys_of(rows: Readmodel, **asked: Any) -> str:
    listed = [row.key for row in rows.page(DUTIES, limit=100, **asked)]
    assert rows.count(DUTIES, **asked) == len(listed)
    return "".join(listed)


def test_filters_take_one_value_or_any_of_several(readmodel: Readmodel) -> None:
    advance(
        readmodel,
        DUTIES,
        [
            ("a", Duty(due="1", organ="510100", kind="acceptance")),
            ("b", Duty(due="2", organ="510100", kind="publicity")),
            ("c", Duty(due="3", organ="150100", kind="publicity")),
            ("d", Duty(due="4", organ="150200")),
        ],
    )
    assert keys_of(readmodel) == "abcd"
    assert keys_of(readmodel, where={"organ": "510100"}) == "ab"
    assert keys_of(readmodel, where={"organ": ["510100", "150200"]}) == "abd"
    assert keys_of(readmodel, where={"organ": "510100", "kind": "publicity"}) == "b"
    assert keys_of(readmodel, where={"kind": ""}) == "d"
    assert keys_of(readmodel, where={"organ": []}) == ""
    assert keys_of(readmodel, where={"organ": "' OR 1=1 --"}) == ""


def test_search_takes_every_character_as_itself_in_any_case_and_width(
    readmodel: Readmodel,
) -> None:
    subjects = ["完成100%整改", "完成1000整改", "A_B\\C", "AxB", "成都（高新）ＩＰ中心"]
    duties = [Duty(due="1", subject=s, unit=f"第{n}单位") for n, s in enumerate(subjects)]
    advance(readmodel, DUTIES, list(zip("abcde", duties, strict=True)))
    for text, found in {
        "整改": "ab",
        "100%": "a",
        "%": "a",
        "_": "c",
        "a_b": "c",
        "\\": "c",
        "axb": "d",
        "(高新)ip": "e",
        "第3单位": "d",
        "": "abcde",
        "没有": "",
        "'": "",
    }.items():
        assert keys_of(readmodel, text=text) == found, text


def test_what_a_database_cannot_hold_neither_stops_a_projector_nor_a_reader(
    readmodel: Readmodel,
) -> None:
    odd = Duty(due="\0" + "9" * 4000, organ="川" * 4000, subject="\0" + "中" * 9000)
    advance(readmodel, DUTIES, [("a", odd)])
    assert readmodel.row(DUTIES, "a") == odd
    assert keys_of(readmodel, where={"organ": "川" * 4000}, text="\0中") == "a"
    [row] = readmodel.page(DUTIES, limit=1)
    assert readmodel.page(DUTIES, after=(row.after[0] + "\0", "\0a"), limit=1) == []


def test_only_declared_columns_are_asked_for(readmodel: Readmodel) -> None:
    with pytest.raises(ValueError, match="not sorted by organ"):
        readmodel.page(DUTIES, sort="organ", limit=1)
    with pytest.raises(ValueError, match="not filtered by 1=1"):
        readmodel.page(DUTIES, where={"1=1": "1"}, limit=1)
    with pytest.raises(ValueError, match="which day"):
        readmodel.page(REGISTRY, limit=1)
    with pytest.raises(ValueError, match="no history"):
        readmodel.page(DUTIES, as_of=DAY, limit=1)
    with pytest.raises(ValueError, match="not a name"):
        Current("duties; DROP TABLE places", "a1", Duty)
    with pytest.raises(ValueError, match=r"Duty has no .*until"):
        Current("duties", "a1", Duty, sorts=("until",))


@pytest.mark.parametrize("sort", ["due", "-due"])
@pytest.mark.parametrize("after", [None, ("2026-03-09", "a")])
@pytest.mark.parametrize("organ", ["510100", ["510100", "150100"]])
def test_a_page_walks_the_index_of_its_order(
    tmp_path: Path, sort: str, after: tuple[str, str] | None, organ: str | list[str]
) -> None:
    database = explaining(tmp_path / "read.db")
    rows = Readmodel(database)
    rows.create(DUTIES)
    rows.page(DUTIES, where={"organ": organ}, text="川", sort=sort, after=after, limit=10)
    rows.close()
    for plan in database.plans:
        assert "duties_a1_0" in plan
        assert "TEMP B-TREE" not in plan
    assert "USING INDEX duties_a1_0" in database.plans[-1]
