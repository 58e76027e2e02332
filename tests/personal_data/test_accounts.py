"""Accounts in several processes: what one closes, the others close too."""

import hmac
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.accounts import Accounts
from adapters.credentials.sessions import WRITES_SEEN_AFTER
from domain.context import Actor
from tests.support.citing import invariant

OBJECTOR = "91510100MA6T000038"
CLERK = Actor("clerk.1", "PREF", "510100")
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def blind(kind: str, *values: str) -> str:
    """As the vault's: nobody without its key can try values."""
    return hmac.digest(b"a key of the vault", "|".join((kind, *values)).encode(), "sha256").hex()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[Accounts]]:
    """Two processes' connections to one file, which had an account before."""
    with closing(Accounts(tmp_path / "accounts.db", blind)) as one:
        one.put({"clerk.1": CLERK}, "a long enough password")
        with closing(Accounts(tmp_path / "accounts.db", blind)) as other:
            yield [one, other]


def test_a_token_of_one_process_is_good_in_another_until_the_account_is_closed(
    two: list[Accounts],
) -> None:
    one, other = two
    token = one.token("clerk.1", NOW + timedelta(hours=1))
    for accounts in two:
        assert accounts.bearer(token, NOW) == CLERK
        assert accounts.bearer(token, NOW + timedelta(hours=2)) is None
    assert other.disable("clerk.1")
    assert other.bearer(token, NOW) is None
    time.sleep(WRITES_SEEN_AFTER)
    assert one.bearer(token, NOW) is None


def test_processes_that_make_the_file_at_once_do_no_harm(tmp_path: Path) -> None:
    def make(_: int) -> bool:
        with closing(Accounts(tmp_path / "accounts.db", blind)) as accounts:
            return accounts.actor("clerk.1") is None

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(make, range(16)))


def in_files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


@invariant(58)
def test_who_has_uploaded_for_an_objection_is_told_only_to_who_names_the_unit(
    two: list[Accounts], tmp_path: Path
) -> None:
    one, other = two
    one.hold_back("f" * 64, OBJECTOR)
    assert other.held_back("f" * 64, OBJECTOR)
    assert not other.held_back("e" * 64, OBJECTOR) and not other.held_back("f" * 64, "510100")
    assert OBJECTOR.encode() not in in_files(tmp_path)
    assert b"f" * 64 not in in_files(tmp_path)


def as_before(path: Path) -> None:
    """The table of earlier releases, with a unit that was added and one that was taken away."""
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.executescript(
            "PRAGMA journal_mode = WAL; CREATE TABLE kept_back (hash TEXT NOT NULL,"
            " organ TEXT NOT NULL, application TEXT NOT NULL,"
            " PRIMARY KEY (hash, organ, application)) WITHOUT ROWID"
        )
        for name in (OBJECTOR, "51010800FORMERUNIT"):
            for application in ("", "sc-2026-1-secret"):
                old.execute("INSERT INTO kept_back VALUES (?, ?, ?)", ("f" * 64, name, application))
        old.execute("DELETE FROM kept_back WHERE organ <> ?", (OBJECTOR,))


@invariant(58)
def test_what_earlier_releases_kept_in_clear_of_objectors_is_gone_after_the_next_start(
    tmp_path: Path,
) -> None:
    as_before(tmp_path / "accounts.db")
    assert OBJECTOR.encode() in in_files(tmp_path)
    with closing(Accounts(tmp_path / "accounts.db", blind)) as accounts:
        assert accounts.held_back("f" * 64, OBJECTOR)
        text = in_files(tmp_path)
        for clear in (OBJECTOR, "51010800FORMERUNIT", "sc-2026-1-secret", "f" * 64):
            assert clear.encode() not in text


def test_while_another_process_reads_the_file_cleaning_waits_for_a_later_start(
    tmp_path: Path,
) -> None:
    path = tmp_path / "accounts.db"
    as_before(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM kept_back").fetchall()
        with closing(Accounts(path, blind)) as accounts:
            assert accounts.held_back("f" * 64, OBJECTOR)
    with closing(Accounts(path, blind)):
        assert OBJECTOR.encode() not in in_files(tmp_path)
