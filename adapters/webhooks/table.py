"""Webhooks and how far each has come: tables in accounts.db, places only, no messages.

Each webhook's secret is sealed under a key of the house; it is shown once, when it is made. The one
before it stays beside it for as long as it signs, too.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import msgspec
from msgspec import Struct

from adapters.credentials.bureaus import LOCKED_FOR
from adapters.unavailable import reaching_sqlite
from domain.context import Actor

WEBHOOKS_SCHEMA = """
CREATE TABLE IF NOT EXISTS webhooks (
  name TEXT PRIMARY KEY, url TEXT NOT NULL, actor TEXT NOT NULL, organ TEXT NOT NULL,
  secret BLOB NOT NULL, added_at TEXT NOT NULL, added_by TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS webhook_places (
  name TEXT PRIMARY KEY, turn TEXT NOT NULL, place INTEGER NOT NULL,
  failing_since TEXT, tries INTEGER NOT NULL, trouble TEXT, parked INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS webhook_former_secrets (
  name TEXT PRIMARY KEY, secret BLOB NOT NULL, until TEXT NOT NULL
) WITHOUT ROWID;
"""
EVERY_WEBHOOK = """
SELECT w.name, url, actor, added_at, added_by, secret, NULL, NULL,
  turn, place, failing_since, tries, trouble, parked
FROM webhooks w JOIN webhook_places p ON p.name = w.name ORDER BY w.name
"""
"""Without the secrets before: an earlier release's file has none, and who only looks needs none."""
WITH_FORMER = """
SELECT w.name, url, actor, added_at, added_by, w.secret, f.secret, f.until,
  turn, place, failing_since, tries, trouble, parked
FROM webhooks w JOIN webhook_places p ON p.name = w.name
LEFT JOIN webhook_former_secrets f ON f.name = w.name AND f.until > ? ORDER BY w.name
"""
ADD_WEBHOOK = """
INSERT OR IGNORE INTO webhooks SELECT ?, ?, ?, ?, ?, ?, ?
WHERE (SELECT count(*) FROM webhooks) < ?
  AND (SELECT count(*) FROM webhooks WHERE organ = ?) < ?
"""
REMOVE_WEBHOOK = "DELETE FROM webhooks WHERE name = ?"
FORGET_PLACE = "DELETE FROM webhook_places WHERE name = ?"
FORGET_FORMER = "DELETE FROM webhook_former_secrets WHERE name = ? OR until <= ?"
KEEP_FORMER = """
INSERT INTO webhook_former_secrets SELECT name, secret, ? FROM webhooks WHERE name = ? AND ? > ?
"""
CHANGE_SECRET = "UPDATE webhooks SET secret = ? WHERE name = ?"
BEGIN_AT = "INSERT OR REPLACE INTO webhook_places VALUES (?, ?, ?, NULL, 0, NULL, 0)"
SEND_AFTER = """
UPDATE webhook_places SET turn = ?, place = ?, failing_since = NULL, tries = 0, trouble = NULL,
  parked = 0
WHERE name = ?
"""
KEEP_PLACE = """
UPDATE webhook_places SET place = ?, failing_since = ?, tries = ?, trouble = ?, parked = ?
WHERE name = ? AND turn = ?
"""
MOST_WEBHOOKS, MOST_OF_ONE_ORGAN = 200, 5


class WebhookPlace(Struct, frozen=True):
    """How far a webhook has come: everything up to `place` was accepted, or was not for it.

    `turn` changes when it is sent back to another place: what was on its way then counts no more.
    `failing_since` is when the receiver first did not accept what it is sent now, `tries` how often
    since, `trouble` how it answered; `parked` is what nothing more is sent to until somebody has
    looked.
    """

    turn: str
    place: int
    failing_since: datetime | None = None
    tries: int = 0
    trouble: str | None = None
    parked: bool = False


class FormerSecret(Struct, frozen=True):
    """The secret that a webhook had before, sealed; it signs, too, until a moment."""

    sealed: bytes
    until: datetime


class Webhook(Struct, frozen=True):
    """A URL to which events are posted; `actor` says role, organ and duties, by which the policy
    tells which; `sealed` is the secret, sealed, `former` the one before it while that signs."""

    name: str
    url: str
    actor: Actor
    added_at: datetime
    added_by: str
    sealed: bytes
    former: FormerSecret | None
    progress: WebhookPlace


class Webhooks:
    """The tables; each call opens the file, which processes share."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> list[Webhook]:
        """All webhooks by name; none where there is no file yet."""
        if not self.path.exists():
            return []
        with self._opened() as connection:
            rows = connection.execute(WITH_FORMER, (moment_now(),)).fetchall()
        return [webhook_in(row) for row in rows]

    def add(
        self, name: str, url: str, actor: Actor, sealed: bytes, by: str, place: int = 0
    ) -> bool:
        """Adds a webhook, for what comes after a place in the log; False where there is one of that
        name, or the house or the organ has as many as it may."""
        told = msgspec.json.encode(actor).decode()
        row = (name, url, told, actor.organ, sealed, moment_now(), by)
        with self._changed() as connection:
            bounds = (MOST_WEBHOOKS, actor.organ, MOST_OF_ONE_ORGAN)
            if connection.execute(ADD_WEBHOOK, (*row, *bounds)).rowcount == 0:
                return False
            connection.execute(BEGIN_AT, (name, token_hex(8), place))
        return True

    def send_again_after(self, name: str, place: int) -> bool:
        """Sends a webhook back, or on, to a place in the log, and ends that it is parked; False
        where there is none of that name."""
        with self._changed() as connection:
            return connection.execute(SEND_AFTER, (token_hex(8), place, name)).rowcount > 0

    def change_secret(self, name: str, sealed: bytes, until: datetime) -> bool:
        """Gives a webhook another secret; the one that it has signs, too, until a moment, and one
        before that no more. False where there is none of that name."""
        ends, now = until.astimezone(UTC).isoformat(timespec="microseconds"), moment_now()
        with self._changed() as connection:
            connection.execute(FORGET_FORMER, (name, now))
            connection.execute(KEEP_FORMER, (ends, name, ends, now))
            return connection.execute(CHANGE_SECRET, (sealed, name)).rowcount > 0

    def remove(self, name: str) -> bool:
        """Removes a webhook; False where there is none of that name."""
        with self._changed() as connection:
            connection.execute(FORGET_PLACE, (name,))
            connection.execute(FORGET_FORMER, (name, moment_now()))
            return connection.execute(REMOVE_WEBHOOK, (name,)).rowcount > 0

    def keep(self, reached: Iterable[tuple[str, WebhookPlace]]) -> None:
        """Keeps how far webhooks have come; not of one that was sent elsewhere meanwhile."""
        with self._changed() as connection:
            connection.executemany(KEEP_PLACE, [place_row(*one) for one in reached])

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        opened = closing(sqlite3.connect(self.path, timeout=LOCKED_FOR, isolation_level=None))
        with reaching_sqlite(), opened as connection:
            connection.executescript(WEBHOOKS_SCHEMA)
            yield connection

    @contextmanager
    def _changed(self) -> Iterator[sqlite3.Connection]:
        """A connection with a transaction, which is committed at the end of the block."""
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")


def webhook_in(row: Sequence[Any]) -> Webhook:
    name, url, actor, added_at, added_by, secret, former, until, *place = row
    bearer, added = msgspec.json.decode(actor, type=Actor), datetime.fromisoformat(added_at)
    before = FormerSecret(former, datetime.fromisoformat(until)) if former else None
    return Webhook(name, url, bearer, added, added_by, secret, before, webhook_place(place))


def webhook_place(row: Sequence[Any]) -> WebhookPlace:
    turn, place, since, tries, trouble, parked = row
    failing_since = since and datetime.fromisoformat(since)
    return WebhookPlace(turn, place, failing_since, tries, trouble, bool(parked))


def place_row(name: str, at: WebhookPlace) -> tuple[object, ...]:
    since = at.failing_since and at.failing_since.isoformat()
    return at.place, since, at.tries, at.trouble, at.parked, name, at.turn


def moment_now() -> str:
    """This moment in UTC, so that moments compare as texts do."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
