"""A unit's statement in its defence (陈述申辩): what a leaf of each kind of case is made of."""

from typing import Annotated, ClassVar

from msgspec import Meta

from domain.case import Command
from domain.event import Event
from domain.personal import HoldsPersons, Personal, Sealed, Subject

Statement = Annotated[str, Meta(min_length=1, max_length=20000)] | Sealed


class DefenceGiven(Event, frozen=True, kw_only=True):
    """The unit has said what it has to say; `hearing` where it asks to be heard."""

    statement: Personal
    hearing: bool = False


class GiveDefence(HoldsPersons, Command, frozen=True, kw_only=True):
    """What the unit states against what the organ means to decide, and whether it asks for a
    hearing."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("statement",), identity=(), purpose="defence"),
    )

    statement: Statement
    hearing: bool = False
