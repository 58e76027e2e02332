"""A few characters find the rows that hold them, by the index or by walking the list."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.read_model import reader as paging
from adapters.read_model.search import WALKED
from adapters.read_model.tables import Historical
from adapters.read_model.writer import Readmodel, open_sqlite
from domain.folding import folded
from projections.two_clocks import Slice, apply
from tests.support.dated_histories import DAY, MOMENT, Centre
from tests.support.read_samples import DUTIES, REGISTRY, Duty, advance, explaining
from tests.support.spelling import spellings_of

pytest_plugins = ["tests.support.readmodel_fixtures"]
_numbers = count(1)
few = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CHARACTERS = "成都第号7７aAＡß\"*%_'\\ -\n\0\U00020000\ue061\ue037"
short = st.text(CHARACTERS, max_size=6)
written = st.tuples(st.integers(0, 5), st.none() | st.tuples(short, short))


@few
@given(
    st.lists(st.lists(written, max_size=6), max_size=4),
    st.lists(short, min_size=1, max_size=4),
    st.sampled_from([0, 1, WALKED]),
    st.integers(1, 4),
    st.booleans(),
)
def test_a_text_finds_the_rows_that_hold_it_and_no_others(
    readmodel: Readmodel,
    monkeypatch: pytest.MonkeyPatch,
    batches: list[list[tuple[int, tuple[str, str] | None]]],
    texts: list[str],
    walked: int,
    limit: int,
    down: bool,
) -> None:
    """Rows come, change and go in any order; few, many or none are walked first."""
    monkeypatch.setattr(paging, "WALKED", walked)
    organ, rows = f"organ {next(_numbers)}", dict[str, Duty]()
    for batch in batches:
        changes = [
            (f"{organ}:{n}", Duty(due=f"{n}", organ=organ, subject=said[0], unit=said[1]))
            if said
            else (f"{organ}:{n}", None)
            for n, said in batch
        ]
        advance(readmodel, DUTIES, changes)
        rows = {key: duty for key, duty in {**rows, **dict(changes)}.items() if duty}
    texts += [part for row in rows.values() for part in (row.subject[1:3], row.unit[:5])]
    for text in texts:
        holding = [key for key, row in rows.items() if holds(row, text)]
        assert listed(readmodel, organ, text, limit, down) == sorted(holding, reverse=down)
        assert readmodel.count(DUTIES, where={"organ": organ}, text=text) == len(holding)


def holds(row: Duty, text: str) -> bool:
    return folded(text) in f"{folded(row.subject)}\n{folded(row.unit)}"


def listed(rows: Readmodel, organ: str, text: str, limit: int, down: bool) -> list[str]:
    """The keys of all pages."""
    found: list[str] = []
    after = None
    while page := rows.page(
        DUTIES,
        where={"organ": organ},
        text=text,
        sort="-due" if down else "due",
        after=after,
        limit=limit,
    ):
        found += [row.key for row in page]
        after = page[-1].after
    return found


NAMES = ("成都高新", "成都", "高新ＩＰ中心", "绵阳")


def renamed(before: Centre | None, name: str) -> Centre:
    return Centre(name)


named = st.tuples(st.integers(0, 3), st.sampled_from(NAMES), st.integers(-3, 3))


@few
@given(
    st.lists(named, max_size=8),
    st.sampled_from(["成都", "高", "ip", "绵阳", "都高", "阳绵"]),
    st.integers(-3, 4),
    st.none() | st.integers(0, 9),
)
def test_what_was_known_of_a_day_is_searched_as_it_was_then(
    readmodel: Readmodel,
    monkeypatch: pytest.MonkeyPatch,
    told: list[tuple[int, str, int]],
    text: str,
    day: int,
    known: int | None,
) -> None:
    monkeypatch.setattr(paging, "WALKED", 0)
    table = Historical(f"named{next(_numbers)}", "a1", Centre, sorts=("name",), search=("name",))
    readmodel.create(table)
    slices: dict[int, list[Slice[Centre]]] = {}
    for number, (centre, name, from_day) in enumerate(told):
        before = slices.get(centre, [])
        recorded = MOMENT + timedelta(seconds=number)
        change = apply(before, name, DAY + timedelta(from_day), recorded, renamed)
        slices[centre] = change.onto(before)
        advance(readmodel, table, [(f"{centre}", change)])
    on = DAY + timedelta(day)
    at = None if known is None else MOMENT + timedelta(seconds=known)
    everything = readmodel.page(table, as_of=on, known_at=at, limit=100)
    assert readmodel.page(table, as_of=on, known_at=at, text=text, limit=100) == [
        row for row in everything if text in folded(table.decoded(row.row.decode()).name)
    ]


MANY = [
    (f"{number:04}", Duty(due=f"{number:04}", subject=f"成都第{number}号", unit="钒钛中心"))
    for number in range(1000)
]


@pytest.fixture
def asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The index, before the list is walked."""
    monkeypatch.setattr(paging, "WALKED", 0)


def found(rows: Readmodel, text: str) -> list[str]:
    return [row.key for row in rows.page(DUTIES, text=text, limit=5)]


def test_a_rare_text_is_not_looked_for_in_every_row(place_of_rows: Path | str) -> None:
    database = explaining(place_of_rows)
    with closing(Readmodel(database)) as rows:
        rows.create(DUTIES)
        advance(rows, DUTIES, MANY)
        database.plans.clear()
        assert found(rows, "第777号") == ["0777"]
        near, walking, asking = database.plans
        assert "duties_a1_0" in near
        assert "duties_a1_0" in walking
        assert "duties_a1_search" in asking
        assert "SCAN duties_a1 " not in asking
        assert "Seq Scan" not in asking
        database.plans.clear()
        assert found(rows, "钒钛") == ["0000", "0001", "0002", "0003", "0004"]
        assert len(database.plans) == 2


def test_what_was_built_aside_is_searched_when_it_is_swapped_in(
    readmodel: Readmodel, asked_at_once: None
) -> None:
    for name in ("成都", "自贡"):
        readmodel.create(DUTIES.aside())
        changes = [("a", Duty(due="1", subject=name))]
        readmodel.apply(DUTIES.aside(), changes, since=0, checkpoint=readmodel.checkpoint(DUTIES))
        readmodel.swap(DUTIES)
        advance(readmodel, DUTIES, [("b", Duty(due="2", subject=f"又{name}"))])
        assert found(readmodel, name) == ["a", "b"]
    assert found(readmodel, "成都") == []


def test_a_table_that_was_made_before_there_was_an_index_gets_it(
    readmodel: Readmodel, asked_at_once: None
) -> None:
    older = replace(DUTIES, name="older", sorts=(), filters=DUTIES.columns)
    newer = replace(DUTIES, name="older")
    readmodel.create(older)
    advance(readmodel, older, [("a", Duty(due="1", subject="成都"))])
    for _ in range(2):
        readmodel.create(newer)
        advance(readmodel, newer, [("b", Duty(due="2", subject="成都"))])
        assert [row.key for row in readmodel.page(newer, text="成都", limit=5)] == ["a", "b"]


def test_an_index_goes_with_its_table(tmp_path: Path) -> None:
    """SQLite keeps it in tables of its own."""
    newer = replace(DUTIES, fingerprint="b2")
    with closing(open_sqlite(tmp_path / "read.db")) as rows:
        for table in (DUTIES, newer, DUTIES.aside()):
            rows.create(table)
        rows.drop(DUTIES.aside())
        rows.drop_others(newer)
        rows.drop(newer)
    with closing(sqlite3.connect(tmp_path / "read.db")) as file:
        left = file.execute("SELECT name FROM sqlite_master WHERE tbl_name <> 'places'")
        assert left.fetchall() == []


def test_an_index_forgets_what_is_no_longer_there(tmp_path: Path) -> None:
    """SQLite's, which has to be told."""
    with closing(open_sqlite(tmp_path / "read.db")) as rows:
        rows.create(DUTIES)
        advance(rows, DUTIES, [(key, Duty(due="1", subject="成都")) for key in "abc"])
        advance(rows, DUTIES, [("a", None), ("b", Duty(due="1", subject="自贡"))])
    with closing(sqlite3.connect(tmp_path / "read.db")) as file:
        words = "SELECT count(*) FROM duties_a1_search('成都') UNION ALL"
        changed = "SELECT count(*) FROM duties_a1_search_changed"
        assert file.execute(f"{words} {changed}").fetchall() == [(1,), (0,)]


def test_a_table_without_fields_to_search_is_not_searched(readmodel: Readmodel) -> None:
    with pytest.raises(ValueError, match="registry is not searched"):
        readmodel.page(REGISTRY, as_of=DAY, text="成都", limit=1)


@few
@given(st.data(), st.sampled_from(("四川长虹（集团）公司", "阿卜杜拉·买买提", "ABC 中心")))
def test_a_name_is_found_under_every_spelling(
    readmodel: Readmodel, data: st.DataObject, name: str
) -> None:
    organ = f"organ {next(_numbers)}"
    written, sought = data.draw(spellings_of(name)), data.draw(spellings_of(name))
    one = Duty(due="1", organ=organ, subject=written)
    other = Duty(due="2", organ=organ, subject="另一公司")
    advance(readmodel, DUTIES, [(f"{organ}:1", one), (f"{organ}:2", other)])
    assert listed(readmodel, organ, sought, 5, False) == [f"{organ}:1"]
