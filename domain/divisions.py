"""Administrative divisions, and the bureau that recommends, or stamps, for each of them."""

import csv
from collections import defaultdict
from datetime import date
from functools import cached_property
from importlib.resources import files
from typing import Literal

from msgspec import Struct, convert, field

CODE_LENGTH = 6
PROVINCE_DIGITS = frozenset(
    str(code)
    for codes in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55))
    for code in (*codes, *range(61, 66), 71, 81, 82)
)
"""First digits of the provinces (GB/T 2260)."""


class Division(Struct, frozen=True):
    """One division, in force from `valid_from` to `valid_to`, both days included.

    `unit` is the division whose bureau recommends (SC, IM) or stamps (SZ); without it nobody does.
    """

    code: str
    name: str
    level: Literal["PREFECTURE", "COUNTY_CITY", "DISTRICT", "PARK_COMMITTEE"]
    regime: str
    unit: str | None = field(name="recommending_or_stamping_unit", default=None)
    valid_from: date | None = None
    valid_to: date | None = None
    note: str | None = None

    def in_force(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


class Divisions(Struct, frozen=True, dict=True):
    """Table of divisions by code and day. It cannot tell whether a county code exists."""

    rows: tuple[Division, ...]

    def division(self, code: str, day: date) -> Division | None:
        """The row of exactly this code in force on that day."""
        return next((row for row in self._by_code.get(code, ()) if row.in_force(day)), None)

    def name_of(self, code: str, day: date) -> str | None:
        row = self.division(code, day)
        return row.name if row else None

    def recommending_unit(self, code: str, day: date) -> str | None:
        """The bureau that recommends for a place: by its own row, else its prefecture's (SC 7, IM
        7).

        None where there is no row, or the row has no unit, or the code is not six digits.
        """
        if not (len(code) == CODE_LENGTH and code.isascii() and code.isdigit()):
            return None
        row = self.division(code, day) or self.division(prefecture_of(code), day)
        return row.unit if row else None

    def may_exist(self, code: str) -> bool:
        """Whether a code can be one of a division: its province exists, and its prefecture, too,
        where the table has all prefectures of the province."""
        if code[:2] not in PROVINCE_DIGITS:
            return False
        above = {prefecture_of(code), code}
        return code[:2] not in self._whole or not above.isdisjoint(self._by_code)

    @cached_property
    def _whole(self) -> frozenset[str]:
        """The provinces of which the table lists more than one prefecture: it lists them all."""
        prefectures = {row.code for row in self.rows if row.level == "PREFECTURE"}
        provinces = [code[:2] for code in prefectures]
        return frozenset(one for one in provinces if provinces.count(one) > 1)

    @cached_property
    def _by_code(self) -> defaultdict[str, list[Division]]:
        by_code: defaultdict[str, list[Division]] = defaultdict(list)
        for row in self.rows:
            by_code[row.code].append(row)
        return by_code


def prefecture_of(code: str) -> str:
    """The prefecture or city above a place, by GB/T 2260: where the place lies, not which
    bureau recommends for it."""
    return code[:4] + "00"


def province_of(code: str) -> str:
    """The province (省、自治区) above a division, by GB/T 2260: its first two digits."""
    return code[:2] + "0000"


def _shipped() -> Divisions:
    table = files(__package__).joinpath("divisions.csv").read_text("utf-8").splitlines()
    rows = [{key: value or None for key, value in row.items()} for row in csv.DictReader(table)]
    return Divisions(convert(rows, tuple[Division, ...]))


DIVISIONS = _shipped()
division = DIVISIONS.division
name_of = DIVISIONS.name_of
recommending_unit = DIVISIONS.recommending_unit
