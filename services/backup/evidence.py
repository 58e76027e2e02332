"""Copies files that are kept by their hash into a backup: each once, however many backups hold
it."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from adapters.copies.hashed import copy_hashed
from adapters.files import HASH
from adapters.folders import make_durable, make_private_file
from services.backup.manifest import (
    EVIDENCE,
    BytesTold,
    KeptFiles,
    ListedFile,
    dated_folders,
    listed_files,
)


def copied_files(
    data: Path, target: Path, draft: Path, told: BytesTold, kept: KeptFiles = EVIDENCE
) -> list[int]:
    """Copies the files that no earlier backup holds, and lists them all; gives their sizes."""
    shared = target / kept.folder
    known = {one.hash: one for one in before(target, kept)}
    sizes = []
    make_private_file(draft / kept.listed)
    with (draft / kept.listed).open("wb") as listed:
        for file in files_kept(data, kept):
            one = copied_file(file, shared, known.get(file.name), told)
            listed.write(msgspec.json.encode(one) + b"\n")
            sizes.append(one.size)
    make_durable(shared)
    return sizes


def copied_file(file: Path, shared: Path, before: ListedFile | None, told: BytesTold) -> ListedFile:
    """A file is never changed once it has its name, so size and time tell whether it was copied."""
    stat = file.stat()
    same = before and (before.size, before.mtime) == (stat.st_size, stat.st_mtime_ns)
    if before and same and size_of(shared / before.stored) == stat.st_size:
        told(stat.st_size)
        return before
    stored = copy_hashed(file, lambda name: shared / (name or "-"), told)
    return ListedFile(file.name, stored, stat.st_size, stat.st_mtime_ns)


def before(target: Path, kept: KeptFiles) -> Iterable[ListedFile]:
    """What the newest backup lists."""
    newest = dated_folders(target)[-1:]
    return listed_files(newest[0], kept) if newest else ()


def files_kept(data: Path, kept: KeptFiles = EVIDENCE) -> Iterator[Path]:
    """The stored files, without those that are not finished."""
    with suppress(FileNotFoundError):
        names = sorted(name for name in os.listdir(data / kept.folder) if HASH.fullmatch(name))
        yield from (data / kept.folder / name for name in names)


def size_of(path: Path) -> int:
    """-1 for a file that is not there."""
    return path.stat().st_size if path.exists() else -1
