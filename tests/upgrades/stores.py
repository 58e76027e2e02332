"""The archive of stores that earlier releases have written: a folder for each, four kinds in it."""

import lzma
import tarfile
from pathlib import Path

ARCHIVE = Path(__file__).with_name("stores.tar.xz")
DUMP = "database.sql"
WINDOW = 64 * 2**20  # bytes: as far apart are the same texts of two releases
FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": WINDOW}]
KINDS = ("office-sqlite", "office-postgres", "demonstration-sqlite")
LEFT_OUT = {
    "office-sqlite": (),
    "office-postgres": ("nats",),
    "demonstration-sqlite": ("nats", "read.db"),
}
"""What is made anew from the rest, and would make the archive three times as large."""


def unpack(folder: Path) -> None:
    """All stores, each in the folder of its release."""
    if ARCHIVE.exists():
        with tarfile.open(ARCHIVE, "r:xz") as archive:
            archive.extractall(folder, filter="data")


def pack(folder: Path) -> None:
    """Packs stores in the order of their names, so that the same folders give the same bytes."""
    with (
        lzma.open(ARCHIVE, "wb", filters=FILTERS) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and is_kept(*path.relative_to(folder).parts):
                archive.add(path, path.relative_to(folder))


def is_kept(release: str, kind: str, first: str, *parts: str) -> bool:
    """Whether a file of a store goes into the archive."""
    return kind in KINDS and not (parts and parts[0] in LEFT_OUT[kind])


def kept() -> list[tuple[str, str]]:
    """Release and kind of every store that is kept."""
    if not ARCHIVE.exists():
        return []
    with tarfile.open(ARCHIVE, "r:xz") as archive:
        return sorted({tuple(name.split("/")[:2]) for name in archive.getnames()})  # type: ignore[misc]
