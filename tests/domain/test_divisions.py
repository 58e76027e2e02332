"""Each place has the bureau that its regime's table gives it on that day, and those above it."""

from datetime import date

import pytest
import tomli
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.divisions import Assigned, Division, Divisions
from domain.regulation.division_sheet import shipped_divisions
from domain.regulation.rules import rules_of
from tests.support.asking import do, refusals, refused
from tests.support.citing import invariant
from tests.support.places import (
    ASSIGNED,
    EARLIER,
    INNER_MONGOLIA,
    SICHUAN,
    SUZHOU,
    TABLES,
    jia,
    on_own_codes,
)
from tests.support.regulations import INNER_MONGOLIA_TEXT, SICHUAN_TEXT, THREE_TIERS_TEXT
from tests.support.road import Road
from tests.support.roads import SICHUAN as SICHUAN_ROAD
from tests.support.roads import THREE_TIERS
from tests.support.sichuan import APPLICANT
from tests.support.world import DAY

TODAY = date(2026, 11, 22)
EARLIER_ROWS = {row.code: row for row in shipped_divisions("earlier")}
SHIPPED = {"51": SICHUAN, "15": INNER_MONGOLIA, "32": SUZHOU}
codes = st.sampled_from(sorted(EARLIER_ROWS)) | st.from_regex(r"[0-9]{6}", fullmatch=True)
codes |= st.from_regex(r"(51|15|32)(0[0-9]|1[0-9]|2[0-9]|3[0-4])[0-9]{2}", fullmatch=True)


def without_divisions(text: str) -> str:
    tables = tomli.loads(text)
    tables.pop("division", None)
    return tomli_w.dumps(tables)


WITHOUT_DIVISIONS = [
    rules_of(without_divisions(text)).places for text in (SICHUAN_TEXT, INNER_MONGOLIA_TEXT)
]


def test_the_shipped_tables_have_the_46_divisions_of_the_specification_and_their_provinces() -> (
    None
):
    sizes = {name: len(shipped_divisions(name)) for name in ("sichuan", "inner_mongolia", "suzhou")}
    assert sizes == {"sichuan": 21 + 1, "inner_mongolia": 14 + 1, "suzhou": 11 + 1}
    assert len(EARLIER_ROWS) == 46 + 3


@pytest.mark.parametrize(
    ("place", "unit"),
    [
        ("510100", "510100"),
        ("510104", "510100"),
        ("513221", "513200"),
        ("150781", "150781"),
        ("150782", "150700"),
        ("150700", "150700"),
        ("152501", "152501"),
        ("152502", "152500"),
        ("320571", "320571"),
        ("320583", "320583"),
    ],
)
def test_a_row_of_its_own_wins_and_a_county_belongs_to_its_prefecture(
    place: str, unit: str
) -> None:
    assert EARLIER.recommending_unit(place, TODAY) == unit
    assert SHIPPED[place[:2]].recommending_unit(place, TODAY) == unit


@pytest.mark.parametrize(
    "place",
    ["320500", "320504", "510000", "150000", "330100", "659012", "", "5101", "51010４", "51010400"],
)
def test_no_row_or_a_row_without_a_unit_is_no_unit(place: str) -> None:
    for places in (EARLIER, *SHIPPED.values()):
        assert places.recommending_unit(place, TODAY) is None


def unit_by_digits(code: str) -> str | None:
    """As releases did that held one table for all: the row of the code, else of its prefecture."""
    row = EARLIER_ROWS.get(code) or EARLIER_ROWS.get(code[:4] + "00")
    return row.bureau if row else None


@invariant(1)
@given(codes, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_texts_issued_without_divisions_give_every_place_the_bureau_it_always_had(
    code: str, day: date
) -> None:
    for before in WITHOUT_DIVISIONS:
        assert before.recommending_unit(code, day) == unit_by_digits(code)


@invariant(1)
@given(codes, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_regimes_own_table_gives_its_places_the_same_bureaus_and_knows_no_others(
    code: str, day: date
) -> None:
    for province, places in SHIPPED.items():
        expected = unit_by_digits(code) if code.startswith(province) else None
        assert places.recommending_unit(code, day) == expected


def test_a_county_recommends_by_itself_only_while_its_row_is_in_force() -> None:
    expected = {
        date(2025, 6, 22): "420500",
        date(2025, 6, 23): "420581",
        date(2027, 6, 22): "420581",
        date(2027, 6, 23): "420500",
    }
    assert {day: jia().recommending_unit("420581", day) for day in expected} == expected
    above = {day: jia().above("420581", day) for day in expected}
    assert above[date(2025, 6, 23)] == ("420581", "420000")
    assert above[date(2027, 6, 23)] == ("420581", "420500", "420000")


def test_who_stands_above_a_place_is_what_the_table_says_whatever_its_digits() -> None:
    above = {code: jia().above(code, TODAY) for code in ("420190", "420511", "429004", "510100")}
    assert above == {
        "420190": ("420190", "420100", "420000"),
        "420511": ("420511", "420500", "420000"),
        "429004": ("429004", "420000"),
        "510100": ("510100", "420000"),
    }


def test_a_single_citys_bureau_stands_under_no_regime_but_its_province() -> None:
    assert SUZHOU.above("320583", TODAY) == ("320583", "320500", "320000")
    assert SUZHOU.above("320000", TODAY) == ("320000",)


@given(st.sampled_from(TABLES), codes)
def test_everything_that_stands_above_a_place_ends(places: Divisions, code: str) -> None:
    above = places.above(code, TODAY)
    assert len(above) == len(set(above)) and above[0] == code


def test_a_circle_that_slipped_in_ends_too() -> None:
    one = Division(code="420100", name="甲", tier="PREFECTURE", parent="420200")
    two = replace(one, code="420200", parent="420100")
    assert Divisions((one, two), (), "420000").above("420100", TODAY) == ("420100", "420200")


def test_a_unit_that_is_assigned_has_that_bureau_wherever_it_is() -> None:
    until = date(2026, 12, 31)
    own = Assigned(uscc=ASSIGNED, bureau="420500", rule="R", valid_to=until)
    assert jia(own).bureau_for(ASSIGNED, "420100", TODAY) == "420500"
    assert jia(own).bureau_for("91510100MA6T000121", "420100", TODAY) == "420100"
    assert jia(own).bureau_for(ASSIGNED, "420100", date(2027, 1, 1)) == "420100"


def test_a_renamed_division_has_the_name_of_the_day() -> None:
    old = Division(code="513200", name="旧名", tier="PREFECTURE", valid_to=date(2026, 6, 30))
    new = replace(old, name="新名", name_en="New", valid_from=date(2026, 7, 1), valid_to=None)
    names = [
        Divisions((old, new)).name_of("513200", date(2026, m, d)) for m, d in ((6, 30), (7, 1))
    ]
    assert [name and (name.zh, name.en) for name in names] == [("旧名", "旧名"), ("新名", "New")]


def test_only_rows_of_the_table_have_names() -> None:
    name = INNER_MONGOLIA.name_of("150781", TODAY)
    assert name and (name.zh, name.en) == ("满洲里市", "Manzhouli")
    assert SICHUAN.name_of("510104", TODAY) is None
    assert SICHUAN.division("510104", TODAY) is None


def test_an_authority_that_is_not_listed_is_known_and_has_the_tier_of_its_regulation() -> None:
    places = Divisions((), (), "430000", "PROVINCE")
    assert places.is_known("430000", TODAY) and places.tier("430000", TODAY) == "PROVINCE"
    assert not places.is_known("430100", TODAY)


OWN_ROAD = replace(THREE_TIERS, text=on_own_codes(), division="420506")


@pytest.mark.parametrize(
    ("road", "name", "wrong", "right"),
    [
        (OWN_ROAD, "CreateDraft", ("510100", "990000", "420306"), ("420506", "420511", "429006")),
        (SICHUAN_ROAD, "CreateDraft", ("420506", "512500"), ("510181", "510000")),
        (SICHUAN_ROAD, "ReviseDraft", ("420506", "512500"), ("510181", "510000")),
    ],
)
def test_a_form_names_a_place_of_the_regimes_own_table(
    road: Road, name: str, wrong: tuple[str, ...], right: tuple[str, ...]
) -> None:
    """A code of another province, or of none, is told with codes that would be right."""
    world = road.at("OpenCallBatch" if name == "CreateDraft" else "CreateDraft")
    for code in wrong:
        ask = road.asks[name].saying(form=road.form(division_code=code))
        [refusal] = refusals(world, ask, DAY)
        assert (refusal.kind, refusal.fields) == ("form", ("/form/division_code",))
        assert refusal.asked.zh == f"没有行政区划 {code}"
        assert f"；可用：{road.division[0]}" in refusal.allowed.zh
    for code in right:
        ask = road.asks[name].saying(form=road.form(division_code=code))
        assert do(world.copy(), ask, on=DAY)


def test_under_a_text_without_divisions_a_form_is_taken_as_it_always_was() -> None:
    road = replace(SICHUAN_ROAD, text=without_divisions(SICHUAN_TEXT))
    world = road.at("OpenCallBatch")
    assert do(
        world, road.asks["CreateDraft"].saying(form=road.form(division_code="330100")), on=DAY
    )


def test_an_assigned_unit_is_received_by_its_own_bureau_and_by_no_other() -> None:
    own = Assigned(uscc=APPLICANT.organ, bureau="420500", rule="TRI-1")
    text = on_own_codes(with_bureaus_of_places(THREE_TIERS_TEXT), own)
    road = replace(THREE_TIERS, text=text, division="420100")
    world = road.at("SubmitApplication")
    accept = road.asks["AcceptApplication"]
    assert refused(world, accept.by(replace(accept.actor, organ="420100")), DAY)
    assert do(world, accept.by(replace(accept.actor, organ="420500")), on=DAY)


def with_bureaus_of_places(text: str) -> str:
    """A regulation under which the bureau that recommends accepts."""
    fact = '"addressed_to_own_division"'
    text = text.replace(fact, '"addressed_to_own_bureau"')
    return text.replace('territory = "division"', 'territory = "recommending_unit"')
