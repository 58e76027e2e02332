"""Reads the accounts of a data folder, and which files were brought there."""

from collections.abc import Iterator

import msgspec

from adapters.credentials.bureaus import EVERY_BUREAU, EnrolledBureau, bureau_in
from adapters.personal_data.vault import Vault
from adapters.read_only.sqlite import ReadOnlySQLite
from adapters.webhooks.table import EVERY_WEBHOOK, Webhook, webhook_in
from domain.context import Actor


def stored_accounts(file: ReadOnlySQLite) -> Iterator[tuple[str, Actor | None]]:
    """Each account's user name and actor; None for one that cannot be read."""
    for username, actor in file.read("SELECT username, actor FROM accounts ORDER BY username"):
        try:
            yield username, msgspec.json.decode(actor, type=Actor)
        except msgspec.MsgspecError:
            yield username, None


class BroughtFiles:
    """Which files were uploaded here; for an objection, known by a mark alone."""

    def __init__(self, file: ReadOnlySQLite, vault: Vault) -> None:
        self.hashes, self._marks = (
            column(file, "uploads", "hash"),
            column(file, "held_back", "mark"),
        )
        self._vault = vault

    def holds(self, hash: str, organ: str) -> bool:
        """Whether a file that this unit has cited was uploaded."""
        mark = self._vault.claim_id("objection-file", hash, organ) if self._marks else ""
        return hash in self.hashes or mark in self._marks


def column(file: ReadOnlySQLite, table: str, name: str) -> set[str]:
    """The values of a column; none where an earlier release has made no such table."""
    if not file.read("SELECT 1 FROM sqlite_master WHERE name = %s", (table,)):
        return set()
    return {value for (value,) in file.read(f"SELECT DISTINCT {name} FROM {table}")}


def stored_bureaus(file: ReadOnlySQLite) -> list[EnrolledBureau]:
    """The bureaus that follow on NATS; none in a file that has no table of them yet."""
    if not file.read("SELECT 1 FROM sqlite_master WHERE name = 'bureaus'"):
        return []
    return [bureau_in(row) for row in file.read(EVERY_BUREAU)]


def stored_webhooks(file: ReadOnlySQLite) -> list[Webhook]:
    """The webhooks, each with its place; none in a file that has no table of them yet."""
    if not file.read("SELECT 1 FROM sqlite_master WHERE name = 'webhooks'"):
        return []
    return [webhook_in(row) for row in file.read(EVERY_WEBHOOK)]
