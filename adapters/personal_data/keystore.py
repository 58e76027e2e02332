"""Keystore: encryption keys in a database apart from the events; a person's can be destroyed."""

import hmac
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.folders import alone, make_durable, make_private_file
from adapters.marks.kept import BELONGS_TABLE, MarkInSqlite
from adapters.personal_data.claim_names import CLAIMS_TABLE, ClaimNames
from adapters.personal_data.escrow import ESCROW_TABLES, Escrow, empty_escrow_of
from adapters.personal_data.kek import KEY_BYTES, Kek, make_kek
from adapters.personal_data.tombstones import Tombstones, make_tombstones
from adapters.unavailable import reaching_sqlite

SECRETS = ("blind-index", "claims", "idempotency", "files")
LONGEST_MEMORY = 60.0  # seconds that an unwrapped key is kept
LONGEST_WAIT = 2.0  # seconds that one process waits for another's write

KEYS_SCHEMA = """
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subjects (blind BLOB PRIMARY KEY, subject TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS subjects_subject ON subjects (subject);
CREATE TABLE IF NOT EXISTS keys (
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    version INTEGER NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (subject, purpose, version)
) WITHOUT ROWID;
"""
BELONGS_TO = b"anjuan: the keys that a store needs"


class Person(NamedTuple):
    """Whose key is wanted: by blind index, by the id in a sealed value, or (neither) a new one."""

    blind: bytes | None
    subject: str | None
    purpose: str


class PersonKey(NamedTuple):
    """An unwrapped key of one subject for one purpose, ready to seal and open."""

    subject: str
    purpose: str
    version: int
    cipher: AESGCM


class Keystore:
    """Secrets, subjects and their keys in one SQLite file; safe for threads and processes.

    Keys (32 bytes) are wrapped under the key-encryption key in `kek`, a file made at first use.
    Both files have mode 0600. A key is committed to disk before anybody gets it. Raises KekRefused
    without the kek that its keys need. With an `escrow`, keys are wrapped for the discipline vault
    too, in the transaction that makes them.
    """

    def __init__(self, database: Path, kek: Path, escrow: Escrow | None = None) -> None:
        self._lock = RLock()
        self._secrets: dict[str, bytes] = {}
        self._subjects: dict[bytes, str] = {}
        self._keys: dict[tuple[str, str, int | None], PersonKey] = {}
        self._seen, self._since = 0, monotonic()
        self._db, self._escrow = _connect(database), escrow
        self.belongs = MarkInSqlite(self._db, self._lock)
        self.destroyed = Tombstones(self._db, self._lock)
        self.claims = ClaimNames(self._db, self._lock)
        try:
            self._kek = self._find_kek(kek)
            for name in SECRETS:
                self.secret(name)
            if escrow:
                with self._transaction():
                    escrow.keep_lacking(self._db, self._kek.unwrap)
        except BaseException:
            self.close()
            raise

    def mark(self) -> str:
        """Hex HMAC-SHA-256 over a fixed text by all secrets: known again, and tells nothing."""
        together = b"".join(self.secret(name) for name in SECRETS)
        return hmac.digest(together, BELONGS_TO, "sha256").hex()

    def close(self) -> None:
        with self._lock:
            self._forget()
            self._db.close()

    def secret(self, name: str) -> bytes:
        """A named secret of 32 random bytes, made once; every process gets the same."""
        # Without the lock, which another thread may hold for long.
        return self._secrets.get(name) or self._made_secret(name)

    @reaching_sqlite()
    def _made_secret(self, name: str) -> bytes:
        with self._lock:
            if name not in self._secrets:
                made = self._kek.wrap(secrets.token_bytes(KEY_BYTES))
                self._db.execute("INSERT OR IGNORE INTO secrets VALUES (?, ?)", (name, made))
                (kept,) = self._db.execute(
                    "SELECT wrapped FROM secrets WHERE name = ?", (name,)
                ).fetchone()
                self._secrets[name] = self._kek.unwrap(kept)
            return self._secrets[name]

    @reaching_sqlite()
    def keys_for(self, persons: Sequence[Person]) -> list[PersonKey]:
        """The encryption keys of persons, in their order; new ones are made in one transaction."""
        if not persons:
            return []
        with self._lock:
            self._freshen()
            known = [self._known(person) for person in persons]
            keys = [key for key in known if key]
            if len(keys) == len(persons):
                return keys
            with self._transaction():
                return [self._known(person) or self._make(person) for person in persons]

    @reaching_sqlite()
    def key(self, subject: str, purpose: str, version: int) -> PersonKey | None:
        """The key that a value was sealed with; None when it has been destroyed."""
        with self._lock:
            self._freshen()
            return self._load(subject, purpose, version)

    @reaching_sqlite()
    def destroy(self, subject: str) -> None:
        """Deletes a subject's keys and blind indexes; may be repeated.

        Other processes notice at their next access. TimeoutError: the keys are gone, but a reader
        kept their remains in the write-ahead log; call it again.
        """
        with self._lock:
            with self._transaction():
                self._db.execute("DELETE FROM keys WHERE subject = ?", (subject,))
                self._db.execute("DELETE FROM subjects WHERE subject = ?", (subject,))
                empty_escrow_of(self._db, subject)
                self.destroyed.note(subject)
            self._forget()
            busy, *_ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise TimeoutError("the write-ahead log of the keys is in use")

    def _known(self, person: Person) -> PersonKey | None:
        subject = person.subject
        if person.blind is not None:
            subject = self._subject(person.blind)
        return self._load(subject, person.purpose) if subject else None

    def _subject(self, blind: bytes) -> str | None:
        if blind not in self._subjects:
            row = self._db.execute(
                "SELECT subject FROM subjects WHERE blind = ?", (blind,)
            ).fetchone()
            if row is None:
                return None
            self._subjects[blind] = row[0]
        return self._subjects[blind]

    def _load(self, subject: str, purpose: str, version: int | None = None) -> PersonKey | None:
        """That version of a key, or the newest."""
        asked = (subject, purpose, version)
        if asked not in self._keys:
            row = self._db.execute(
                "SELECT version, wrapped FROM keys WHERE subject = ?1 AND purpose = ?2"
                " AND version = ifnull(?3, version) ORDER BY version DESC LIMIT 1",
                asked,
            ).fetchone()
            if row is None:
                return None
            self._keys[asked] = PersonKey(
                subject, purpose, row[0], AESGCM(self._kek.unwrap(row[1]))
            )
        return self._keys[asked]

    def _make(self, person: Person) -> PersonKey:
        subject = self._standing(person) or secrets.token_hex(16)
        if person.blind is not None:
            self._db.execute(
                "INSERT OR IGNORE INTO subjects VALUES (?, ?)", (person.blind, subject)
            )
        self._insert(subject, person.purpose, 1, AESGCM.generate_key(8 * KEY_BYTES))
        made = self._load(subject, person.purpose)
        assert made
        return made

    def _insert(self, subject: str, purpose: str, version: int, key: bytes) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO keys VALUES (?, ?, ?, ?)",
            (subject, purpose, version, self._kek.wrap(key)),
        )
        if self._escrow:
            self._escrow.keep(self._db, subject, purpose, version, key)

    @reaching_sqlite()
    def take_in(self, keys: Iterable[tuple[str, str, int, bytes]], files: bytes | None) -> None:
        """Takes another keystore's keys, and its secret of files, in one transaction; those that
        are here stay. They are kept under this keystore's own key-encryption key."""
        with self._lock, self._transaction():
            for subject, purpose, version, key in keys:
                self._insert(subject, purpose, version, key)
            if files:
                wrapped = self._kek.wrap(files)
                self._db.execute("UPDATE secrets SET wrapped = ? WHERE name = 'files'", (wrapped,))
                self._secrets["files"] = files

    def _standing(self, person: Person) -> str | None:
        """The subject id of a known person; None for one without keys, whose id was destroyed."""
        subject = person.subject if person.blind is None else self._subject(person.blind)
        keys = self._db.execute("SELECT 1 FROM keys WHERE subject = ? LIMIT 1", (subject,))
        return subject if keys.fetchone() else None

    def _freshen(self) -> None:
        """Empties the cache when another connection has written (a key may be gone), or by age."""
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        if version != self._seen or monotonic() - self._since > LONGEST_MEMORY:
            self._forget()
            self._seen = version

    def _forget(self) -> None:
        self._subjects.clear()
        self._keys.clear()
        self._since = monotonic()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._freshen()
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._forget()
            if self._escrow:
                self._escrow.forget_drawn()
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _find_kek(self, path: Path) -> Kek:
        # The order matters: another process makes its kek before it writes its first row.
        if self._db.execute("SELECT 1 FROM secrets LIMIT 1").fetchone() is None:
            make_kek(path)
        return Kek(path)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(path.parent):
        make_private_file(path)
        db = sqlite3.connect(
            path, timeout=LONGEST_WAIT, isolation_level=None, check_same_thread=False
        )
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA secure_delete = ON")
            db.executescript(KEYS_SCHEMA + CLAIMS_TABLE + BELONGS_TABLE + ESCROW_TABLES)
            make_tombstones(db)
        except BaseException:
            db.close()
            raise
    make_durable(path.parent)
    return db
