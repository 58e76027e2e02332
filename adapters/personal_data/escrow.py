"""Escrow of keys to the discipline vault: each key is wrapped for the vault when it is made, for
everybody, so that opening what it sealed leaves no trace in the house that sealed it.

Each process that makes keys draws a wrapping key, and leaves it sealed to the vault's public key
(HPKE, RFC 9180: X25519, HKDF-SHA-256, AES-256-GCM); keys are wrapped under it (AES-KWP, RFC 5649).
An erasure empties the rows of the erased; what the vault has taken before stays with the vault.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from secrets import token_bytes

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.keywrap import (
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from adapters.folders import write_private
from adapters.personal_data.kek import KEY_BYTES

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
ABOUT = b"anjuan: wrapping key of escrowed keys"
FILES_SECRET = "files"
ESCROW_TABLES = """
CREATE TABLE IF NOT EXISTS escrow_keys (no INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS escrow (
    no INTEGER PRIMARY KEY,
    wrapped_under INTEGER NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    version INTEGER NOT NULL,
    wrapped BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS escrow_subject ON escrow (subject, purpose, version);
"""
"""Numbers are never given twice, so rows are emptied and not deleted: the vault goes by them."""
LACKING = (
    "SELECT k.subject, k.purpose, k.version, k.wrapped FROM keys AS k LEFT JOIN escrow AS e"
    " USING (subject, purpose, version) WHERE e.no IS NULL"
)
EMPTIED = "UPDATE escrow SET subject = '-', purpose = '-', wrapped = x'' WHERE subject = ?"
KEEP_ESCROWED_KEY = (
    "INSERT INTO escrow (wrapped_under, subject, purpose, version, wrapped) VALUES (?, ?, ?, ?, ?)"
)
Unwrap = Callable[[bytes], bytes]


class Escrow:
    """Wraps keys for the vault whose public key (64 hex digits) is in a file, for those purposes
    that it may open. A process draws its wrapping key when it first needs one."""

    def __init__(self, public_key: Path, purposes: frozenset[str]) -> None:
        self._public = X25519PublicKey.from_public_bytes(bytes.fromhex(public_key.read_text()))
        self.purposes = purposes
        self._drawn: tuple[int, bytes] | None = None

    def keep(
        self, db: sqlite3.Connection, subject: str, purpose: str, version: int, key: bytes
    ) -> None:
        """Adds a key, within the transaction that adds it to the keystore."""
        if purpose not in self.purposes:
            return
        self._keep(db, subject, purpose, version, key=key)

    def keep_lacking(self, db: sqlite3.Connection, unwrap: Unwrap) -> None:
        """Adds keys that were made before there was a vault, and the secret that files rest on."""
        for subject, purpose, version, wrapped in db.execute(LACKING).fetchall():
            self.keep(db, subject, purpose, version, unwrap(wrapped))
        kept = "SELECT 1 FROM escrow WHERE subject = '' AND purpose = ?"
        if db.execute(kept, (FILES_SECRET,)).fetchone() is None:
            (secret,) = db.execute(
                "SELECT wrapped FROM secrets WHERE name = ?", (FILES_SECRET,)
            ).fetchone()
            self._keep(db, "", FILES_SECRET, 1, key=unwrap(secret))

    def _keep(self, db: sqlite3.Connection, *key_of: str | int, key: bytes) -> None:
        """`key_of` is whose the key is: subject, purpose, version."""
        number, wrapping = self._wrapping(db)
        db.execute(KEEP_ESCROWED_KEY, (number, *key_of, aes_key_wrap_with_padding(wrapping, key)))

    def forget_drawn(self) -> None:
        """Draws another wrapping key next time: the transaction that kept this one was undone."""
        self._drawn = None

    def _wrapping(self, db: sqlite3.Connection) -> tuple[int, bytes]:
        if self._drawn is None:
            key = token_bytes(KEY_BYTES)
            sealed = SUITE.encrypt(key, self._public, info=ABOUT)
            made = db.execute("INSERT INTO escrow_keys (sealed) VALUES (?)", (sealed,))
            assert made.lastrowid
            self._drawn = made.lastrowid, key
        return self._drawn


def empty_escrow_of(db: sqlite3.Connection, subject: str) -> None:
    """Empties the rows of somebody who is erased."""
    db.execute(EMPTIED, (subject,))


class WrongEscrowKey(Exception):
    """The vault's private key is not that of the public one, for which keys are wrapped."""


class EscrowOpener:
    """Opens what was wrapped for the vault, by its private key. Raises WrongEscrowKey."""

    def __init__(self, private_key: Path, public_key: Path) -> None:
        self._private = X25519PrivateKey.from_private_bytes(bytes.fromhex(private_key.read_text()))
        if public_of(self._private) != public_key.read_text().strip():
            raise WrongEscrowKey(f"{private_key}: 与公钥不是一对 / no pair with {public_key.name}")

    def wrapping_key(self, sealed: bytes) -> bytes:
        return SUITE.decrypt(sealed, self._private, info=ABOUT)

    def key(self, wrapping: bytes, wrapped: bytes) -> bytes:
        return aes_key_unwrap_with_padding(wrapping, wrapped)


def make_escrow_keys(private_key: Path, public_key: Path) -> None:
    """Makes the vault's key pair, once; both files have mode 0600, in hexadecimal."""
    if not private_key.exists():
        made = X25519PrivateKey.generate()
        raw = made.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        write_private(private_key, raw.hex())
    kept = X25519PrivateKey.from_private_bytes(bytes.fromhex(private_key.read_text()))
    if not public_key.exists():
        write_private(public_key, public_of(kept))


def public_of(private_key: X25519PrivateKey) -> str:
    """The public half of a key, in hexadecimal."""
    return private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
