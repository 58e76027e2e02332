"""Damage of SQLite files: cut off, overwritten, or no SQLite file at all; and setting one aside."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import structlog

from adapters.folders import alone

log = structlog.get_logger()
LOOKED_THROUGH = 64 * 2**20  # bytes: larger files are looked at only at their beginning
MAGIC = b"SQLite format 3\0"
HEADER_SIZE = 100
BESIDE = ("", "-wal", "-shm")


def damage_of(path: Path) -> str | None:
    """What is wrong with a SQLite file, in SQLite's words or ours; None for a whole one, or where
    there is none. Changes nothing in it."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    with path.open("rb") as file:
        header = file.read(HEADER_SIZE)
    return _of_header(header) or _cut_off(path, header) or _of_pages(path)


def _of_header(header: bytes) -> str | None:
    return None if header.startswith(MAGIC) and len(header) == HEADER_SIZE else "not a SQLite file"


def _cut_off(path: Path, header: bytes) -> str | None:
    """A file that is shorter than its header says; a write-ahead log may still bring the rest."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        return None
    size = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    whole = pages * (65_536 if size == 1 else size)
    found = path.stat().st_size
    return f"cut off: {found} of {whole} bytes" if found < whole else None


def _of_pages(path: Path) -> str | None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            if path.stat().st_size > LOOKED_THROUGH:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                return None
            [answer] = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:  # locked, or not to be opened: that is said where it is used
        return None
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if answer == "ok" else str(answer).splitlines()[-1]


def readable_or_aside(path: Path) -> Path:
    """The path of a file that can be made anew: a damaged one is set aside, and kept."""
    with alone(path.parent):
        if damage := damage_of(path):
            kept_as = set_aside(path)
            log.error("a damaged file is made anew", damage=damage, kept_as=str(kept_as))
    return path


def set_aside(path: Path) -> Path:
    """Renames a SQLite file, with what SQLite keeps beside it, so that another can be made; gives
    its new name."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    aside = path.with_name(f"{path.name}.damaged-{moment}")
    for end in BESIDE:
        if (part := path.with_name(path.name + end)).exists():
            os.replace(part, aside.with_name(aside.name + end))
    return aside
