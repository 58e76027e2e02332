"""Sessions: bearer tokens, kept as digests, with an end and a limit of idleness."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from time import monotonic

import msgspec

from adapters.unavailable import reaching_sqlite
from domain.context import Actor

SESSIONS_SCHEMA = """
CREATE TABLE IF NOT EXISTS tokens (
  digest BLOB PRIMARY KEY, username TEXT NOT NULL, expires_at TEXT NOT NULL,
  idle INTEGER, used_at TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (username TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
"""
WRITES_SEEN_AFTER = 0.05  # seconds until what another process has changed is noticed
SINCE_EARLIER = ("idle INTEGER", "used_at TEXT")  # columns that older files lack


class Session(msgspec.Struct, frozen=True):
    """A session: whose it is, when it ends, how long it may lie idle, when it was last used."""

    actor: Actor
    expires_at: datetime
    idle: timedelta | None
    used_at: datetime | None

    def holds(self, now: datetime) -> bool:
        unused = self.idle and self.used_at and now - self.used_at > self.idle
        return now < self.expires_at and not unused


class Sessions:
    """Tokens of accounts. Use is noted in memory and stored by `keep_use`, since every request
    is one; another process learns of an end at its next request."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        lock: threading.Lock,
        reader: sqlite3.Connection,
        reading: threading.Lock,
    ) -> None:
        self._connection, self._lock = connection, lock
        self._reader, self._reading = reader, reading
        self._seen: dict[bytes, Session] = {}
        self._used: dict[bytes, datetime] = {}
        self._version, self._fresh_until = 0, 0.0

    def begin(self, username: str, expires_at: datetime, idle: timedelta | None = None) -> str:
        """A new bearer token for an account; it ends earlier when it is not used for `idle`."""
        token, now = token_urlsafe(32), datetime.now(UTC)
        seconds = int(idle.total_seconds()) if idle else None
        with self._lock, reaching_sqlite():
            self._connection.execute("DELETE FROM tokens WHERE expires_at < ?", (utc_text(now),))
            self._connection.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?, ?)",
                (digest(token), username, utc_text(expires_at), seconds, utc_text(now)),
            )
            seen = "INSERT OR REPLACE INTO seen VALUES (?, ?)"
            self._connection.execute(seen, (username, utc_text(now)))
        return token

    def bearer(self, token: str, now: datetime) -> Actor | None:
        """The actor of a bearer token; None when it has ended or the account is disabled. Never
        waits for a write: the event loop asks."""
        key = digest(token)
        with self._reading:
            self._freshen()
            session = self._seen.get(key) or self._load(key)
            if session is None or not session.holds(now):
                return None
            if session.idle:
                self._used[key] = now
                session = msgspec.structs.replace(session, used_at=now)
            self._seen[key] = session
            return session.actor

    def end(self, token: str) -> None:
        """Signs out: the token is forgotten."""
        self._delete("digest = ?", digest(token))

    def end_all(self, username: str) -> None:
        """Ends every session of an account."""
        self._delete("username = ?", username)

    def keep_use(self) -> None:
        """Stores when tokens were last used, so that idleness is known to all processes."""
        with self._reading:
            used = dict(self._used)
        rows = [(utc_text(at), key) for key, at in used.items()]
        with self._lock, reaching_sqlite():
            self._connection.executemany("UPDATE tokens SET used_at = ? WHERE digest = ?", rows)
        with self._reading:
            self._used = {key: at for key, at in self._used.items() if used.get(key) != at}

    def _delete(self, condition: str, value: str | bytes) -> None:
        with self._lock, reaching_sqlite():
            self._connection.execute(f"DELETE FROM tokens WHERE {condition}", (value,))
        with self._reading:
            self._seen.clear()

    @reaching_sqlite()
    def _load(self, key: bytes) -> Session | None:
        row = self._reader.execute(
            "SELECT actor, expires_at, idle, used_at FROM tokens JOIN accounts USING (username)"
            " WHERE digest = ? AND NOT disabled",
            (key,),
        ).fetchone()
        if row is None:
            return None
        actor, expires_at, idle, used_at = row
        stored = datetime.fromisoformat(used_at) if used_at else None
        return Session(
            msgspec.json.decode(actor, type=Actor),
            datetime.fromisoformat(expires_at),
            timedelta(seconds=idle) if idle else None,
            self._used.get(key, stored),
        )

    def _freshen(self) -> None:
        """Empties the cache when another process has written: it may have disabled an account.
        Looks every 50 ms, not at every request."""
        if (now := monotonic()) < self._fresh_until:
            return
        self._fresh_until = now + WRITES_SEEN_AFTER
        with reaching_sqlite():
            (version,) = self._reader.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._seen.clear()
            self._version = version


def add_columns(connection: sqlite3.Connection) -> None:
    """Adds what tables of earlier releases lack; their tokens have no limit of idleness."""
    known = {row[1] for row in connection.execute("PRAGMA table_info (tokens)")}
    for column in SINCE_EARLIER:
        if column.split()[0] not in known:
            connection.execute(f"ALTER TABLE tokens ADD COLUMN {column}")


def digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


def utc_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
