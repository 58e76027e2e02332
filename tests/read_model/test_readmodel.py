"""Rows and how far they go are kept together, on both databases."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from itertools import chain, count, pairwise
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.read_model.databases import LOADING, USUAL, Sqlite
from adapters.read_model.tables import Current
from adapters.read_model.transaction import CheckpointMoved
from adapters.read_model.writer import Readmodel
from projections.two_clocks import STILL, Change, Slice, ask, definition
from tests.support.dated_histories import DAY, MOMENT, Centre, Dated, days, fold, histories, moments
from tests.support.read_samples import DUTIES, REGISTRY, Duty, advance, opened, project

pytest_plugins = ["tests.support.readmodel_fixtures"]
_numbers = count(1)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories, st.sets(st.integers(1, 8)))
def test_rows_are_what_the_log_says_however_it_comes_in_batches(
    readmodel: Readmodel, events: list[Dated], cuts: set[int]
) -> None:
    key = f"case-{next(_numbers)}"
    edges = [0, *sorted(cut for cut in cuts if cut < len(events)), len(events)]
    for start, end in pairwise(edges):
        project(readmodel, key, events[start:end])
    slices, known_now = readmodel.slices(REGISTRY, key), readmodel.known_slices(REGISTRY, key)
    for day in days(events):
        for known in moments(events):
            assert ask(slices, day, known) == definition(events, day, known, fold)
        assert ask(known_now, day, STILL) == definition(events, day, STILL, fold)


def test_rows_and_place_move_together_or_not_at_all(readmodel: Readmodel) -> None:
    project(readmodel, "centre", [("recognise", DAY, MOMENT)])
    before = readmodel.slices(REGISTRY, "centre")
    [known] = before
    ends = replace(known, known_to=MOMENT + timedelta(seconds=1))
    twice = Slice(Centre("乙"), known.valid_from, known.valid_to, known.known_from)
    broken = [("centre", Change((ends,), ())), ("centre", Change((), (twice,)))]
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)):
        readmodel.apply(REGISTRY, broken, since=1, checkpoint=2)
    assert (readmodel.checkpoint(REGISTRY), readmodel.slices(REGISTRY, "centre")) == (1, before)


def test_several_tables_move_together_or_not_at_all(readmodel: Readmodel) -> None:
    third = Current("thirds", "a1", Duty)
    readmodel.create(third)
    duty = Duty(due="2026-03-09")
    with readmodel.advance([third, DUTIES], 0, 5) as rows:
        rows.change(DUTIES, [("a", duty)])
        rows.change(third, [("b", duty)])
    assert (readmodel.row(DUTIES, "a"), readmodel.row(third, "b")) == (duty, duty)
    advance(readmodel, third, [])
    moved = pytest.raises(CheckpointMoved, match="thirds_a1 is not at 5")
    with moved, readmodel.advance([DUTIES, third], 5, 7) as rows:
        rows.change(DUTIES, [("a", None)])
    assert (readmodel.checkpoint(DUTIES), readmodel.checkpoint(third)) == (5, 6)
    assert readmodel.row(DUTIES, "a") == duty


def test_a_transaction_reads_what_it_has_changed_and_others_do_not(readmodel: Readmodel) -> None:
    duty = Duty(due="2026-03-09")
    with pytest.raises(OSError, match="power"), readmodel.advance([DUTIES], 0, 1) as rows:
        assert rows.filled([DUTIES, REGISTRY]) == set()
        rows.change(DUTIES, [("a", duty)])
        assert rows.rows(DUTIES, ["a", "b"]) == {"a": duty}
        assert rows.filled([DUTIES, REGISTRY]) == {DUTIES.physical}
        assert rows.checkpoints([DUTIES, REGISTRY]) == {DUTIES.physical: 1, REGISTRY.physical: 0}
        assert readmodel.rows(DUTIES, ["a"]) == {}
        assert readmodel.checkpoint(DUTIES) == 0
        raise OSError("power")
    assert readmodel.filled([DUTIES]) == set()
    assert readmodel.checkpoint(DUTIES) == 0


def test_what_is_loaded_is_there_for_all_though_the_loading_breaks_off(
    place_of_rows: Path | str, readmodel: Readmodel
) -> None:
    duty = Duty(due="2026-03-09")
    with pytest.raises(CheckpointMoved), readmodel.loading():
        advance(readmodel, DUTIES, [("a", duty)])
        readmodel.apply(DUTIES, [("a", None)], since=0, checkpoint=1)
    advance(readmodel, DUTIES, [("b", duty)])
    with closing(opened(place_of_rows)) as other:
        assert other.rows(DUTIES, ["a", "b"]) == {"a": duty, "b": duty}


def test_only_while_it_loads_a_file_waits_less_for_the_disk(tmp_path: Path) -> None:
    def pragmas() -> dict[str, int]:
        return {name: database._writer.execute(f"PRAGMA {name}").fetchone()[0] for name in USUAL}

    with closing(Sqlite(tmp_path / "read.db")) as database:
        assert pragmas() == USUAL
        with database.loading():
            assert pragmas() == LOADING
        assert pragmas() == USUAL


def test_of_projectors_at_the_same_place_one_moves_on(
    place_of_rows: Path | str, readmodel: Readmodel
) -> None:
    projectors = [opened(place_of_rows) for _ in range(3)]

    def run(number: int) -> list[int]:
        won = []
        for since in range(20):
            duty = Duty(due=f"{number}")
            try:
                projectors[number].apply(
                    DUTIES, [(f"{since:02}", duty)], since=since, checkpoint=since + 1
                )
                won.append(since)
            except CheckpointMoved:
                while readmodel.checkpoint(DUTIES) <= since:
                    pass
        return won

    with ThreadPoolExecutor(3) as threads:
        won = list(threads.map(run, range(3)))
    for projector in projectors:
        projector.close()
    assert sorted(chain(*won)) == list(range(20))
    rows = [readmodel.row(DUTIES, f"{since:02}") for since in range(20)]
    assert rows == [
        Duty(due=f"{number}") for since in range(20) for number in range(3) if since in won[number]
    ]


def test_a_projector_that_is_not_where_the_table_is_changes_nothing(readmodel: Readmodel) -> None:
    advance(readmodel, DUTIES, [("a", Duty(due="2026-03-09"))])
    for since in (0, 2):
        with pytest.raises(CheckpointMoved):
            readmodel.apply(DUTIES, [("a", None)], since=since, checkpoint=3)
    assert (readmodel.checkpoint(DUTIES), readmodel.row(DUTIES, "a")) == (1, Duty(due="2026-03-09"))


def test_a_current_row_is_the_last_given_and_none_takes_it_away(readmodel: Readmodel) -> None:
    first, second = Duty(due="2026-03-09"), Duty(due="2026-03-16")
    advance(readmodel, DUTIES, [("a", first), ("a", second), ("b", first)])
    assert (readmodel.row(DUTIES, "a"), readmodel.row(DUTIES, "b")) == (second, first)
    advance(readmodel, DUTIES, [("a", first), ("b", second), ("b", None)])
    assert (readmodel.row(DUTIES, "a"), readmodel.row(DUTIES, "b")) == (first, None)


def test_a_table_is_made_once_though_many_ask(
    place_of_rows: Path | str, readmodel: Readmodel
) -> None:
    table = Current("worklist", "a1", Duty, sorts=("due",))

    def create(_: int) -> None:
        rows = opened(place_of_rows)
        rows.create(table)
        rows.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(create, range(8)))
    assert readmodel.checkpoint(table) == 0


def test_a_new_file_is_opened_by_many_at_once(tmp_path: Path) -> None:
    def open_and_place(number: int) -> int:
        rows = opened(tmp_path / f"{number // 4}.db")
        rows.create(DUTIES)
        place = rows.checkpoint(DUTIES)
        rows.close()
        return place

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(open_and_place, range(40))) == {0}


def test_numbers_are_refused_as_columns_because_text_would_missort_them(
    readmodel: Readmodel,
) -> None:
    table = Current("counted", "a1", Centre, sorts=("orders",))
    readmodel.create(table)
    with pytest.raises(TypeError, match="sort, filter and search by text"):
        advance(readmodel, table, [("a", Centre("甲", orders=10))])


def test_what_older_code_made_is_dropped_and_its_projector_stopped(readmodel: Readmodel) -> None:
    newer = Current("duties", "b2", Duty, sorts=("due",))
    advance(readmodel, DUTIES, [("a", Duty(due="1"))])
    readmodel.create(newer)
    advance(readmodel, newer, [("a", Duty(due="2"))])
    readmodel.drop_others(newer)
    assert readmodel.row(newer, "a") == Duty(due="2")
    assert readmodel.checkpoint(REGISTRY) == 0
    with pytest.raises(CheckpointMoved):
        readmodel.apply(DUTIES, [], since=1, checkpoint=2)
    with pytest.raises((sqlite3.OperationalError, psycopg.errors.UndefinedTable)):
        readmodel.row(DUTIES, "a")
