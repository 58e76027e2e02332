"""Tables of divisions to ask about: shipped ones, an invented one on codes of its own, and none."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import tomli
import tomli_w

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
    """A regulation moved to the invented province, with its divisions in it."""
    return with_divisions(jia_rows(), assigned, "420000", text)


def with_divisions(
    rows: Sequence[Division],
    assigned: Sequence[Assigned] = (),
    authority: str = "420000",
    text: str = THREE_TIERS_TEXT,
) -> str:
    tables = tomli.loads(text)
    tables["regulation"]["authority"] = authority
    tables |= {"division": built(rows)} | ({"assigned": built(assigned)} if assigned else {})
    return tomli_w.dumps(tables)


def built(rows: Sequence[Division] | Sequence[Assigned]) -> list[dict[str, Any]]:
    """The rows as tables of a complete text, without what is empty."""
    tables = msgspec.to_builtins(rows, builtin_types=(date,))
    return [{key: value for key, value in one.items() if value is not None} for one in tables]
