"""Each place has the recommending unit that the table gives it on that day."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.divisions import DIVISIONS, Division, Divisions, province_of

TODAY = date(2026, 11, 22)


def test_the_shipped_table_has_the_46_rows_of_the_specification() -> None:
    assert Counter(row.regime for row in DIVISIONS.rows) == {"SC": 21, "IM": 14, "SZ": 11}
    assert len({row.code for row in DIVISIONS.rows}) == 46
    assert {province_of(row.code) for row in DIVISIONS.rows} == {"510000", "150000", "320000"}


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
    assert DIVISIONS.recommending_unit(place, TODAY) == unit


@pytest.mark.parametrize(
    "place",
    ["320500", "320504", "510000", "150000", "330100", "659012", "", "5101", "51010４", "51010400"],
)
def test_no_row_or_a_row_without_a_unit_is_no_unit(place: str) -> None:
    assert DIVISIONS.recommending_unit(place, TODAY) is None


@given(st.integers(0, 99))
def test_every_county_code_of_a_prefecture_has_a_unit(county: int) -> None:
    for row in DIVISIONS.rows:
        if row.level == "PREFECTURE":
            place = f"{row.code[:4]}{county:02d}"
            own = DIVISIONS.division(place, TODAY)
            expected = own.unit if own else row.unit
            assert DIVISIONS.recommending_unit(place, TODAY) == expected


def test_manzhouli_recommends_itself_only_while_its_row_is_in_force() -> None:
    table = Divisions(
        (
            Division("150700", "呼伦贝尔市", "PREFECTURE", "IM", "150700"),
            Division(
                "150781",
                "满洲里市",
                "COUNTY_CITY",
                "IM",
                "150781",
                valid_from=date(2025, 6, 23),
                valid_to=date(2027, 6, 22),
            ),
        )
    )
    expected = {
        date(2025, 6, 22): "150700",
        date(2025, 6, 23): "150781",
        date(2027, 6, 22): "150781",
        date(2027, 6, 23): "150700",
    }
    assert {day: table.recommending_unit("150781", day) for day in expected} == expected


def test_a_renamed_division_has_the_name_of_the_day() -> None:
    table = Divisions(
        (
            Division("513200", "旧名", "PREFECTURE", "SC", "513200", valid_to=date(2026, 6, 30)),
            Division("513200", "新名", "PREFECTURE", "SC", "513200", valid_from=date(2026, 7, 1)),
        )
    )
    assert table.name_of("513200", date(2026, 6, 30)) == "旧名"
    assert table.name_of("513200", date(2026, 7, 1)) == "新名"


def test_only_rows_of_the_table_have_names() -> None:
    assert DIVISIONS.name_of("150781", TODAY) == "满洲里市"
    assert DIVISIONS.name_of("320500", TODAY) == "苏州市"
    assert DIVISIONS.name_of("510104", TODAY) is None
    assert DIVISIONS.division("510104", TODAY) is None
