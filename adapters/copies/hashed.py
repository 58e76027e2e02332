"""Copies files with their SHA-256: onto the disk before their name, in bounded memory."""

import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from adapters.folders import make_durable

PART = 2**20  # bytes at once
DRAFT_NAME = "draft-"


def sha256_of(path: Path, told: Callable[[int], None] = lambda bytes: None) -> str:
    """SHA-256 of a file in hex; `told` is called with the bytes read since it was last called."""
    digest = sha256()
    for part in parts_of(path):
        digest.update(part)
        told(len(part))
    return digest.hexdigest()


def parts_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(PART):
            yield part


def copy_hashed(
    source: Path, name: Callable[[str], Path], told: Callable[[int], None] = lambda bytes: None
) -> str:
    """Copies a file to where `name` says for its SHA-256, whole or not at all; gives the hash."""
    folder, digest = name("").parent, sha256()
    with NamedTemporaryFile(dir=folder, prefix=DRAFT_NAME, delete=False) as draft:  # mode 0600
        try:
            for part in parts_of(source):
                digest.update(part)
                draft.write(part)
                told(len(part))
            draft.flush()
            os.fsync(draft.fileno())
            os.replace(draft.name, name(digest.hexdigest()))
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    return digest.hexdigest()


def write_durably(path: Path, content: bytes) -> None:
    """Writes a small file, whole or not at all, on disk when this returns."""
    with NamedTemporaryFile(dir=path.parent, prefix=DRAFT_NAME, delete=False) as draft:
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
    os.replace(draft.name, path)
    make_durable(path.parent)


def flush_to_disk(path: Path) -> None:
    """Flushes a file's content to disk (fsync)."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
