"""State of a centre's relations: how many pages of them have come in. The lines stand in the pages.

The case's id is the centre's. Nobody outside the organs that look at money is told of it.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from domain.case import Case
from domain.context import UNITS, Actor
from domain.counterparty import PartyIndex
from domain.divisions import Divisions
from domain.personal import HoldsPersons, Sealed, Subject

RelationKind = Literal[
    "SHAREHOLDER", "DIRECTOR", "RELATIVE", "SAME_ADDRESS", "SAME_PHONE", "SAME_ACCOUNT"
]
HundredthsOfPercent = Annotated[int, Meta(ge=0, le=10_000)]


class StaffLine(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Somebody who works for the centre, from a day, until one (both included)."""

    party: PartyIndex
    from_day: date
    until_day: date | None = None


class RelationLine(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What two parties of the page are to each other, from a day, until one (both included);
    `share` is in hundredths of a per cent, `declared` what they said themselves."""

    a: PartyIndex
    b: PartyIndex
    kind: RelationKind
    from_day: date
    until_day: date | None = None
    share: HundredthsOfPercent | None = None
    declared: bool = True


class Contact(HoldsPersons, Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A telephone number or an address of a party: sealed; `ref` is the same wherever it is the
    same, so that who shares one is found without anybody reading it."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(
            fields=("value",),
            identity=(("value",),),
            purpose="counterparty",
            ref="ref",
            everywhere=(("value",),),
        ),
    )

    party: PartyIndex
    kind: Literal["PHONE", "ADDRESS"]
    value: Annotated[str, Meta(min_length=3, max_length=200)] | Sealed
    ref: Annotated[str, Meta(max_length=64)] = ""


class Relations(Case, frozen=True):
    """State of a centre's relations. It keeps no version of the regulation."""

    keeps_text = False

    centre: str = ""
    division: str = ""
    pages: int = 0
    lines: int = 0
    files: tuple[str, ...] = ()

    def is_open_to(self, actor: Actor) -> bool:
        return actor.role not in UNITS

    def seat(self, day: date) -> str | None:
        return self.division

    def territory(self, name: str, day: date, places: Divisions) -> str | None:
        return None if name == "owner" else self.division
