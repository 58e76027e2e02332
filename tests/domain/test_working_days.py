"""Periods end on the day that the published calendar says, or nobody says so."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from chinese_calendar import is_workday  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from domain.working_days import (
    CalendarUnknown,
    Period,
    Unit,
    WorkCalendar,
    YearNotice,
    count_as_known,
    count_period,
    known_last_day,
    last_day,
)
from tests.support.calendars import DAY, NOTICE_2027, PUBLISHED, days

UNKNOWN = None


def end_of(began: date, *, first_day_counts: bool = False) -> str | None:
    try:
        return str(count_period(PUBLISHED, began, 5, first_day_counts=first_day_counts).ends)
    except CalendarUnknown:
        return UNKNOWN


def day_after(ends: str | None) -> str | None:
    if ends is None:
        return UNKNOWN
    try:
        return str(PUBLISHED.next_working_day(date.fromisoformat(ends)))
    except CalendarUnknown:
        return UNKNOWN


# Specification 7.3: published, last day, earliest recognition, last day if the first day counts.
TABLE = [
    ("2024-01-03", "2024-01-10", "2024-01-11", "2024-01-09"),
    ("2020-11-16", "2020-11-23", "2020-11-24", "2020-11-20"),
    ("2024-02-02", "2024-02-08", "2024-02-09", "2024-02-07"),
    ("2024-02-08", "2024-02-21", "2024-02-22", "2024-02-20"),
    ("2024-09-27", "2024-10-10", "2024-10-11", "2024-10-09"),
    ("2024-09-30", "2024-10-12", "2024-10-14", "2024-10-11"),
    ("2025-01-23", "2025-02-06", "2025-02-07", "2025-02-05"),
    ("2025-09-26", "2025-10-10", "2025-10-11", "2025-10-09"),
    ("2025-09-30", "2025-10-14", "2025-10-15", "2025-10-13"),
    ("2026-02-12", "2026-02-26", "2026-02-27", "2026-02-25"),
    ("2026-09-18", "2026-09-24", "2026-09-28", "2026-09-23"),
    ("2026-09-30", "2026-10-13", "2026-10-14", "2026-10-12"),
    ("2026-12-21", "2026-12-28", "2026-12-29", "2026-12-25"),
    ("2026-12-24", "2026-12-31", UNKNOWN, "2026-12-30"),
    ("2026-12-25", UNKNOWN, UNKNOWN, "2026-12-31"),
    ("2026-12-26", UNKNOWN, UNKNOWN, UNKNOWN),
    ("2026-12-31", UNKNOWN, UNKNOWN, UNKNOWN),
    ("2027-03-01", UNKNOWN, UNKNOWN, UNKNOWN),
]


@pytest.mark.rule("SC-07.8", "IM-07.7")
@pytest.mark.parametrize(("published", "last", "earliest", "counting_first"), TABLE)
def test_five_working_days_of_publicity_end_as_the_specification_lists_them(
    published: str, last: str | None, earliest: str | None, counting_first: str | None
) -> None:
    began = date.fromisoformat(published)
    assert end_of(began) == last
    assert day_after(last) == earliest
    assert end_of(began, first_day_counts=True) == counting_first


@pytest.mark.rule("SC-07.8", "IM-07.7")
def test_a_make_up_sunday_counts_and_the_holiday_does_not() -> None:
    period = count_period(PUBLISHED, date(2024, 9, 27), 5)
    assert [str(day) for day in period.counted] == [
        "2024-09-29",
        "2024-09-30",
        "2024-10-08",
        "2024-10-09",
        "2024-10-10",
    ]


@pytest.mark.rule("SC-07.8", "IM-07.7")
@pytest.mark.parametrize("first_day_counts", [False, True])
def test_what_is_published_on_a_rest_day_counts_from_the_next_working_day(
    first_day_counts: bool,
) -> None:
    saturday = date(2026, 3, 7)
    period = count_period(PUBLISHED, saturday, 5, first_day_counts=first_day_counts)
    assert list(period.counted) == days("2026-03-09", "2026-03-13")


@pytest.mark.invariant(20, 21)
def test_each_of_8394_publications_has_five_working_days_and_never_ends_before_an_earlier_one() -> (
    None
):
    periods = [count_period(PUBLISHED, day, 5) for day in days("2004-01-01", "2026-12-24")]
    assert len(periods) == 8394
    for period in periods:
        span = days(str(period.began + DAY), str(period.ends))
        assert [day for day in span if is_workday(day)] == list(period.counted)
        assert len(period.counted) == 5
        assert period.counted[-1] == period.ends
    assert all(earlier.ends <= later.ends for earlier, later in pairwise(periods))
    assert max(period.ends - period.began for period in periods) == timedelta(days=15)


WITHIN_REACH = st.dates(date(2004, 1, 1), date(2026, 11, 30))
UNITS: st.SearchStrategy[Unit] = st.sampled_from(["working_day", "calendar_day"])


@pytest.mark.invariant(22)
@given(
    began=WITHIN_REACH,
    length=st.integers(1, 12),
    unit=UNITS,
    first_day_counts=st.booleans(),
    inserted=st.integers(0, 20),
)
def test_a_new_day_off_never_hastens_the_end_and_a_make_up_weekend_never_delays_it(
    began: date, length: int, unit: Unit, first_day_counts: bool, inserted: int
) -> None:
    def ends(calendar: WorkCalendar) -> date:
        return count_period(calendar, began, length, unit, first_day_counts).ends

    day = began + inserted * DAY
    holiday = YearNotice(day.year, "调整放假", off=(day,), working=())
    make_up = YearNotice(day.year, "调整上班", off=(), working=(day,))
    assert ends(PUBLISHED.with_notice(holiday)) >= ends(PUBLISHED)
    assert ends(PUBLISHED.with_notice(make_up)) <= ends(PUBLISHED)


@pytest.mark.invariant(25)
@given(began=st.dates(date(2026, 12, 25), date(2060, 1, 1)))
def test_a_period_that_needs_an_unpublished_day_has_no_end(began: date) -> None:
    with pytest.raises(CalendarUnknown) as unknown:
        count_period(PUBLISHED, began, 5)
    assert unknown.value.day == max(began + DAY, date(2027, 1, 1))
    assert str(unknown.value.day) in unknown.value.zh
    assert str(unknown.value.day) in unknown.value.en


def test_a_period_in_calendar_days_that_ends_on_a_rest_day_rolls_on() -> None:
    began = date(2026, 9, 24)
    rolled = count_period(PUBLISHED, began, 7, unit="calendar_day")
    assert list(rolled.counted) == days("2026-09-25", "2026-10-01")
    assert rolled.ends == date(2026, 10, 8)
    assert count_period(PUBLISHED, began, 4, unit="calendar_day").ends == date(2026, 9, 28)


def test_a_period_in_calendar_days_cites_only_the_notices_that_its_end_needed() -> None:
    past_new_year = count_period(
        PUBLISHED.with_notice(NOTICE_2027), date(2026, 12, 21), 14, unit="calendar_day"
    )
    assert past_new_year.ends == date(2027, 1, 4)
    assert past_new_year.notices == (NOTICE_2027.notice,)


def test_a_period_in_calendar_days_that_does_not_roll_needs_no_calendar() -> None:
    period = count_period(PUBLISHED, date(2027, 1, 1), 30, unit="calendar_day", roll=False)
    assert (period.ends, period.notices, period.provisional) == (date(2027, 1, 31), (), False)
    with pytest.raises(CalendarUnknown):
        count_period(PUBLISHED, date(2027, 1, 1), 30, unit="calendar_day")


@given(began=WITHIN_REACH, length=st.integers(1, 12), unit=UNITS, counts=st.booleans(), roll=...)
def test_a_period_is_stored_as_json_and_says_how_it_was_found(
    began: date, length: int, unit: Unit, counts: bool, roll: bool
) -> None:
    period = count_period(PUBLISHED, began, length, unit, counts, roll)
    assert json.decode(json.encode(period), type=Period) == period
    asked = (period.began, period.length, period.unit, period.first_day_counts, period.roll)
    assert asked == (began, length, unit, counts, roll)
    assert count_period(PUBLISHED, *asked) == period
    assert len(period.counted) == length
    assert (period.counted[0] == began) <= counts
    assert period.calendar == PUBLISHED.sha256


def test_a_period_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        count_period(PUBLISHED, date(2026, 3, 2), 0)


@pytest.mark.invariant(25)
@given(began=st.dates(date(2026, 12, 1), date(2027, 1, 20)), length=st.integers(1, 12), unit=UNITS)
def test_a_period_that_begins_anyhow_has_the_days_that_are_known_and_the_rest_with_the_notice(
    began: date, length: int, unit: Unit
) -> None:
    told = PUBLISHED.with_notice(YearNotice(2027, "2027", off=(date(2027, 1, 1),), working=()))
    period = count_as_known(PUBLISHED, began, length, unit)
    whole = count_period(told, began, length, unit)
    assert began <= period.ends <= whole.ends
    assert period.counted == whole.counted[: len(period.counted)]
    assert last_day(period, told) == whole.ends
    known = known_last_day(period, PUBLISHED)
    assert known in (None, period.ends)
    assert known is None or period == count_period(PUBLISHED, began, length, unit)
    assert known is not None or period.provisional
