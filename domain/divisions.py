"""Administrative divisions of a regime: tiers, who stands above whom, and whose bureau recommends.

A regime brings its own table (`[[division]]`, `[[assigned]]`); nothing is read off a code's digits.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta, Struct

from domain.refusal import Text

CODE_LENGTH = 6
Tier = Literal["NATION", "PROVINCE", "PREFECTURE", "COUNTY", "PARK"]
TIERS: tuple[Tier, ...] = ("NATION", "PROVINCE", "PREFECTURE", "COUNTY", "PARK")
"""From the top; a division stands under one of a higher tier."""
NATION_AND_PROVINCES = TIERS[:2]
TIER_OF_LEVEL: dict[str, Tier] = {
    "NATIONAL": "NATION",
    "PROVINCIAL": "PROVINCE",
    "MUNICIPAL": "PROVINCE",
    "SUB_PROVINCIAL": "PREFECTURE",
    "PREFECTURE": "PREFECTURE",
}
"""Tier of an authority that has no row of its own, by the level of its regulation."""
SixDigits = Annotated[str, Meta(pattern=r"^[0-9]{6}\Z")]


class InForce(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row in force from `valid_from` to `valid_to`, both days included; without them, always."""

    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    def meets(self, other: "InForce") -> bool:
        """Whether both are in force on one day."""
        first = max(self.valid_from or date.min, other.valid_from or date.min)
        return first <= min(self.valid_to or date.max, other.valid_to or date.max)


class Division(InForce, frozen=True, kw_only=True):
    """`[[division]]`: one division (区划) of the regime.

    `parent` is the division above it (none: the regime's authority), whose bureau supervises;
    `bureau` the division whose bureau recommends, or stamps, for applicants there (none: nobody
    does); `covers` the beginning of the codes of places in it that have no row of their own;
    `organ` how its bureau signs documents.
    """

    code: SixDigits
    name: str
    name_en: str | None = None
    tier: Tier
    parent: SixDigits | None = None
    bureau: SixDigits | None = None
    covers: Annotated[str, Meta(pattern=r"^[0-9]{2,6}\Z")] | None = None
    organ: Annotated[str, Meta(min_length=1, max_length=100)] | None = None


class Assigned(InForce, frozen=True, kw_only=True):
    """`[[assigned]]`: a unit, by its credit code, whose bureau is not that of its place (归口)."""

    uscc: str
    bureau: SixDigits
    rule: str


class Divisions(Struct, frozen=True, dict=True):
    """The divisions of a regime by code and day. The authority is one of them, listed or not."""

    rows: tuple[Division, ...] = ()
    assigned: tuple[Assigned, ...] = ()
    authority: str = ""
    authority_tier: Tier | None = None

    def division(self, code: str, day: date) -> Division | None:
        """The row of exactly this code in force on that day."""
        return next((row for row in self._by_code.get(code, ()) if row.in_force(day)), None)

    def row_of(self, code: str, day: date) -> Division | None:
        """The row of a place: its own, else that of the division that covers it."""
        if not is_code(code):
            return None
        return self.division(code, day) or next(self._covering(code, day), None)

    def is_known(self, code: str, day: date) -> bool:
        return self.row_of(code, day) is not None or (code == self.authority and is_code(code))

    def name_of(self, code: str, day: date) -> Text | None:
        row = self.division(code, day)
        return Text(row.name, row.name_en or row.name) if row else None

    def tier(self, code: str, day: date) -> Tier | None:
        """The tier of a division; None for a place without a row of its own."""
        row = self.division(code, day)
        return row.tier if row else self.authority_tier if code == self.authority else None

    def recommending_unit(self, code: str, day: date) -> str | None:
        """The division whose bureau recommends for a place (SC 7, IM 7); None where none does."""
        row = self.row_of(code, day)
        return row.bureau if row else None

    def bureau_for(self, unit: str, code: str, day: date) -> str | None:
        """The division whose bureau recommends for a unit: the one it is assigned to, else that of
        its place."""
        own = (one for one in self.assigned_on(day) if one.uscc == unit)
        return next((one.bureau for one in own), None) or self.recommending_unit(code, day)

    def assigned_on(self, day: date) -> Iterator[Assigned]:
        return (one for one in self.assigned if one.in_force(day))

    def rows_on(self, day: date) -> Iterator[Division]:
        return (row for row in self.rows if row.in_force(day))

    def above(self, code: str, day: date) -> tuple[str, ...]:
        """The divisions whose bureaus have what is before this one's: itself, the one that
        recommends for it, and all that stand above it."""
        found = dict.fromkeys([code])
        row = self.row_of(code, day)
        if row and row.bureau:
            found[row.bureau] = None
        for one in self._line(code, day):
            found[one] = None
        return tuple(found)

    def _line(self, code: str, day: date) -> Iterator[str]:
        """The divisions above one, from the nearest up; a table with a circle ends it."""
        passed = {code}
        while (over := self._parent(code, day)) and over not in passed:
            yield over
            passed.add(over)
            code = over

    def _parent(self, code: str, day: date) -> str | None:
        row = self.row_of(code, day)
        if row and row.code != code:
            return row.code
        if row and row.parent:
            return row.parent
        return self.authority if self._is_under_authority(row, code) else None

    def _is_under_authority(self, row: Division | None, code: str) -> bool:
        """Whether a division without a parent stands under the authority: none of its own tier or
        above does."""
        if code == self.authority or not self.authority:
            return False
        if row is None or self.authority_tier is None:
            return True
        return TIERS.index(row.tier) > TIERS.index(self.authority_tier)

    def _covering(self, code: str, day: date) -> Iterator[Division]:
        """Rows that cover a code, the closest first."""
        for end in range(CODE_LENGTH, 1, -1):
            yield from (row for row in self._by_cover.get(code[:end], ()) if row.in_force(day))

    @cached_property
    def _by_code(self) -> dict[str, list[Division]]:
        return grouped((row.code, row) for row in self.rows)

    @cached_property
    def _by_cover(self) -> dict[str, list[Division]]:
        return grouped((row.covers, row) for row in self.rows if row.covers)


def is_code(code: str) -> bool:
    return len(code) == CODE_LENGTH and code.isascii() and code.isdigit()


def grouped(rows: Iterator[tuple[str, Division]]) -> dict[str, list[Division]]:
    by_key: defaultdict[str, list[Division]] = defaultdict(list)
    for key, row in rows:
        by_key[key].append(row)
    return by_key


NOWHERE = Divisions()
"""The table of no regime."""
