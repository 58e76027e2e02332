"""State of an objection (异议) to one entry in publicity."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum, auto
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.objector import Objector
from domain.personal import Personal, Sealed
from domain.typed_text import DivisionCode
from domain.working_days import Period

Number = Annotated[int, Meta(ge=1, le=10**6)]
Facts = Annotated[str, Meta(min_length=1, max_length=20000)] | Sealed
Letter = Annotated[str, Meta(min_length=1, max_length=4000)] | Sealed


class Stand(StrEnum):
    """Status of an objection; its value is its name."""

    @staticmethod
    def _generate_next_value_(name: str, *_: object) -> str:
        return name

    LODGED = auto()
    ADMITTED = auto()
    NOT_ADMITTED = auto()
    INVESTIGATING = auto()
    UPHELD = auto()
    PARTLY_UPHELD = auto()
    NOT_UPHELD = auto()
    WITHDRAWN = auto()


OPEN = (Stand.LODGED, Stand.ADMITTED, Stand.INVESTIGATING)
UPHELD = (Stand.UPHELD, Stand.PARTLY_UPHELD)


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """委托核实: the bureau's official who was asked in writing to investigate this objection."""

    organ: DivisionCode
    person: Annotated[str, Meta(min_length=1, max_length=200)]
    document_no: Annotated[str, Meta(min_length=1, max_length=200)]


class Objection(Struct, frozen=True, kw_only=True):
    """One objection. `under` is the publicity (list, day it began) that it was lodged in;
    `standing` says that it came in time and with a name; `reply_key` is what is kept of a secret
    that only the objector has; `term` is that of the answer; `curable`: upheld, and mended by
    another publicity; `ground`: why it was not admitted. `statements` are what the applicant said
    to it, in order."""

    no: int
    stand: Stand
    standing: bool
    received_on: date
    facts: Personal
    objector: Objector | None = None
    evidence: tuple[str, ...] = ()
    reply_key: Personal | None = None
    under: tuple[str, date] | None = None
    term: Period | None = None
    asked: Asked | None = None
    heard: bool = False
    statements: tuple[str, ...] = ()
    curable: bool = False
    ground: str | None = None
    answer: Personal | None = None
    answered_on: date | None = None

    @property
    def open(self) -> bool:
        return self.stand in OPEN

    @property
    def upheld(self) -> bool:
        return self.stand in UPHELD

    def uncured(self, under: tuple[str, date] | None) -> bool:
        """Whether it is upheld, and the entry has not been publicised anew since."""
        return self.upheld and (not self.curable or self.under == under)


Objections = tuple[Objection, ...]


def numbered(objections: Objections, no: int) -> Objection | None:
    return next((one for one in objections if one.no == no), None)


def changed(objections: Objections, no: int, **changes: object) -> Objections:
    """The objections with one of them changed."""
    return tuple(replace(one, **changes) if one.no == no else one for one in objections)


def any_open(objections: Iterable[Objection]) -> bool:
    return any(one.open for one in objections)
