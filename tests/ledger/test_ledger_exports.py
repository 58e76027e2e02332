"""The ledger goes out: Beancount's own checker agrees, and refuses it where one fen is off; Parquet
comes in parts that are never rewritten."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import duckdb
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.read_model.writer import Readmodel, open_sqlite
from projections.ledger import beancount
from projections.ledger.beancount import AccountEnd, account_name
from projections.ledger.book_rows import LegRow
from projections.ledger.legs import OUTSIDE_BOOKS, purse
from projections.ledger.tables import TABLES
from services.queries.ledger_export import OtherLedger, as_beancount, ndjson, to_parquet
from services.subscriptions.catalogue import LEDGER
from tests.support.ledgers import BOOKS, MoneyAct, booked, filled, random_acts

BEAN_CHECK = Path(sys.executable).with_name("bean-check")
names = st.text("aA0-_:甲", max_size=5)
SOME = [
    MoneyAct("disburse", "p1", 10_000, 20_000),
    MoneyAct("match", "甲_2-b", 300, 19_990),
    MoneyAct("expense", "p1", 1, 20_010),
    MoneyAct("own", "p1", 7, 20_011),
    MoneyAct("correct", "p1", 1, 20_012),
]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Readmodel]:
    """A read model in a file, with all tables of the ledger, and a few acts booked."""
    with closing(open_sqlite(tmp_path / "read.db")) as readmodel:
        readmodel.create(LEDGER)
        keyed = [(str(n), rows) for n, rows in enumerate(booked(SOME).events)]
        readmodel.apply(LEDGER, keyed, since=0, checkpoint=len(SOME))
        yield readmodel


def bean_check(text: str, folder: Path) -> str:
    """What Beancount has against the file; nothing where it agrees."""
    file = folder / "ledger.beancount"
    file.write_text(text, "utf-8")
    done = subprocess.run([BEAN_CHECK, "--no-cache", file], capture_output=True, text=True)
    assert (done.returncode == 0) == (done.stderr + done.stdout == "")
    return done.stderr + done.stdout


def many_ledgers(number: int) -> str:
    """So many random ledgers as one file, each about projects of its own."""
    random = Random(number)
    legs = [
        leg._replace(
            tx=f"{ledger}.{leg.tx}",
            account=f"{leg.account}-{ledger}",
            project=f"{leg.project}-{ledger}",
        )
        for ledger in range(number)
        for rows in booked(random_acts(random, 20)).events
        for leg in rows
        if isinstance(leg, LegRow)
    ]
    ends = [*ends_of(legs)]
    parts = (
        beancount.opening_lines(ends),
        beancount.transaction_lines(legs),
        beancount.closing_lines(ends),
    )
    return "".join(line for part in parts for line in part)


def ends_of(legs: list[LegRow]) -> Iterator[AccountEnd]:
    of_account: dict[tuple[str, str], list[LegRow]] = {}
    for leg in legs:
        of_account.setdefault((leg.account, leg.source), []).append(leg)
    for (account, source), some in of_account.items():
        days = [leg.day for leg in some]
        yield AccountEnd(account, source, min(days), max(days), sum(leg.delta for leg in some))


def a_fen_off(text: str, pattern: str) -> str:
    """The text with the last amount of such a line higher by one."""
    [*_, last] = re.finditer(pattern, text, re.MULTILINE)
    return f"{text[: last.start(1)]}{int(last[1]) + 1}{text[last.end(1) :]}"


def test_beancount_agrees_with_thirty_random_ledgers(tmp_path: Path) -> None:
    text = many_ledgers(30)
    assert text.count(" balance ") > 90
    assert bean_check(text, tmp_path) == ""


@pytest.mark.soak
def test_beancount_agrees_with_a_thousand_random_ledgers_as_one_file(tmp_path: Path) -> None:
    assert bean_check(many_ledgers(1000), tmp_path) == ""


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [(r" balance \S+  (-?\d+) FEN$", "Balance failed"), (r"^  \S+  (-?\d+) FEN$", "balance")],
    ids=["an end", "a leg"],
)
def test_beancount_refuses_a_ledger_that_is_one_fen_off(
    tmp_path: Path, books: Readmodel, pattern: str, reason: str
) -> None:
    text = "".join(as_beancount(books))
    assert bean_check(text, tmp_path) == ""
    assert reason in bean_check(a_fen_off(text, pattern), tmp_path)


@settings(max_examples=50)
@given(names, names)
def test_two_accounts_never_have_the_same_name_in_beancount(one: str, other: str) -> None:
    names = [account_name(purse(id), "SPECIAL") for id in (one, other)]
    assert (names[0] == names[1]) == (one == other)
    assert account_name(f"{OUTSIDE_BOOKS}match:{one}", "MATCH").startswith("Equity:Xmatch:X")
    assert all(re.fullmatch(r"Assets(:X[A-Za-z0-9-]*)+", name) for name in names)


def test_every_line_of_ndjson_is_a_row_in_the_order_of_positions(books: Readmodel) -> None:
    told = [msgspec.json.decode(line) for line in ndjson(books)]
    legs = [one for one in told if one["table"] == "leg"]
    assert [(one["position"], one["leg"]) for one in legs] == [
        (position, leg) for position in (1, 2, 3, 4, 5) for leg in (1, 2)
    ]
    assert [one["kind"] for one in legs[-2:]] == ["correct:expense", "correct:expense"]
    assert sum(one["delta"] for one in legs) == 0


def contents(folder: Path, table: str) -> list[tuple[object, ...]]:
    asked = "SELECT * FROM read_parquet($1) ORDER BY ALL"
    return duckdb.execute(asked, [f"{folder}/{table}/*.parquet"]).fetchall()


def test_parquet_has_the_same_rows_and_adds_parts_for_what_is_new(
    books: Readmodel, tmp_path: Path
) -> None:
    folder = tmp_path / "out's"
    assert len(to_parquet(books, folder)) == len(TABLES)
    before = {path: path.read_bytes() for path in folder.glob("*/*.parquet")}
    assert to_parquet(books, folder) == []
    [late] = booked([MoneyAct("disburse", "p1", 5, 20_000)]).events
    moved = tuple(row._replace(position=6) for row in late)  # type: ignore[attr-defined]
    books.apply(LEDGER, [("6", moved)], since=5, checkpoint=6)
    assert {path.name for path in to_parquet(books, folder)} == {
        "part-000000000000000006-000000000000000006.parquet"
    }
    assert {path: path.read_bytes() for path in before} == before
    for part in TABLES:
        stored = sorted(books.walk(LEDGER, part.row))
        assert [*map(tuple, stored)] == contents(folder, part.name)


def test_parts_of_another_release_or_of_a_longer_ledger_are_not_gone_on_from(
    books: Readmodel, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    to_parquet(books, folder)
    filled(books, booked(SOME[:2]).events)
    assert books.checkpoint(BOOKS) == 2
    with pytest.raises(OtherLedger, match="reach position 5, the ledger 2"):
        to_parquet(books, folder)
    (folder / "release.txt").write_text("older")
    with pytest.raises(OtherLedger, match="another release"):
        to_parquet(books, folder)


def test_a_killed_export_leaves_no_part_that_is_not_whole(
    books: Readmodel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("adapters.exports.parquet.convert", dies)
        to_parquet(books, tmp_path / "parts")
    assert [*(tmp_path / "parts").glob("*/part-*")] == []
    assert len(to_parquet(books, tmp_path / "parts")) == len(TABLES)
