"""Score sheets: the points that an expert gives under each criterion."""

from typing import Annotated

from msgspec import Meta, Struct

from domain.application.form import Line


class Mark(Struct, frozen=True, forbid_unknown_fields=True):
    """Points for one criterion, in hundredths of a point."""

    criterion: Line
    points: Annotated[int, Meta(ge=0, le=10000)]


class Sheet(Struct, frozen=True):
    """The score sheet of one expert, as last submitted."""

    expert: str
    marks: tuple[Mark, ...]
    opinion: str

    @property
    def total(self) -> int:
        return sum(mark.points for mark in self.marks)
