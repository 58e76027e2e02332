"""Copies files with their SHA-256: onto the disk before their name, in bounded memory."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from adapters.folders import make_durable

PART = 2**20  # bytes at once
DRAFT_NAME = "draft-"


def sha256_of(path: Path, told: Callable[[int], None] = lambda bytes: None) -> str:
    """SHA-256 of a file in hex; `told` is called with the bytes read since it was last called."""
    digest = sha256()
    for part in file_parts(path):
        digest.update(part)
        told(len(part))
    return digest.hexdigest()


def file_parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(PART):
            yield part


def copy_hashed(
    source: Path, name: Callable[[str], Path], told: Callable[[int], None] = lambda bytes: None
) -> str:
    """Copies a file to where `name` says for its SHA-256, whole or not at all; gives the hash."""
    digest = sha256()
    with draft_in(name("").parent) as draft:
        for part in file_parts(source):
            digest.update(part)
            draft.write(part)
            told(len(part))
        keep(draft, name(digest.hexdigest()))
    return digest.hexdigest()


def to(path: Path) -> Callable[[str], Path]:
    """For `copy_hashed`: this path, whatever the hash."""
    return lambda _: path


@contextmanager
def draft_in(folder: Path) -> Iterator[Any]:
    """A file of mode 0600 that is gone at the end of the block, unless it was kept."""
    with NamedTemporaryFile(dir=folder, prefix=DRAFT_NAME, delete=False) as draft:
        try:
            yield draft
        finally:
            Path(draft.name).unlink(missing_ok=True)


def keep(draft: Any, path: Path) -> None:
    """Gives a draft its name, once its content is on the disk."""
    draft.flush()
    os.fsync(draft.fileno())
    os.replace(draft.name, path)


def write_durably(path: Path, content: bytes) -> None:
    """Writes a small file, whole or not at all, on disk when this returns."""
    with draft_in(path.parent) as draft:
        draft.write(content)
        keep(draft, path)
    make_durable(path.parent)


def flush_to_disk(path: Path) -> None:
    """Flushes a file's content to disk (fsync)."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
