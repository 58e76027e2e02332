"""Accounts in several processes: what one closes, the others close too."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.accounts import Accounts
from domain.case import Actor

CLERK = Actor("clerk.1", "PREF", "510100")
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[Accounts]]:
    """Two processes' connections to one file, which had an account before."""
    with closing(Accounts(tmp_path / "accounts.db")) as one:
        one.put({"clerk.1": CLERK}, "a long enough password")
        with closing(Accounts(tmp_path / "accounts.db")) as other:
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
    for accounts in two:
        assert accounts.bearer(token, NOW) is None


def test_processes_that_make_the_file_at_once_do_no_harm(tmp_path: Path) -> None:
    def make(_: int) -> bool:
        with closing(Accounts(tmp_path / "accounts.db")) as accounts:
            return accounts.actor("clerk.1") is None

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(make, range(16)))
