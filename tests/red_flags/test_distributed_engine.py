"""The same texts on an engine that many machines can share: ClickHouse, where `chdb` is installed,
answers every red flag as DuckDB does, over the same Parquet parts."""

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from adapters.exports.parquet import NewPart, write_parts
from projections.ledger.tables import TABLES
from services.red_flags.asking import Lead, Ledger, Window, leads_found
from services.red_flags.in_clickhouse import INSTALLED_BY, parts_in_clickhouse
from services.red_flags.in_duckdb import ledger_in_parquet
from tests.red_flags.test_engines_agree import RULES, TODAY, last_of
from tests.support.published_tables import Fact, fact, random_ledger

SEEDS = (121, 1)
"""Ledgers that have leads of every flag but one, whose facts are added."""
HELD_TWICE = fact("bank_account", 500, account="a9", centre="c2", holder="OTHER", party="q4")


def parts_of(folder: Path, facts: Sequence[Fact]) -> Window:
    """Writes a ledger in two parts, as two exports would, and gives the window of all of it."""
    upto, since = last_of(facts), 0
    for until in (upto // 2, upto):
        parts = [
            NewPart(table, since, rows_between(facts, table.name, since, until)) for table in TABLES
        ]
        write_parts(folder, parts, until)
        since = until
    return Window.whole(upto, TODAY)


def rows_between(
    facts: Iterable[Fact], table: str, since: int, until: int
) -> list[tuple[Any, ...]]:
    return [one.row for one in facts if one.table == table and since < one.position <= until]


def answers(ledger: Ledger, window: Window) -> dict[str, list[Lead]]:
    """The leads of each flag. None is left out: there is none that the engine cannot run."""
    return {rule.id: leads_found(rule, window, ledger) for rule in RULES}


@pytest.fixture
def two_ledgers(tmp_path: Path) -> list[tuple[Path, Window]]:
    ledgers = [(tmp_path / f"it's {seed}", [*random_ledger(seed), HELD_TWICE]) for seed in SEEDS]
    return [(where, parts_of(where, facts)) for where, facts in ledgers]


@pytest.mark.skipif(find_spec("chdb") is None, reason=f"no ClickHouse here: {INSTALLED_BY}")
def test_clickhouse_answers_every_flag_as_duckdb_does(
    two_ledgers: list[tuple[Path, Window]],
) -> None:
    found: set[str] = set()
    for folder, window in two_ledgers:
        with ledger_in_parquet(folder) as here, parts_in_clickhouse(folder) as there:
            right = answers(here, window)
            assert answers(there, window) == right
        found |= {rule for rule in right if right[rule]}
    assert found == {rule.id for rule in RULES}
