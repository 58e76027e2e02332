"""Harms the parts of a data folder: older, newer, missing, foreign, truncated, garbled."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copy2, copytree, rmtree

from msgspec import Struct

FILES_OF: dict[str, tuple[str, ...]] = {
    "store": ("events.db",),
    "read model": ("read.db",),
    "snapshots": ("read.db",),
    "keys": ("keys.db", "kek"),
    "files": ("files",),
    "accounts": ("accounts.db",),
    "stream": ("nats",),
}
HARMS = ("older", "newer", "missing", "foreign", "truncated", "garbled")


class Folders(Struct, frozen=True):
    """The same data folder at two times, and that of another store."""

    older: Path
    newer: Path
    foreign: Path


def harmed(folders: Folders, target: Path, part: str, harm: str) -> Path:
    """A copy of a data folder with one of its parts harmed."""
    copytree(folders.older if harm == "newer" else folders.newer, target)
    if harm in ("older", "newer", "foreign"):
        replace_part(getattr(folders, harm), target, part)
    elif part == "snapshots":
        harm_snapshots(target / "read.db", harm)
    else:
        for name in FILES_OF[part]:
            harm_path(target / name, harm)
    return target


def replace_part(source: Path, target: Path, part: str) -> None:
    if part == "snapshots":
        replace_snapshots(source / "read.db", target / "read.db")
        return
    for name in FILES_OF[part]:
        remove(target / name)
        if (source / name).is_dir():
            copytree(source / name, target / name)
        elif (source / name).exists():
            copy2(source / name, target / name)


def remove(path: Path) -> None:
    if path.is_dir():
        rmtree(path)
    else:
        path.unlink(missing_ok=True)


def harm_path(path: Path, harm: str) -> None:
    if harm == "missing":
        remove(path)
    elif path.is_dir():
        for file in largest_files(path):
            harm_path(file, harm)
    elif path.name != "kek":
        HARM_FILE[harm](path)


def largest_files(folder: Path) -> list[Path]:
    """One file in three, of those that hold something of weight."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size > 500]
    return sorted(found)[::3]


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def garble(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        for start in range(size // 8, size, max(size // 8, 1)):
            file.seek(start)
            file.write(b"\xa5" * min(4096, max(size // 16, 16)))


HARM_FILE: dict[str, Callable[[Path], None]] = {"truncated": truncate, "garbled": garble}


def snapshot_tables(connection: sqlite3.Connection, schema: str = "main") -> list[str]:
    names = connection.execute(
        f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'"
        " AND (name LIKE 'case_states%' OR name LIKE 'case_marks%')"
    )
    return [name for (name,) in names]


PLACES = "projection IN ('case_states', 'case_marks')"


def replace_snapshots(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS other", (str(source),))
        for table in snapshot_tables(connection, "other"):
            connection.execute(f"DELETE FROM main.{table}")
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM other.{table}")
        connection.execute(f"DELETE FROM main.places WHERE {PLACES}")
        connection.execute(f"INSERT INTO main.places SELECT * FROM other.places WHERE {PLACES}")


def harm_snapshots(path: Path, harm: str) -> None:
    harms = {
        "missing": "DELETE FROM {table}",
        "truncated": "DELETE FROM {table} WHERE rowid % 2 = 0",
        "garbled": "UPDATE {table} SET row = substr(row, 3)",
    }
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table in snapshot_tables(connection):
            connection.execute(harms[harm].format(table=table))
