"""Journals: rows of typed tables, only added to and under one checkpoint, on both databases."""

import sqlite3
from itertools import count, pairwise
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.read_model.databases import FetchedRows
from adapters.read_model.journals import Journal
from adapters.read_model.transaction import CheckpointMoved
from adapters.read_model.writer import Readmodel
from projections.journal import JournalRow, JournalTable
from tests.support.read_samples import explaining

pytest_plugins = ["tests.support.readmodel_fixtures"]
_numbers = count(1)


class Coin(NamedTuple):
    """A sample row, with a column of each kind."""

    position: int
    line: int
    purse: str
    fen: int
    balance: int | None = None


class Tally(NamedTuple):
    purse: str
    position: int
    fen: int


COINS = Journal(
    "coins",
    "a1",
    parts=(
        JournalTable("coin", Coin, indexes=(("purse", "position"), ("fen",))),
        JournalTable("tally", Tally, ("purse", "position")),
    ),
)
purses, amounts = st.sampled_from("甲乙"), st.integers(-(2**53), 2**53)
lines = st.tuples(purses, amounts, st.none() | amounts)
events = st.lists(st.lists(lines, max_size=4), max_size=8)


def rows_of(position: int, lines: list[tuple[str, int, int | None]]) -> tuple[JournalRow, ...]:
    """The rows that one event adds, of both tables."""
    coins = tuple(Coin(position, number, *line) for number, line in enumerate(lines, 1))
    sums = {coin.purse: 0 for coin in coins}
    for coin in coins:
        sums[coin.purse] += coin.fen
    return (*coins, *(Tally(purse, position, fen) for purse, fen in sums.items()))


def add(rows: Readmodel, journal: Journal, *events: tuple[JournalRow, ...]) -> None:
    since = rows.checkpoint(journal)
    keyed = [(f"{since + n:018}", event) for n, event in enumerate(events, 1)]
    rows.apply(journal, keyed, since=since, checkpoint=since + len(events))


def coins(rows: Readmodel, journal: Journal = COINS) -> FetchedRows:
    return rows.ask(journal, "SELECT * FROM {coin} ORDER BY position, line")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events, st.sets(st.integers(1, 8)))
def test_the_same_events_in_any_batches_give_the_same_rows(
    readmodel: Readmodel, said: list[list[tuple[str, int, int | None]]], cuts: set[int]
) -> None:
    journal = replace(COINS, fingerprint=f"n{next(_numbers)}")
    readmodel.create(journal)
    whole = [rows_of(position, one) for position, one in enumerate(said, 1)]
    edges = [0, *sorted(cut for cut in cuts if cut < len(whole)), len(whole)]
    for start, end in pairwise(edges):
        add(readmodel, journal, *whole[start:end])
    expected = [row for event in whole for row in event]
    tallies = readmodel.ask(journal, "SELECT * FROM {tally}")
    assert coins(readmodel, journal) == [row for row in expected if isinstance(row, Coin)]
    assert sorted(tallies) == sorted(row for row in expected if isinstance(row, Tally))
    assert readmodel.checkpoint(journal) == len(whole)


def test_rows_of_all_tables_and_the_place_move_together_or_not_at_all(
    readmodel: Readmodel,
) -> None:
    readmodel.create(COINS)
    first = rows_of(1, [("甲", 5, None)])
    add(readmodel, COINS, first)
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)):
        add(readmodel, COINS, rows_of(2, [("乙", 7, 7)]), first)
    with pytest.raises(CheckpointMoved):
        readmodel.apply(COINS, [("", rows_of(3, [("乙", 7, 7)]))], since=7, checkpoint=8)
    assert (coins(readmodel), readmodel.checkpoint(COINS)) == ([Coin(1, 1, "甲", 5)], 1)
    assert readmodel.ask(COINS, "SELECT * FROM {tally}") == [Tally("甲", 1, 5)]


def test_nothing_is_read_before_a_row_is_added(place_of_rows: Path | str) -> None:
    database = explaining(place_of_rows)
    rows = Readmodel(database)
    rows.create(COINS)
    database.plans.clear()
    with rows.advance([COINS], 0, 1) as transaction:
        transaction.change(COINS, [("1", rows_of(1, [("甲", 5, None)]))])
    assert database.plans == []
    rows.close()


def test_a_shadow_takes_the_journals_place_with_all_its_tables_and_indexes(
    readmodel: Readmodel,
) -> None:
    readmodel.create(COINS)
    add(readmodel, COINS, rows_of(1, [("甲", 5, None)]))
    for fen in (6, 7):  # twice: what the first left behind does not stand in the way
        shadow = COINS.aside()
        readmodel.drop(shadow)
        readmodel.create(shadow)
        add(readmodel, shadow, rows_of(1, [("甲", fen, None)]))
        assert coins(readmodel)[0][3] == fen - 1
        readmodel.swap(COINS)
        assert coins(readmodel) == [Coin(1, 1, "甲", fen)]
    add(readmodel, COINS, rows_of(2, [("乙", 8, None)]))
    assert [row[1:] for row in coins(readmodel)] == [(1, "甲", 7, None), (1, "乙", 8, None)]


def test_journals_of_other_releases_go_with_all_their_tables(readmodel: Readmodel) -> None:
    older = replace(COINS, fingerprint="older")
    for journal in (older, COINS):
        readmodel.create(journal)
        add(readmodel, journal, rows_of(1, [("甲", 5, None)]))
    readmodel.drop_others(COINS)
    assert readmodel.checkpoints([older, COINS]) == {"coins_older": 0, "coins_a1": 1}
    with pytest.raises((sqlite3.OperationalError, psycopg.errors.UndefinedTable)):
        coins(readmodel, older)
    assert coins(readmodel) == [Coin(1, 1, "甲", 5)]


def test_a_text_is_kept_as_an_index_can_hold_it(readmodel: Readmodel) -> None:
    readmodel.create(COINS)
    add(readmodel, COINS, (Coin(1, 1, "\0" + "万" * 4000, 5), Coin(1, 2, "\t\n\\N\\", 5)))
    assert [row[2] for row in coins(readmodel)] == ["万" * 300, "\t\n\\N\\"]
