"""`anjuan money flags --parts`: several deployments' parts, each read by itself, and all at once by
the flags that cross centres."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from adapters.exports.parquet import NewPart, write_parts
from projections.ledger.tables import TABLES
from services.queries.ledger_export import RELEASE
from services.settings import Settings
from services.subscriptions.catalogue import LEDGER
from tests.support.command_line import Terminal
from tests.support.published_tables import DAY, Fact, fact

CHENGDU = [
    fact("centre", 1, centre="c1"),
    fact("voucher", 5, centre="c1", project="p1", day=DAY, fen=100, invoice_no="12345678"),
    fact("bank_line", 6, 1, account="a1", centre="c1", day=DAY, side="in", fen=1),
    fact("bank_line", 6, 2, account="a1", centre="c1", day=DAY + 20, side="in", fen=1),
    fact("payment", 7, centre="c1", project="p1", account="a1", day=DAY + 10, fen=100, payee="q"),
]
SUZHOU = [
    fact("centre", 1, centre="c2"),
    fact("voucher", 5, centre="c2", project="p2", day=DAY, fen=300, invoice_no="12345678"),
    fact("reconciled", 6, centre="c2", project="p2", payment="7:1", bank_line="3:1"),
]


def exported(folder: Path, facts: Sequence[Fact]) -> Path:
    """A folder as `anjuan export --ledger --format parquet` leaves it."""
    parts = [
        NewPart(table, 0, [one.row for one in facts if one.table == table.name]) for table in TABLES
    ]
    write_parts(folder, parts, max(one.position for one in facts))
    (folder / RELEASE).write_text(LEDGER.fingerprint)
    return folder


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(Settings(data=tmp_path / "none"))


@pytest.fixture
def chengdu(tmp_path: Path) -> Path:
    return exported(tmp_path / "chengdu", CHENGDU)


@pytest.fixture
def suzhou(tmp_path: Path) -> Path:
    return exported(tmp_path / "suzhou", SUZHOU)


def leads(terminal: Terminal, *words: str | Path) -> set[tuple[str, str, tuple[str, ...]]]:
    [told] = terminal.lines("money", "flags", *words)
    return {
        (one["rule"], one["name"], tuple(place["centre"] for place in one["evidence"]))
        for one in told["leads"]
    }


CLAIMED: Any = ("CLAIM_WITHOUT_BANK", "7:1", ("c1",))
TWICE: Any = ("DUPLICATE_INVOICE", "/12345678", ("c1", "c2"))


def test_an_invoice_of_two_deployments_is_found_and_places_are_not_mixed_up(
    terminal: Terminal, chengdu: Path, suzhou: Path
) -> None:
    """What Suzhou matched by hand at its 7:1 does not match Chengdu's payment of that place."""
    assert leads(terminal, "--parts", chengdu) == {CLAIMED}
    assert leads(terminal, "--parts", chengdu, "--parts", suzhou) == {CLAIMED, TWICE}
    both = ("--parts", chengdu, "--parts", suzhou)
    assert "c1@5:1 c2@5:1" in terminal.out("money", "flags", *both, "--kind", "DUPLICATE_INVOICE")


def test_folders_that_would_mislead_are_not_read(
    terminal: Terminal, chengdu: Path, suzhou: Path, tmp_path: Path
) -> None:
    def refused(*words: str | Path) -> str:
        return terminal.run("money", "flags", *words, status=2).stderr

    copied = exported(tmp_path / "copied", CHENGDU)
    assert "both have the centre c1" in refused("--parts", chengdu, "--parts", copied)
    assert "no exported parts" in refused("--parts", tmp_path)
    assert "with --parts" in refused("--engine", "clickhouse")
    (suzhou / RELEASE).write_text("older")
    assert "another release" in refused("--parts", suzhou)


@pytest.mark.skipif(find_spec("chdb") is not None, reason="ClickHouse is installed")
def test_without_clickhouse_it_is_said_how_to_install_it(terminal: Terminal, chengdu: Path) -> None:
    ended = terminal.run("money", "flags", "--parts", chengdu, "--engine", "clickhouse", status=3)
    assert "pip install 'chdb" in ended.stderr
