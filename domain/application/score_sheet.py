"""Score sheets: the points that an expert gives under each criterion."""

from msgspec import Struct

from domain.application.form import Line
from domain.points import GivenPoints


class Mark(Struct, frozen=True, forbid_unknown_fields=True):
    """Points for one criterion, in hundredths of a point."""

    criterion: Line
    points: GivenPoints


class Sheet(Struct, frozen=True):
    """The score sheet of one expert, as last submitted."""

    expert: str
    marks: tuple[Mark, ...]
    opinion: str

    @property
    def total(self) -> int:
        return sum(mark.points for mark in self.marks)
