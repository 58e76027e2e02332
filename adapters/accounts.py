"""Accounts and grants in a SQLite file, beside sessions, uploads, and which documents were made."""

import sqlite3
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from adapters.credentials.account_names import NAMES_SCHEMA, AccountNames
from adapters.credentials.audit_letters import LETTERS_SCHEMA, AuditLetters
from adapters.credentials.passwords import fits_password, hashed
from adapters.credentials.sessions import SESSIONS_SCHEMA, Sessions, add_columns
from adapters.documents.made import DOCUMENTS_SCHEMA, MadeDocuments
from adapters.folders import alone, make_private_file
from adapters.marks.kept import BELONGS_TABLE, MarkInSqlite
from adapters.unavailable import reaching_sqlite
from adapters.uploads import UPLOADS_SCHEMA, Blind, Uploads
from domain.context import Actor

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
  username TEXT PRIMARY KEY, password TEXT NOT NULL, actor TEXT NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grants (
  holder TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (holder, name)
) WITHOUT ROWID;
"""


LOCKED_AT_MOST = 2.0  # seconds that one process waits for another's write


class AccountExists(Exception):
    """There is an account of this name already; it was left as it is."""


class AccountLine(msgspec.Struct, frozen=True):
    """An account as administrators see it: never its password. `actor.person` is its name."""

    username: str
    actor: Actor
    disabled: bool
    seen_at: datetime | None


def opened_line(username: str, actor: str, disabled: int, seen: str) -> AccountLine:
    at = datetime.fromisoformat(seen) if seen else None
    return AccountLine(username, msgspec.json.decode(actor, type=Actor), bool(disabled), at)


class Accounts:
    """Accounts, with `sessions`, `uploads` by unit, and `documents`; processes share the file."""

    def __init__(self, path: Path, blind: Blind) -> None:
        make_private_file(path)
        self._connection, self._reader = connect(path), connect(path)
        self._lock, reading = threading.Lock(), threading.Lock()
        self.mark = MarkInSqlite(self._connection, self._lock)
        self.sessions = Sessions(self._connection, self._lock, self._reader, reading)
        self.uploads = Uploads(self._connection, self._lock, blind)
        self.documents = MadeDocuments(self._connection, self._lock)
        self.letters = AuditLetters(self._connection, self._lock, self._reader, reading)
        self.names = AccountNames(self._connection, self._lock)
        self.token, self.bearer = self.sessions.begin, self.sessions.bearer
        self.uploaded, self.uploaders = self.uploads.uploaded, self.uploads.uploaders
        self.hold_back, self.held_back = self.uploads.hold_back, self.uploads.held_back
        with alone(path.parent):
            self._connection.executescript(
                "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;"
                + SCHEMA
                + SESSIONS_SCHEMA
                + UPLOADS_SCHEMA
                + DOCUMENTS_SCHEMA
                + LETTERS_SCHEMA
                + NAMES_SCHEMA
                + BELONGS_TABLE
            )
            add_columns(self._connection)
            self._forget_who_objected()

    def close(self) -> None:
        self._connection.close()
        self._reader.close()

    def add(self, username: str, actor: Actor, password: str) -> None:
        """Adds an account. Raises AccountExists."""
        values = (username, hashed(password), msgspec.json.encode(actor).decode())
        if not self._changed("INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, 0)", *values):
            raise AccountExists(username)

    def put(self, accounts: dict[str, Actor], password: str) -> None:
        """Adds a demonstration's accounts, or replaces password and actor of those that exist."""
        kept = hashed(password)
        rows = [(name, kept, msgspec.json.encode(a).decode()) for name, a in accounts.items()]
        with self._lock, reaching_sqlite():
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(
                "INSERT INTO accounts VALUES (?, ?, ?, 0) ON CONFLICT (username) DO UPDATE"
                " SET password = excluded.password, actor = excluded.actor",
                rows,
            )
            self._connection.execute("COMMIT")

    def change_password(self, username: str, password: str) -> bool:
        """Sets another password, and ends all sessions; False where there is no such account."""
        kept = hashed(password)
        change = "UPDATE accounts SET password = ? WHERE username = ? AND NOT disabled"
        done = self._changed(change, kept, username)
        self.sessions.end_all(username)
        return done

    def disable(self, username: str) -> bool:
        """Disables an account and ends its sessions; False where there is none."""
        done = self._changed("UPDATE accounts SET disabled = 1 WHERE username = ?", username)
        self.sessions.end_all(username)
        return done

    def change_duties(self, username: str, duties: tuple[str, ...]) -> bool:
        """Gives an account other duties; its sessions go on with them."""
        if not (actor := self.actor(username)):
            return False
        kept = msgspec.json.encode(msgspec.structs.replace(actor, duties=duties)).decode()
        change = "UPDATE accounts SET actor = ? WHERE username = ? AND NOT disabled"
        return self._changed(change, kept, username)

    def lines(self) -> list[AccountLine]:
        """All accounts with when each was last seen, in the order of user names."""
        query = (
            "SELECT username, actor, disabled, max(coalesce(at, ''), coalesce((SELECT"
            " max(used_at) FROM tokens WHERE tokens.username = accounts.username), ''))"
            " FROM accounts LEFT JOIN seen USING (username) ORDER BY username"
        )
        with self._lock, reaching_sqlite():
            rows = self._connection.execute(query).fetchall()
        return [opened_line(*row) for row in rows]

    def actor(self, username: str) -> Actor | None:
        row = self._one("SELECT actor FROM accounts WHERE username = ? AND NOT disabled", username)
        return msgspec.json.decode(row[0], type=Actor) if row else None

    def actors(self) -> list[Actor]:
        """The actors of all accounts, in the order of user names."""
        with self._lock, reaching_sqlite():
            query = "SELECT actor FROM accounts WHERE NOT disabled ORDER BY username"
            rows = self._connection.execute(query).fetchall()
        return [msgspec.json.decode(row[0], type=Actor) for row in rows]

    def grant(self, holder: str, names: Iterable[str]) -> None:
        """Allows `holder` to import commands in the names of those accounts."""
        with self._lock, reaching_sqlite():
            rows = [(holder, name) for name in names]
            self._connection.executemany("INSERT OR IGNORE INTO grants VALUES (?, ?)", rows)

    def revoke(self, holder: str, names: Iterable[str]) -> None:
        with self._lock, reaching_sqlite():
            rows = [(holder, name) for name in names]
            query = "DELETE FROM grants WHERE holder = ? AND name = ?"
            self._connection.executemany(query, rows)

    def granted(self, holder: str) -> frozenset[str]:
        """The accounts in whose names `holder` may act."""
        with self._lock, reaching_sqlite():
            query = "SELECT name FROM grants WHERE holder = ?"
            return frozenset(row[0] for row in self._connection.execute(query, (holder,)))

    def check(self, username: str, password: str) -> bool:
        """Verifies a password. Takes about 0.15 s, whether or not there is such an account."""
        query = "SELECT password FROM accounts WHERE username = ? AND NOT disabled"
        row = self._one(query, username)
        return fits_password(row[0] if row else None, password)

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
        marks = [(self.uploads.mark(hash, organ),) for hash, organ in rows]
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT OR IGNORE INTO held_back VALUES (?)", marks)
        self._connection.execute("DROP TABLE kept_back")
        self._connection.execute("COMMIT")

    def _changed(self, statement: str, *values: str) -> bool:
        with self._lock, reaching_sqlite():
            return self._connection.execute(statement, values).rowcount == 1

    def _one(self, query: str, value: str) -> tuple[str, ...] | None:
        with self._lock, reaching_sqlite():
            row: tuple[str, ...] | None = self._connection.execute(query, (value,)).fetchone()
        return row


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path, timeout=LOCKED_AT_MOST, isolation_level=None, check_same_thread=False
    )
