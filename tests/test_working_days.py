"""Periods end on the day that the State Council's notices say, or nobody says so."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from chinese_calendar import is_workday  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from adapters.state_council import shipped_notices, shipped_years
from domain.working_days import (
    CHINA,
    CalendarUnknown,
    Period,
    Unit,
    WorkCalendar,
    YearNotice,
    business_day,
    count_period,
    in_time,
    years_later,
)

PUBLISHED = WorkCalendar(shipped_notices())
DAY = timedelta(days=1)
UNKNOWN = None

NOTICE_2027 = YearNotice(
    year=2027,
    notice="国办发明电〔2026〕虚构号",
    off=(date(2026, 12, 31), date(2027, 1, 1)),
    working=(date(2026, 12, 26),),
)


def days(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + n * DAY for n in range((end - begin).days + 1)]


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


HOLIDAYS = [
    ("2024-10-01", "2024-10-07"),
    ("2025-10-01", "2025-10-08"),
    ("2026-10-01", "2026-10-07"),
    ("2026-09-25", "2026-09-27"),
    ("2024-02-10", "2024-02-17"),
    ("2025-01-28", "2025-02-04"),
    ("2026-02-15", "2026-02-23"),
    ("2025-05-02", "2025-05-02"),
]
MAKE_UP = [
    "2024-09-29",
    "2024-10-12",
    "2025-09-28",
    "2025-10-11",
    "2026-09-20",
    "2026-10-10",
    "2024-02-04",
    "2024-02-18",
    "2025-01-26",
    "2025-02-08",
    "2026-02-14",
    "2026-02-28",
]


@pytest.mark.parametrize(("first", "last"), HOLIDAYS)
def test_nobody_works_on_the_verified_holidays(first: str, last: str) -> None:
    assert not any(map(PUBLISHED.is_working, days(first, last)))
    assert PUBLISHED.is_working(PUBLISHED.next_working_day(date.fromisoformat(last)))


@pytest.mark.parametrize("day", [*MAKE_UP, "2024-02-09"])
def test_the_verified_make_up_weekends_and_the_new_years_eve_of_2024_are_worked(day: str) -> None:
    assert PUBLISHED.is_working(date.fromisoformat(day))


def test_every_published_day_agrees_with_the_package_it_came_from() -> None:
    for day in days("2004-01-01", "2026-12-31"):
        assert PUBLISHED.is_working(day) == is_workday(day), day


def test_every_year_from_2004_to_2026_is_shipped_with_its_notice() -> None:
    assert shipped_years() == tuple(range(2004, 2027))
    assert tuple(notice.year for notice in shipped_notices()) == shipped_years()
    assert PUBLISHED.notices[-1].notice == (
        "国务院办公厅关于2026年部分节假日安排的通知 (chinesecalendar 1.11.0)"
    )


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


@pytest.mark.invariant(25)
@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2027, 1, 1), date(2027, 1, 2)])
def test_even_a_weekend_or_new_years_day_is_unknown_before_its_notice(day: date) -> None:
    with pytest.raises(CalendarUnknown):
        PUBLISHED.is_working(day)


@pytest.mark.invariant(25)
def test_the_notice_for_2027_makes_periods_countable_the_day_it_is_issued() -> None:
    calendar = PUBLISHED.with_notice(NOTICE_2027)
    period = count_period(calendar, date(2026, 12, 25), 5)
    assert period.ends == date(2027, 1, 4)
    assert period.notices == (shipped_notices()[-1].notice, NOTICE_2027.notice)
    with pytest.raises(CalendarUnknown):
        count_period(PUBLISHED, date(2026, 12, 25), 5)


def test_the_last_days_of_december_are_provisional_until_the_next_notice() -> None:
    assert count_period(PUBLISHED, date(2026, 12, 21), 5).provisional
    assert not count_period(PUBLISHED, date(2026, 12, 18), 5).provisional
    assert not PUBLISHED.provisional(date(2026, 12, 25))
    assert PUBLISHED.provisional(date(2026, 12, 26))
    assert not PUBLISHED.provisional(date(2025, 12, 31))

    period = count_period(PUBLISHED.with_notice(NOTICE_2027), date(2026, 12, 21), 5)
    assert (period.ends, period.provisional) == (date(2026, 12, 26), False)


def test_the_notice_for_2019_changed_the_last_days_of_2018() -> None:
    before = WorkCalendar(tuple(n for n in shipped_notices() if n.year <= 2018))
    saturday, monday = date(2018, 12, 29), date(2018, 12, 31)
    assert (before.is_working(saturday), before.is_working(monday)) == (False, True)
    assert (PUBLISHED.is_working(saturday), PUBLISHED.is_working(monday)) == (True, False)
    assert before.provisional(saturday)

    notices = count_period(PUBLISHED, date(2018, 12, 28), 1).notices
    assert [notice[8:12] for notice in notices] == ["2018", "2019"]


def test_the_prolonged_spring_festival_of_2020_moved_the_end_of_running_periods() -> None:
    announced = WorkCalendar().with_notice(
        YearNotice(
            year=2020,
            notice="国办发明电〔2019〕16号",
            off=tuple(days("2020-01-24", "2020-01-30")),
            working=(date(2020, 1, 19), date(2020, 2, 1)),
        )
    )
    prolonged = announced.with_notice(
        YearNotice(
            year=2020,
            notice="国办发明电〔2020〕1号",
            off=tuple(days("2020-01-31", "2020-02-02")),
            working=(),
        )
    )
    began = date(2020, 1, 19)
    assert count_period(announced, began, 5).ends == date(2020, 1, 31)
    period = count_period(prolonged, began, 5)
    assert period.ends == date(2020, 2, 3)
    assert period.notices == ("国办发明电〔2019〕16号", "国办发明电〔2020〕1号")
    assert count_period(PUBLISHED, began, 5).ends == period.ends


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


def test_the_digest_of_a_calendar_depends_on_what_is_published_only() -> None:
    again = json.decode(json.encode(PUBLISHED), type=WorkCalendar)
    assert again == PUBLISHED
    assert again.sha256 == PUBLISHED.sha256 != PUBLISHED.with_notice(NOTICE_2027).sha256
    reversed_days = tuple(
        YearNotice(n.year, n.notice, n.off[::-1], n.working[::-1]) for n in PUBLISHED.notices
    )
    assert WorkCalendar(reversed_days).sha256 == PUBLISHED.sha256


def test_a_notice_cannot_make_a_day_off_and_working_at_once() -> None:
    day = date(2027, 2, 6)
    with pytest.raises(ValueError, match="2027-02-06"):
        YearNotice(2027, "国办发明电", off=(day,), working=(day,))


@pytest.mark.invariant(42)
def test_a_cycle_ends_on_the_same_day_three_years_later_and_a_leap_day_on_28_february() -> None:
    assert years_later(date(2026, 6, 30), 3) == date(2029, 6, 30)
    assert years_later(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.fixture(params=["CST-8", "UTC0", "EST5", "LINT-14", "AoE12"])
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


SENT_FROM = [CHINA, UTC, timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))]


@pytest.mark.invariant(48)
@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize("zone", SENT_FROM)
def test_a_yearly_paper_is_in_time_until_the_last_second_of_the_year_in_china(
    zone: timezone,
) -> None:
    deadline = date(2026, 12, 31)
    last_second = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC).astimezone(zone)
    midnight = datetime(2026, 12, 31, 16, tzinfo=UTC).astimezone(zone)
    assert in_time(last_second, deadline)
    assert not in_time(midnight, deadline)
    assert business_day(last_second) == deadline


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 12, 31, 12, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        business_day(naive)
