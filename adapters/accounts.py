"""Accounts, bearer tokens, grants and uploads, in a SQLite file. Passwords: Argon2id (RFC 9106)."""

import sqlite3
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from time import monotonic

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from adapters.folders import alone, make_private_file
from domain.case import Actor

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
  username TEXT PRIMARY KEY, password TEXT NOT NULL, actor TEXT NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
  digest BLOB PRIMARY KEY, username TEXT NOT NULL, expires_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploads (
  hash TEXT NOT NULL, organ TEXT NOT NULL, PRIMARY KEY (hash, organ)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held_back (mark TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grants (
  holder TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (holder, name)
) WITHOUT ROWID;
"""

WRITES_SEEN_AFTER = 0.05  # seconds until what another process has changed is noticed
Blind = Callable[..., str]
"""Blind index of a kind and values: without the keys nobody can test a value against it."""


class Accounts:
    """Accounts, their tokens, and who uploaded each file. Tokens are kept as digests only, and who
    uploaded a file for an objection as a blind index."""

    def __init__(self, path: Path, blind: Blind) -> None:
        make_private_file(path)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        with alone(path.parent):
            self._connection.executescript(
                "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;" + SCHEMA
            )
            self._blind = blind
            self._forget_who_objected()
        self._lock = threading.Lock()
        self._hasher = PasswordHasher()
        self._seen: dict[bytes, tuple[Actor, datetime]] = {}
        self._version, self._fresh_until = 0, 0.0

    def close(self) -> None:
        self._connection.close()

    def put(self, accounts: dict[str, Actor], password: str) -> None:
        """Adds accounts, or replaces password and actor of those that exist."""
        hashed = self._hasher.hash(password)
        rows = [(name, hashed, msgspec.json.encode(a).decode()) for name, a in accounts.items()]
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(
                "INSERT INTO accounts VALUES (?, ?, ?, 0) ON CONFLICT (username) DO UPDATE"
                " SET password = excluded.password, actor = excluded.actor",
                rows,
            )
            self._connection.execute("COMMIT")

    def disable(self, username: str) -> bool:
        """Disables an account and deletes its tokens; False where there is none."""
        with self._lock:
            self._seen.clear()
            self._connection.execute("DELETE FROM tokens WHERE username = ?", (username,))
            done = self._connection.execute(
                "UPDATE accounts SET disabled = 1 WHERE username = ?", (username,)
            )
            return done.rowcount == 1

    def actor(self, username: str) -> Actor | None:
        row = self._one("SELECT actor FROM accounts WHERE username = ? AND NOT disabled", username)
        return msgspec.json.decode(row[0], type=Actor) if row else None

    def actors(self) -> list[Actor]:
        """The actors of all accounts, in the order of user names."""
        with self._lock:
            query = "SELECT actor FROM accounts WHERE NOT disabled ORDER BY username"
            rows = self._connection.execute(query).fetchall()
        return [msgspec.json.decode(row[0], type=Actor) for row in rows]

    def grant(self, holder: str, names: Iterable[str]) -> None:
        """Allows `holder` to import commands in the names of those accounts."""
        with self._lock:
            rows = [(holder, name) for name in names]
            self._connection.executemany("INSERT OR IGNORE INTO grants VALUES (?, ?)", rows)

    def revoke(self, holder: str, names: Iterable[str]) -> None:
        with self._lock:
            rows = [(holder, name) for name in names]
            query = "DELETE FROM grants WHERE holder = ? AND name = ?"
            self._connection.executemany(query, rows)

    def granted(self, holder: str) -> frozenset[str]:
        """The accounts in whose names `holder` may act."""
        with self._lock:
            query = "SELECT name FROM grants WHERE holder = ?"
            return frozenset(row[0] for row in self._connection.execute(query, (holder,)))

    def check(self, username: str, password: str) -> bool:
        """Verifies a password. Takes about 0.15 s, whether or not there is such an account."""
        row = self._one(
            "SELECT password FROM accounts WHERE username = ? AND NOT disabled", username
        )
        try:
            return self._hasher.verify(row[0] if row else self._hasher.hash("-"), password)
        except (Argon2Error, InvalidHashError):
            return False

    def token(self, username: str, expires_at: datetime) -> str:
        """A new bearer token for an account."""
        token = token_urlsafe(32)
        with self._lock:
            self._connection.execute(
                "INSERT INTO tokens VALUES (?, ?, ?)",
                (digest(token), username, expires_at.isoformat()),
            )
        return token

    def bearer(self, token: str, now: datetime) -> Actor | None:
        """The actor of a bearer token; None when it has expired or the account is disabled."""
        key = digest(token)
        self._freshen()
        if (cached := self._seen.get(key)) is None:
            row = self._one(
                "SELECT actor, expires_at FROM tokens JOIN accounts USING (username)"
                " WHERE digest = ? AND NOT disabled",
                key,
            )
            if row is None:
                return None
            actor = msgspec.json.decode(row[0], type=Actor)
            cached = self._seen[key] = actor, datetime.fromisoformat(row[1])
        actor, expires_at = cached
        return actor if now < expires_at else None

    def _freshen(self) -> None:
        """Empties the cache when another process has written: it may have disabled an account.
        Looks every 50 ms, not at every request."""
        if (now := monotonic()) < self._fresh_until:
            return
        self._fresh_until = now + WRITES_SEEN_AFTER
        with self._lock:
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            if version != self._version:
                self._seen.clear()
                self._version = version

    def uploaded(self, hash: str, organ: str) -> None:
        """Records that a unit uploaded a file."""
        with self._lock:
            self._connection.execute("INSERT OR IGNORE INTO uploads VALUES (?, ?)", (hash, organ))

    def uploaders(self, hash: str) -> frozenset[str]:
        with self._lock:
            rows = self._connection.execute("SELECT organ FROM uploads WHERE hash = ?", (hash,))
            return frozenset(row[0] for row in rows.fetchall())

    def hold_back(self, hash: str, organ: str) -> None:
        """Records, as a blind index, that a unit uploaded this file for an objection."""
        with self._lock:
            values = (self._mark(hash, organ),)
            self._connection.execute("INSERT OR IGNORE INTO held_back VALUES (?)", values)

    def held_back(self, hash: str, organ: str) -> bool:
        """Whether that unit uploaded this file for an objection."""
        query = "SELECT mark FROM held_back WHERE mark = ?"
        return self._one(query, self._mark(hash, organ)) is not None

    def _mark(self, hash: str, organ: str) -> str:
        return self._blind("objection-file", hash, organ)

    def _forget_who_objected(self) -> None:
        """Migrates files from before 2026-11, where unit and application stood in clear text, to
        blind indexes, and erases the rest from file and WAL; while others read it, later."""
        (cleaned,) = self._connection.execute("PRAGMA user_version").fetchone()
        if cleaned:
            return
        table = "SELECT name FROM sqlite_master WHERE name = 'kept_back'"
        if self._connection.execute(table).fetchone():
            self._mark_kept_back()
        self._connection.execute("VACUUM")
        busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            self._connection.execute("PRAGMA user_version = 1")

    def _mark_kept_back(self) -> None:
        rows = self._connection.execute("SELECT DISTINCT hash, organ FROM kept_back").fetchall()
        marks = [(self._mark(hash, organ),) for hash, organ in rows]
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT OR IGNORE INTO held_back VALUES (?)", marks)
        self._connection.execute("DROP TABLE kept_back")
        self._connection.execute("COMMIT")

    def _one(self, query: str, value: str | bytes) -> tuple[str, ...] | None:
        with self._lock:
            row: tuple[str, ...] | None = self._connection.execute(query, (value,)).fetchone()
        return row


def digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
