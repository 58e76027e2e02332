"""Manifest of a backup: which store it is of, up to where, and the hash of each of its parts.

It is written last: a dated folder without one is no backup.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from adapters.copies.hashed import write_durably
from adapters.data_folder import FILES_FOLDER

MANIFEST, LISTED, KEYS_ARCHIVE = "manifest.json", "files.jsonl", "keys.anjuan"
BytesTold = Callable[[int], None]
"""Is called with bytes as they are copied or read, for a bar."""
BACKUP_FOLDER = "anjuan-backup"
"""The file by which a folder of backups is known; its lock, too."""


class KeptFiles(Struct, frozen=True):
    """Files that are copied once for all backups in a folder: the subfolder where they lie, in a
    data folder and beside the backups, and the list of them in each backup."""

    folder: str
    listed: str


EVIDENCE = KeptFiles(FILES_FOLDER, LISTED)


class BackupPart(Struct, frozen=True):
    """One file of a backup; `sha256` in hex, `size` in bytes."""

    name: str
    size: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """`store` is the receipt hash of the store's first event; `position` and `digest` are the last
    event of the backup and its receipt hash. Without `events` the database was dumped by its own
    tools, before, and holds nothing beyond `position`. `files` counts the evidence,
    `files_size` its bytes."""

    form: Literal[1] = 1
    release: str
    made_at: str
    store: str
    position: int
    digest: str
    events: bool
    demonstration: bool
    files: int
    files_size: int
    parts: tuple[BackupPart, ...]


Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class ListedFile(Struct, frozen=True):
    """A file of evidence in a backup: its hash as cases name it, and the SHA-256 of the bytes that
    are stored, by which the backup names it. Size and time tell that it is still the same."""

    hash: Sha256
    stored: Sha256
    size: int
    mtime: int


class NoBackup(Exception):
    """No backup is there, or none that is whole."""


def write_manifest(folder: Path, manifest: Manifest) -> None:
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    write_durably(folder / MANIFEST, text + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a dated folder. Raises NoBackup."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise NoBackup(f"{folder}: {MANIFEST} 不在 / is not there") from None
    except msgspec.DecodeError as error:
        raise NoBackup(f"{folder / MANIFEST}: {error}") from None


def dated_folders(target: Path) -> list[Path]:
    """The whole backups in a folder of backups, the oldest first."""
    return sorted(one.parent for one in target.glob(f"*/{MANIFEST}"))


def backup_at(source: Path) -> Path:
    """The dated folder that is meant: this one, or the newest in a folder of backups. Raises
    NoBackup."""
    if (source / MANIFEST).exists():
        return source
    found = dated_folders(source)
    if not found:
        raise NoBackup(f"{source}: 没有完整的备份 / no whole backup")
    return found[-1]


def listed_files(folder: Path, kept: KeptFiles = EVIDENCE) -> Iterator[ListedFile]:
    """The kept files of a backup. Raises NoBackup for a list that is not ours."""
    with (folder / kept.listed).open("rb") as lines:
        for line in lines:
            try:
                yield msgspec.json.decode(line, type=ListedFile)
            except msgspec.DecodeError as error:
                raise NoBackup(f"{folder / kept.listed}: {error}") from None


def stored_file(folder: Path, stored: str, kept: KeptFiles = EVIDENCE) -> Path:
    """Where the backup of this dated folder keeps a file: beside it, shared with the others."""
    return folder.parent / kept.folder / stored
