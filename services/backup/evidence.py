"""Copies the files of evidence into a backup: each once, however many backups hold it."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from adapters.copies.hashed import copy_hashed
from adapters.data_folder import FILES_FOLDER
from adapters.files import HASH
from adapters.folders import make_durable, make_private_file
from services.backup.manifest import LISTED, BytesTold, ListedFile, dated_folders, listed_files


def copied_files(data: Path, target: Path, draft: Path, told: BytesTold) -> list[int]:
    """Copies the files that no earlier backup holds, and lists them all; gives their sizes."""
    known = {one.hash: one for one in before(target)}
    sizes = []
    make_private_file(draft / LISTED)
    with (draft / LISTED).open("wb") as listed:
        for file in evidence(data):
            one = copied_file(file, target, known.get(file.name), told)
            listed.write(msgspec.json.encode(one) + b"\n")
            sizes.append(one.size)
    make_durable(target / FILES_FOLDER)
    return sizes


def copied_file(file: Path, target: Path, before: ListedFile | None, told: BytesTold) -> ListedFile:
    """A file is never changed once it has its name, so size and time tell whether it was copied."""
    stat = file.stat()
    same = before and (before.size, before.mtime) == (stat.st_size, stat.st_mtime_ns)
    if before and same and size_of(target / FILES_FOLDER / before.stored) == stat.st_size:
        told(stat.st_size)
        return before
    stored = copy_hashed(file, lambda name: target / FILES_FOLDER / (name or "-"), told)
    return ListedFile(file.name, stored, stat.st_size, stat.st_mtime_ns)


def before(target: Path) -> Iterable[ListedFile]:
    """What the newest backup lists."""
    newest = dated_folders(target)[-1:]
    return listed_files(newest[0]) if newest else ()


def evidence(data: Path) -> Iterator[Path]:
    """The stored files, without uploads that are not finished."""
    with suppress(FileNotFoundError):
        names = sorted(name for name in os.listdir(data / FILES_FOLDER) if HASH.fullmatch(name))
        yield from (data / FILES_FOLDER / name for name in names)


def size_of(path: Path) -> int:
    """-1 for a file that is not there."""
    return path.stat().st_size if path.exists() else -1
