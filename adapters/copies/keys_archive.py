"""Archive of the keys under a passphrase: scrypt (RFC 7914) and AES-256-GCM (NIST SP 800-38D).

The keystore is read as SQL and encrypted piece by piece, so that no key ever lies open on a disk
beside the folder that it belongs to.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import BinaryIO

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from msgspec import Struct

from adapters.copies.databases import as_of_now
from adapters.data_folder import KEK, KEYS_DB
from adapters.folders import make_private_file
from adapters.personal_data.kek import KEY_BYTES, Kek

ARCHIVE_MAGIC = b"anjuan keys 1\n"
PIECE_BYTES = 64 * 2**10  # encrypted at once
LENGTH_BYTES = 4  # bytes that tell a piece's length
TAG_BYTES = 16
LARGEST_HEADER = 200
COSTS = (2**17, 8, 1)  # n, r, p: 128 MiB and about half a second
LARGEST_COST = 2**24  # n * r * p that is tried: 2 GiB


class ArchiveRefused(Exception):
    """The archive of the keys does not open: another passphrase, or it was altered or cut short."""


class Derivation(Struct, frozen=True):
    """How the archive's key comes from the passphrase."""

    n: int
    r: int
    p: int
    salt: str

    def key(self, passphrase: str) -> AESGCM:
        salt = bytes.fromhex(self.salt)
        scrypt = Scrypt(salt=salt, length=KEY_BYTES, n=self.n, r=self.r, p=self.p)
        return AESGCM(scrypt.derive(passphrase.encode()))


def archive_keys(data: Path, archive: Path, passphrase: str) -> None:
    """Writes a folder's keystore and key-encryption key, as they are at one moment, into a new
    archive. Raises KekRefused where they do not belong together: such a copy would open nothing."""
    kek = Kek(data / KEK)
    with as_of_now(data / KEYS_DB) as live:
        require_kek_of(live, kek)
        write_archive(archive, statements(live, (data / KEK).read_text("utf-8-sig")), passphrase)


def statements(live: sqlite3.Connection, kek: str) -> Iterator[bytes]:
    """The key-encryption key in a line, then the keystore as SQL."""
    yield kek.strip().encode() + b"\n"
    for statement in live.iterdump():
        yield statement.encode() + b"\n"
    (version,) = live.execute("PRAGMA user_version").fetchone()
    yield f"PRAGMA user_version = {version};\n".encode()


def write_archive(path: Path, content: Iterable[bytes], passphrase: str) -> None:
    derivation = Derivation(*COSTS, os.urandom(16).hex())
    cipher, header = (
        derivation.key(passphrase),
        ARCHIVE_MAGIC + msgspec.json.encode(derivation) + b"\n",
    )
    make_private_file(path)
    with path.open("r+b") as file:
        file.write(header)
        for number, (piece, last) in enumerate(in_pieces(content)):
            box = cipher.encrypt(nonce_of(number), piece, header + last)
            file.write(len(box).to_bytes(LENGTH_BYTES, "big") + box)
        file.flush()
        os.fsync(file.fileno())


def in_pieces(content: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The content in pieces of one size, each with whether it is the last: none can be cut off."""
    waiting = bytearray()
    for some in content:
        waiting += some
        while len(waiting) > PIECE_BYTES:
            yield bytes(waiting[:PIECE_BYTES]), b"more"
            del waiting[:PIECE_BYTES]
    yield bytes(waiting), b"last"


def nonce_of(number: int) -> bytes:
    return number.to_bytes(12, "big")  # the salt, and so the key, is new in every archive


def read_archive(path: Path, passphrase: str) -> Iterator[bytes]:
    """The content, in pieces that are authentic. Raises ArchiveRefused."""
    with path.open("rb") as file:
        header = file.readline(len(ARCHIVE_MAGIC)) + file.readline(LARGEST_HEADER)
        yield from opened_pieces(file, cipher_of(header, passphrase), header)


def cipher_of(header: bytes, passphrase: str) -> AESGCM:
    """Raises ArchiveRefused for a header that is not ours."""
    if not header.startswith(ARCHIVE_MAGIC):
        raise ArchiveRefused("another form")
    try:
        return derivation_in(header).key(passphrase)
    except ValueError as error:
        raise ArchiveRefused(str(error)) from error


def derivation_in(header: bytes) -> Derivation:
    found = msgspec.json.decode(header.removeprefix(ARCHIVE_MAGIC), type=Derivation)
    if not 0 < found.n * found.r * found.p <= LARGEST_COST:
        raise ValueError("another form")
    return found


def opened_pieces(file: BinaryIO, cipher: AESGCM, header: bytes) -> Iterator[bytes]:
    box = next_box(file)
    for number in count():
        following = next_box(file)
        yield opened_piece(cipher, number, box, header + (b"more" if following else b"last"))
        if not following:
            return
        box = following


def opened_piece(cipher: AESGCM, number: int, box: bytes, bound: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce_of(number), box, bound)
    except InvalidTag:
        raise ArchiveRefused(f"piece {number}") from None


def next_box(file: BinaryIO) -> bytes:
    length = int.from_bytes(file.read(LENGTH_BYTES), "big")
    if length > PIECE_BYTES + TAG_BYTES:
        raise ArchiveRefused("a piece that is too long")
    return file.read(length)


def unpack_keys(archive: Path, passphrase: str, folder: Path) -> None:
    """Writes keystore and key-encryption key of an archive into a folder that has none. Raises
    ArchiveRefused, also where they do not belong together."""
    lines = text_lines(read_archive(archive, passphrase))
    make_private_file(folder / KEK)
    (folder / KEK).write_text(next(lines, ""), "ascii")
    make_private_file(folder / KEYS_DB)
    with closing(sqlite3.connect(folder / KEYS_DB, isolation_level=None)) as keys:
        for statement in whole_statements(lines):
            keys.execute(statement)
        require_kek_of(keys, Kek(folder / KEK))


def require_kek_of(keys: sqlite3.Connection, kek: Kek) -> None:
    """Raises KekRefused."""
    for (wrapped,) in keys.execute("SELECT wrapped FROM secrets"):
        kek.unwrap(wrapped)


def text_lines(content: Iterable[bytes]) -> Iterator[str]:
    waiting = b""
    for piece in content:
        *whole, waiting = (waiting + piece).split(b"\n")
        yield from (line.decode() + "\n" for line in whole)
    if waiting:
        yield waiting.decode()


def whole_statements(lines: Iterable[str]) -> Iterator[str]:
    """Statements, each of which may take several lines."""
    waiting = ""
    for line in lines:
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""
