"""Which days are worked by the State Council's notices, and what another notice changes."""

from datetime import date

import pytest
from chinese_calendar import is_workday  # type: ignore[import-untyped]
from msgspec import json

from adapters.state_council import shipped_notices, shipped_years
from domain.working_days import CalendarUnknown, WorkCalendar, YearNotice, count_period
from tests.support.calendars import NOTICE_2027, PUBLISHED, days

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
