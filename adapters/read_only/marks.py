"""Reads the mark of a SQLite file that is not to be changed."""

from io import UnsupportedOperation

from adapters.marks.mark import Belonging, PartMark
from adapters.read_only.sqlite import ReadOnlySQLite


class ReadOnlyMark:
    """The mark of a part that is a SQLite file; None where none was ever given."""

    def __init__(self, file: ReadOnlySQLite) -> None:
        self._file = file

    def belonging(self) -> Belonging | None:
        if not has_table(self._file, "belongs"):
            return None
        rows = self._file.read("SELECT store, position, digest, all_reached FROM belongs")
        return Belonging(PartMark(*rows[0][:3]), rows[0][3]) if rows else None

    def belong(self, belonging: Belonging) -> None:
        raise UnsupportedOperation("opened to be looked at")


def has_table(file: ReadOnlySQLite, name: str) -> bool:
    return bool(file.read("SELECT 1 FROM sqlite_master WHERE name = %s", (name,)))
