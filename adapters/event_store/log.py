"""Interface of the event store, which SQLite and PostgreSQL implement: append, read, follow."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal, Protocol

from msgspec import Struct

from adapters.unavailable import DatabaseAway

Kind = Literal["stored", "conflict", "replayed", "reused"]
AHEAD_AT_MOST = timedelta(seconds=60)  # the same limit stands in migrations/0001_event_store.sql

LARGEST_READ = 16 * 2**20
"""Bytes of states that one read gives, and the event that goes beyond: a page of lines takes up to
a mebibyte, and readers ask for hundreds of events."""
SALT_BYTES = 16
BYTES_AT_ONCE = 2047
"""Bytes: for more at once, Python lets another thread go on, which takes longer than hashing."""


class StoreAhead(Exception):
    """The last event was recorded over a minute after the clock's now: the clock went back."""


class StoreUnavailable(DatabaseAway):
    """The event store did not answer; what was being written may or may not be stored.

    Ask `answered` before writing again, or write again under the same keys.
    """


class Entry(Struct, frozen=True):
    """One event to append: `version` counts the events of its stream from 1."""

    stream: str
    version: int
    topic: str
    state: bytes


class AppendRequest(Struct, frozen=True):
    """All events that one command appends, whole or not at all.

    `actor` and `key` are the idempotency key; `fingerprint` tells whether the same key comes with
    the same body. `reads` are the streams, with versions, that it decided on without writing them.
    """

    actor: str
    key: str
    fingerprint: bytes
    entries: tuple[Entry, ...]
    reads: tuple[tuple[str, int], ...] = ()


class Stored(Struct, frozen=True):
    """One event as the store holds it; `recorded_at` is UTC and the store's own."""

    position: int
    stream: str
    version: int
    topic: str
    state: bytes
    recorded_at: datetime
    salt: bytes


class Outcome(Struct, frozen=True):
    """Result of one append request: "stored" now, or "replayed" from before, at these positions.

    "conflict": a stream it read or writes has moved on. "reused": its key came with another body.
    `events` are those stored now, as a reader would find them.
    """

    kind: Kind
    positions: tuple[int, ...] = ()
    events: tuple[Stored, ...] = ()


class Log(Protocol):
    """Append-only event store with optimistic concurrency and idempotency keys."""

    def write(self, appends: Sequence[AppendRequest], now: datetime) -> list[Outcome]:
        """Appends the requests in order, in one durable transaction; those that conflict are left
        out. Each request sees what the accepted ones before it have appended.

        Raises StoreAhead and StoreUnavailable.
        """

    def history(self, stream: str, after: int = 0, upto: int | None = None) -> list[Stored]:
        """The events of one stream with `after` < version <= `upto`, in order."""

    def stretch(self, stream: str, after: int, upto: int) -> list[Stored]:
        """The next of these events: as many as LARGEST_READ lets, one at least."""

    def follow(self, after: int, limit: int) -> list[Stored]:
        """The next events of the whole store after a position, in order; none is ever skipped. At
        most `limit`, and as many as LARGEST_READ lets, two at least where there are two."""

    def at(self, positions: Sequence[int]) -> list[Stored]:
        """The events at these positions, in position order; unknown ones are left out."""

    def answered(
        self, keys: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[bytes, tuple[int, ...]]]:
        """Fingerprint and positions for those idempotency keys (actor, key) that were stored."""

    def heads(self, streams: Sequence[str]) -> dict[str, int]:
        """The last version of each of these streams, 0 for one without events."""

    def streams(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        """Streams that begin with `prefix` and come behind `after`, in code point order."""

    def unmatched(self) -> tuple[list[int], list[int]]:
        """Positions that some request was answered with and where there is no event; and positions
        of events with which none was answered. Neither comes about by `write`."""

    def end(self) -> tuple[int, datetime] | None:
        """Position and time of the last event, None while there is none."""

    def skip_to(self, position: int) -> None:
        """Gives no position below this one any more; never takes back one that was skipped. For a
        store that was restored: those below may have been seen by others."""

    def clock(self) -> datetime | None:
        """The time by the store's own clock, None where it goes by its callers'."""

    def close(self) -> None:
        """Closes all connections."""


def was_cut(events: Sequence[Stored], limit: int) -> bool:
    """Whether there may be more events behind those that a read has given."""
    return len(events) >= limit or sum(len(one.state) for one in events) >= LARGEST_READ


def receipt_hash(stored: Stored) -> bytes:
    """SHA-256 of salt and state: proves the bytes to who has them, tells nothing to others."""
    digest = sha256(stored.salt)
    for part in short_pieces(stored.state):
        digest.update(part)
    return digest.digest()


def short_pieces(message: bytes) -> Iterator[bytes]:
    """A message in pieces that are hashed while other threads wait."""
    return (message[at : at + BYTES_AT_ONCE] for at in range(0, len(message), BYTES_AT_ONCE))


def drawn_salts(count: int) -> Iterator[bytes]:
    """Random salts for so many events, drawn at once: each call of the system is a chance to lose
    the interpreter's lock."""
    drawn = os.urandom(SALT_BYTES * count)
    return (drawn[at : at + SALT_BYTES] for at in range(0, len(drawn), SALT_BYTES))


def after_any(prefix: str) -> str:
    """A bound above every stream name that begins with `prefix`."""
    return prefix + "\U0010ffff"
