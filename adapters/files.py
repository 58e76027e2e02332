"""File store for evidence: files named by the SHA-256 of their content, encrypted at rest."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import count
from math import ceil
from pathlib import Path
from struct import Struct
from tempfile import mkstemp
from time import time
from typing import BinaryIO

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from adapters.file_kinds import END_SIZE, FileKindRefused, kind_by_ends, kind_of_zip
from adapters.folders import make_durable
from adapters.marks.kept import MarkInFolder
from adapters.personal_data.kek import KEY_BYTES
from adapters.personal_data.keystore import Keystore
from adapters.unavailable import reaching_disk

LIMIT = 20 * 2**20  # bytes
DAY_IN_SECONDS = 24 * 60 * 60  # seconds
FILE_CHUNK, TAG = 64 * 2**10, 16  # bytes
HEADER = Struct(">32s4sQ")  # the file's key, its kind, its size in bytes
WRAPPED = HEADER.size + 4 + 8  # bytes: padded to a multiple of 8, and 8 more (RFC 5649)
HASH = re.compile(r"[0-9a-f]{64}")
GIVEN_UP_LIST = "given-up"


class FileTooLarge(Exception):
    """More bytes than the limit; nothing was kept."""


class FileUnknown(Exception):
    """No file with this hash."""


class FileDamaged(Exception):
    """The stored bytes were altered, cut short or belong to another file."""


class FileRef(msgspec.Struct, frozen=True):
    """A stored file: SHA-256 of its content in hex, size in bytes, kind."""

    hash: str
    size: int
    type: str


class Files:
    """File store in a folder, named by the SHA-256 of the content; the same content is one file.

    At rest: a header, then chunks of 64 KiB under AES-256-GCM (NIST SP 800-38D), with the chunk's
    number as nonce and "more" or "last" as associated data. The header holds the file's random key,
    wrapped with AES-KWP (RFC 5649) under a key derived (HKDF, RFC 5869) from the keystore's secret
    "files" and the content's hash: a file under another's name does not open.
    """

    def __init__(self, folder: Path, keystore: Keystore) -> None:
        self._folder = folder
        self._secret = keystore.secret("files")
        self.mark = MarkInFolder(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for draft in folder.glob("draft-*"):
            with suppress(FileNotFoundError):
                if draft.stat().st_mtime < time() - DAY_IN_SECONDS:
                    draft.unlink()

    def missing(self, hashes: Iterable[str]) -> set[str]:
        """Those of the files that are not here, and that nobody has given up."""
        here = set[str]()
        with suppress(FileNotFoundError):  # the folder itself is gone
            here.update(os.listdir(self._folder))
        return set(hashes) - here - self.given_up()

    def given_up(self) -> set[str]:
        """The files that somebody has said are lost for good."""
        noted = self._folder / GIVEN_UP_LIST
        return set(noted.read_text("ascii").split()) if noted.exists() else set()

    def give_up(self, hashes: Iterable[str]) -> None:
        """Notes that these files are lost for good."""
        with (self._folder / GIVEN_UP_LIST).open("a", encoding="ascii") as file:
            file.writelines(f"{hash}\n" for hash in sorted(hashes))

    def damaged(self, hashes: Iterable[str]) -> set[str]:
        """Those of the files that are here and whose header or length is not what was written."""
        return {hash for hash in hashes if self._is_damaged(hash)}

    def _is_damaged(self, hash: str) -> bool:
        try:
            self.info(hash)
        except FileDamaged:
            return True
        return False

    def put(self, chunks: Iterable[bytes], kind: str | None = None, limit: int = LIMIT) -> FileRef:
        """Stores a file. Raises what `Receiver` raises."""
        receiver = self.receive(limit)
        try:
            for chunk in chunks:
                receiver.write(chunk)
            return receiver.finish(kind)
        finally:
            receiver.abort()

    @reaching_disk()
    def receive(self, limit: int = LIMIT) -> "Receiver":
        """Begins an upload of at most `limit` bytes, to be written in pieces."""
        return Receiver(self._folder, self._secret, limit)

    def info(self, hash: str) -> FileRef | None:
        """Hash, size and kind of a file; None if it is not here. Raises FileDamaged if its header
        or length is not what was written.
        """
        path = self._folder / hash
        if not HASH.fullmatch(hash) or not path.exists():
            return None
        with path.open("rb") as file:
            _, ref = _read_header(file, self._secret, hash)
        return ref

    def open(self, hash: str) -> Iterator[bytes]:
        """The content of a file, in chunks.

        Raises FileUnknown at once; FileDamaged at once for header and length, else where met.
        """
        if self.info(hash) is None:
            raise FileUnknown(hash)
        return self._read(hash)

    def _read(self, hash: str) -> Iterator[bytes]:
        return opened_file(self._folder / hash, self._secret, hash)


def opened_file(path: Path, secret: bytes, hash: str) -> Iterator[bytes]:
    """The content of a stored file, wherever it lies, under the keystore's secret "files". Raises
    FileDamaged where that is met."""
    with path.open("rb") as file:
        key, _ = _read_header(file, secret, hash)
        yield from _read_chunks(file, key)


class Receiver:
    """An upload in progress: encrypted from its first byte, in the store only after `finish`.

    A crash leaves a draft whose key is lost. `abort` may be called at any time.
    """

    def __init__(self, folder: Path, secret: bytes, limit: int) -> None:
        self._folder, self._secret, self._limit = folder, secret, limit
        self._key = AESGCM.generate_key(8 * KEY_BYTES)
        self._hash, self._size, self._numbers = sha256(), 0, count()
        self._start, self._end, self._pending = b"", b"", bytearray()
        handle, draft = mkstemp(prefix="draft-", dir=folder)  # mode 0600
        self._draft, self._file = Path(draft), os.fdopen(handle, "w+b")
        self._file.write(bytes(WRAPPED))

    @reaching_disk()
    def write(self, chunk: bytes) -> None:
        """Encrypts the next bytes. Raises FileTooLarge above the limit: nothing is kept."""
        self._size += len(chunk)
        if self._size > self._limit:
            self.abort()
            raise FileTooLarge(f"more than {self._limit} bytes")
        self._start = (self._start + chunk[:8])[:8]
        self._end = (self._end + chunk)[-END_SIZE:]
        self._hash.update(chunk)
        self._pending += chunk
        while len(self._pending) > FILE_CHUNK:
            self._encrypt(self._pending[:FILE_CHUNK], last=False)
            del self._pending[:FILE_CHUNK]

    @reaching_disk()
    def finish(self, kind: str | None = None) -> FileRef:
        """Puts the file into the store, on disk when this returns.

        Raises FileKindRefused unless its content is of an allowed kind, and of `kind` if given.
        """
        try:
            self._encrypt(self._pending, last=True)
            ref = FileRef(self._hash.hexdigest(), self._size, self._kind())
            if kind not in (None, ref.type):
                raise FileKindRefused(f"said to be {kind}, is {ref.type}")
            self._file.seek(0)
            self._file.write(_header(ref, self._key, self._secret))
            self._file.flush()
            os.fsync(self._file.fileno())
            os.replace(self._draft, self._folder / ref.hash)
            make_durable(self._folder)
            return ref
        finally:
            self.abort()

    def abort(self) -> None:
        """Deletes the draft; after `finish` the file stays."""
        with suppress(OSError):  # where the disk is full, for what is still in its buffer
            self._file.close()
        self._draft.unlink(missing_ok=True)

    def _encrypt(self, chunk: bytearray, *, last: bool) -> None:
        nonce, place = _place(next(self._numbers), last)
        self._file.write(AESGCM(self._key).encrypt(nonce, bytes(chunk), place))

    def _kind(self) -> str:
        """Kind by content, never by name."""
        if kind := kind_by_ends(self._start, self._end):
            return kind
        self._file.seek(WRAPPED)
        return kind_of_zip(b"".join(_read_chunks(self._file, self._key)))


def _place(number: int, last: bool) -> tuple[bytes, bytes]:
    """Nonce and associated data of a chunk, so that none can be moved, swapped or cut off."""
    return number.to_bytes(12, "big"), b"last" if last else b"more"


def _header(ref: FileRef, key: bytes, secret: bytes) -> bytes:
    fields = HEADER.pack(key, ref.type.encode(), ref.size)
    return aes_key_wrap_with_padding(_wrapping(secret, ref.hash), fields)


def _read_header(file: BinaryIO, secret: bytes, hash: str) -> tuple[bytes, FileRef]:
    try:
        fields = aes_key_unwrap_with_padding(_wrapping(secret, hash), file.read(WRAPPED))
    except InvalidUnwrap:
        raise FileDamaged(hash) from None
    key, kind, size = HEADER.unpack(fields)
    if os.fstat(file.fileno()).st_size != WRAPPED + size + TAG * ceil(size / FILE_CHUNK):
        raise FileDamaged(hash)
    return key, FileRef(hash, size, kind.rstrip(b"\0").decode())


def _read_chunks(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    cipher, chunk = AESGCM(key), file.read(FILE_CHUNK + TAG)
    for number in count():
        following = file.read(FILE_CHUNK + TAG)
        nonce, place = _place(number, last=not following)
        try:
            content = cipher.decrypt(nonce, chunk, place)
        except InvalidTag:
            raise FileDamaged(f"chunk {number}") from None
        yield content
        if not following:
            return
        chunk = following


def _wrapping(secret: bytes, hash: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"file {hash}".encode()).derive(secret)
