"""Tables of divisions to ask about: shipped ones, an invented one on codes of its own, and none."""

from datetime import date

import msgspec

from domain.divisions import Assigned, Division, Divisions
from domain.regulation.division_sheet import divisions_in, shipped_divisions
from domain.regulation.rules import rules_of
from tests.support.regulations import ONE_CITY_TEXT, THREE_TIERS_TEXT

SICHUAN = Divisions(shipped_divisions("sichuan"), (), "510000", "PROVINCE")
INNER_MONGOLIA = Divisions(shipped_divisions("inner_mongolia"), (), "150000", "PROVINCE")
SUZHOU = Divisions(shipped_divisions("suzhou"), (), "320500", "PREFECTURE")
WITHOUT_TABLE = Divisions((), (), "430000", "PROVINCE")
EARLIER = Divisions(shipped_divisions("earlier"), (), "510000", "PROVINCE")
OF_ONE_CITY = rules_of(ONE_CITY_TEXT).places

ASSIGNED = "12510000450718001W"
JIA_ROWS = """\
code,name,name_en,tier,parent,bureau,covers,valid_from,valid_to
420000,甲省,Jia,PROVINCE,,,,,
420100,甲一市,Jia One,PREFECTURE,420000,420100,4201,,
420190,甲一高新区,Jia One Park,PARK,420100,420190,,,
420500,甲五市,Jia Five,PREFECTURE,,420500,4205,,
420506,甲五东区,East of Jia Five,COUNTY,420500,420500,,,
420581,甲五县级市,Jia Five Town,COUNTY,420000,420581,,2025-06-23,2027-06-22
429004,省直辖市,Directly under Jia,COUNTY,420000,429004,,,
429006,无局之地,Without a bureau,COUNTY,420000,,,,
"""
"""An invented province: a park with a bureau of its own, a county that recommends by itself for two
years, one directly under the province, one where nobody recommends."""


def jia(*assigned: Assigned) -> Divisions:
    return Divisions(jia_rows(), assigned, "420000", "PROVINCE")


def jia_rows() -> tuple[Division, ...]:
    sheet = divisions_in(JIA_ROWS)
    assert not sheet.faults
    return sheet.rows


TABLES = (SICHUAN, INNER_MONGOLIA, SUZHOU, WITHOUT_TABLE, EARLIER, OF_ONE_CITY, jia())


def on_own_codes(text: str = THREE_TIERS_TEXT, *assigned: Assigned) -> str:
    """A regulation of Sichuan's codes moved to the invented province, with its divisions in it."""
    moved = text.replace('authority = "510000"', 'authority = "420000"')
    tables: list[tuple[str, Division | Assigned]] = [("division", row) for row in jia_rows()]
    tables += [("assigned", one) for one in assigned]
    return "\n".join([moved, *(written(table, row) for table, row in tables)])


def written(table: str, row: Division | Assigned) -> str:
    """A row as a table of a complete text."""
    values = msgspec.to_builtins(row, builtin_types=(date,))
    lines = [f"{key} = {toml(value)}" for key, value in values.items() if value is not None]
    return "\n".join([f"\n[[{table}]]", *lines])


def toml(value: date | str) -> str:
    return value.isoformat() if isinstance(value, date) else f'"{value}"'
