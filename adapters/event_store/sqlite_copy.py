"""Reads the events of a copy in SQLite, and changes nothing in it."""

from pathlib import Path

from adapters.event_store.sqlite import SQLiteLog


class SQLiteCopy(SQLiteLog):
    """Event store in a copy that is only read and that nobody changes: nothing is written to it,
    nor beside it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.absolute().as_uri()}?mode=ro&immutable=1")

    def create_table(self) -> None:
        """Does nothing: what is not there is not made."""
