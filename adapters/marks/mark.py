"""Mark: the last event that a part of a data folder knows, by which it is told whether the part
belongs to a store, is older or newer, or another store's."""

import sqlite3

from msgspec import Struct


class Mark(Struct, frozen=True):
    """`store` is the receipt hash of the store's first event, `digest` that of the event at
    `position`, both in hex. Salts make them unlike those of any other history."""

    store: str
    position: int
    digest: str


UNMARKED = Mark("", 0, "")
"""Of what has taken in no event yet."""


class Belonging(Struct, frozen=True):
    """A part's mark, and how far all parts were when it was written: a part that is not so far was
    put back from an older copy."""

    mark: Mark
    all_reached: int = 0


BELONGS_TABLE = """
CREATE TABLE IF NOT EXISTS belongs (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    store TEXT NOT NULL,
    position INTEGER NOT NULL,
    digest TEXT NOT NULL,
    all_reached INTEGER NOT NULL
);
"""


def read_belonging(connection: sqlite3.Connection) -> Belonging | None:
    """The mark that a SQLite file carries; None before its first."""
    query = "SELECT store, position, digest, all_reached FROM belongs"
    row = connection.execute(query).fetchone()
    return Belonging(Mark(*row[:3]), row[3]) if row else None


def write_belonging(connection: sqlite3.Connection, belonging: Belonging) -> None:
    mark = belonging.mark
    connection.execute(
        "INSERT OR REPLACE INTO belongs VALUES (1, ?, ?, ?, ?)",
        (mark.store, mark.position, mark.digest, belonging.all_reached),
    )
