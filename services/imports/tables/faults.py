"""Faults of a table and where they are, in both languages, for those who fill it in."""

from msgspec import Struct

from domain.refusal import Text


class TableFault(Struct, frozen=True):
    """One fault. `row` counts as the spreadsheet does, from 1; 0 and "" mean the whole table.
    `cell` is its address, as C5, where the fault is one cell's; `paper` the name of a file that is
    not there."""

    why: Text
    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""
    paper: str = ""


class Unreadable(Exception):
    """The file is no table that can be read, or larger than a table may be."""

    def __init__(self, zh: str, en: str) -> None:
        self.why = Text(zh, en)
        super().__init__(en)


class Unfit(ValueError):
    """A cell's text does not say what its column asks for."""


class PaperMissing(Unfit):
    """A cell names a file that is not there."""
