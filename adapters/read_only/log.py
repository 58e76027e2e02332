"""Reads an event store in a SQLite file, without making its tables."""

from collections.abc import Callable, Iterable
from typing import Any

from adapters.event_store.sqlite import SQLiteLog
from adapters.read_only.sqlite import ReadOnlySQLite


class ReadOnlyLog(SQLiteLog):
    """Event store that can be read and not written."""

    def __init__(self, file: ReadOnlySQLite) -> None:
        self._file = file

    def _rows(
        self,
        query: str,
        parameters: tuple[Any, ...],
        taken: Callable[[Iterable[Any]], list[Any]] = list,
    ) -> list[Any]:
        return taken(self._file.read(query, parameters))

    def close(self) -> None:
        self._file.close()
