"""Periods until a fixed day, until a day that the act gives, one for each year side by side; made
longer, stopped and gone on; held by the end of a case; and the names of their timers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.calendar_file import CalendarFile
from domain.running import alert_reached
from domain.stopped_clock import resumed
from domain.streams import STREAMS
from domain.working_days import WorkCalendar, YearNotice, count_period, last_day, until_fixed
from tests.support.calendars import NOTICE_2027, PUBLISHED
from tests.support.citing import invariant
from tests.support.lasting import (
    COMMANDS,
    Life,
    TriedClose,
    TriedExtend,
    TriedFilePaper,
    TriedMissPaper,
    TriedOpenCycle,
    TriedOpenPaper,
    TriedOpenYear,
    TriedOrder,
    TriedReport,
    TriedRestore,
    TriedResume,
    TriedStop,
    TriedWait,
    faults_of,
)

NEW_YEAR, LAST = date(2026, 1, 1), date(2026, 12, 31)
MARCH = date(2026, 3, 2)
KNOWN = WorkCalendar(
    tuple(YearNotice(year, str(year), (date(year, 1, 1),), ()) for year in range(2026, 2031))
)


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Life:
    stream = STREAMS["centres"]
    more = replace(stream, commands=(*stream.commands, *COMMANDS))
    monkeypatch.setitem(STREAMS, "centres", more)
    return Life()


# A fixed day, a year each


@invariant(48)
def test_a_fixed_day_needs_no_calendar_and_never_moves(life: Life) -> None:
    life.calendar = WorkCalendar()
    record = life.act(TriedOpenPaper(year=2026), NEW_YEAR)
    [term] = record.opened
    assert term.period == until_fixed(NEW_YEAR, LAST)
    assert last_day(until_fixed(NEW_YEAR, LAST), PUBLISHED.with_notice(NOTICE_2027)) == LAST
    assert life.allowed(TriedFilePaper(year=2026), LAST)


def test_years_run_side_by_side_and_each_is_closed_by_its_own_paper(life: Life) -> None:
    life.act(TriedOpenPaper(year=2026), NEW_YEAR)
    life.act(TriedOpenPaper(year=2027), date(2027, 1, 1))
    assert life.ends() == {"annual/2026": "2026-12-31", "annual/2027": "2027-12-31"}
    record = life.act(TriedFilePaper(year=2027), date(2027, 3, 1))
    assert record.closed == ("annual/2027",)
    assert life.ends() == {"annual/2026": "2026-12-31"}
    [late] = life.refusals(TriedFilePaper(year=2026), date(2027, 3, 1))
    assert (late.kind, late.over) == ("period", True)


def test_the_timer_of_a_year_is_told_which_year_it_is_about(life: Life) -> None:
    life.act(TriedOpenPaper(year=2026), NEW_YEAR)
    [row] = life.rows.values()
    assert (row.by, row.fires()) == ("SYSTEM", TriedMissPaper(year=2026))
    assert row.name == "timer:centres:c1:TriedMissPaper:period-annual/2026:2026-12-31"
    [early] = life.refusals(TriedMissPaper(year=2026), LAST)
    assert early.kind == "period"
    assert life.allowed(TriedMissPaper(year=2026), LAST + timedelta(days=1))


def test_what_is_opened_anew_until_the_day_on_which_its_timer_has_come_gets_a_new_timer(
    life: Life,
) -> None:
    life.act(TriedOpenPaper(year=2026), NEW_YEAR)
    life.act(TriedFilePaper(year=2026), MARCH)
    life.act(TriedOpenPaper(year=2026), MARCH)
    [row] = life.rows.values()
    assert row.name == "timer:centres:c1:TriedMissPaper:period-annual/2026:2026-12-31:v3"
    life.act(TriedOpenPaper(year=2027), date(2027, 1, 1))
    assert {row.again for row in life.rows.values()} == {3, 0}


def test_the_lists_remind_of_it_from_each_alert_on_until_it_is_over(life: Life) -> None:
    life.act(TriedOpenPaper(year=2026), NEW_YEAR)
    [row] = life.rows.values()
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 12, 1), date(2026, 12, 28), LAST]
    assert [alert_reached(row.alerts, LAST, day) for day in days] == [None, 60, 30, 5, 5]
    assert alert_reached(row.alerts, LAST, LAST + timedelta(days=1)) is None


# Given by the act


@invariant(44)
def test_an_order_gives_a_last_day_after_itself_and_within_the_longest_time(life: Life) -> None:
    for until in (MARCH, date(2026, 6, 1)):
        [refusal] = life.refusals(TriedOrder(number="R-1", until=until), MARCH)
        assert (refusal.kind, refusal.fields) == ("form", ("/until",))
        assert refusal.allowed.zh == "晚于 2026-03-02，不晚于 2026-05-31"
    life.act(TriedOrder(number="R-1", until=date(2026, 5, 31)), MARCH)  # a Sunday, and stays it
    assert life.ends() == {"rectification/R-1": "2026-05-31"}


@invariant(44)
def test_it_is_prolonged_before_its_last_day_is_over_and_by_the_extension_at_most(
    life: Life,
) -> None:
    life.act(TriedOrder(number="R-1", until=date(2026, 4, 1)), MARCH)
    life.act(TriedOrder(number="R-2", until=date(2026, 4, 2)), MARCH)
    [late] = life.refusals(TriedExtend(number="R-1", until=date(2026, 4, 20)), date(2026, 4, 2))
    assert (late.kind, late.over) == ("period", True)
    for until in (date(2026, 4, 1), date(2026, 5, 2)):
        [refusal] = life.refusals(TriedExtend(number="R-1", until=until), date(2026, 4, 1))
        assert refusal.fields == ("/until",)
    life.act(TriedExtend(number="R-1", until=date(2026, 5, 1)), date(2026, 4, 1))
    assert life.ends() == {"rectification/R-1": "2026-05-01", "rectification/R-2": "2026-04-02"}
    assert life.allowed(TriedReport(number="R-1"), date(2026, 5, 1))
    assert life.refusals(TriedExtend(number="R-1", until=date(2026, 5, 5)), date(2026, 5, 1))


# Stopped, and gone on


def test_a_stopped_period_has_no_end_until_it_goes_on_with_what_was_left(life: Life) -> None:
    life.act(TriedOpenCycle(), MARCH)  # a Monday: five working days until the 9th
    life.act(TriedStop(), date(2026, 3, 5))  # the 3rd and the 4th have passed
    assert life.rows["centres/c1#period-hearing"].interrupted
    [waits] = life.refusals(TriedWait(), date(2026, 6, 1))
    assert waits.asked.en.startswith("stands still")
    [again] = life.refusals(TriedStop(), date(2026, 3, 6))
    assert again.kind == "order"
    life.act(TriedResume(), date(2026, 6, 1))  # a Monday: three are left
    assert life.ends()["hearing"] == "2026-06-03"
    assert life.ends()["cycle"] == "2029-03-02"
    assert life.allowed(TriedWait(), date(2026, 6, 4))
    [nothing] = Life().refusals(TriedResume(), MARCH)
    assert nothing.asked.en.startswith("has not begun")


UNITS = st.sampled_from(["working_day", "calendar_day", "calendar_month"])
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 1))


@given(DAYS, st.integers(1, 20), UNITS, st.booleans(), st.data())
def test_a_stop_of_no_time_changes_nothing_and_none_shortens(
    began: date, length: int, unit: str, roll: bool, data: st.DataObject
) -> None:
    period = count_period(KNOWN, began, length, unit, roll=roll)  # type: ignore[arg-type] # one of them
    stop = data.draw(st.dates(began, period.ends))
    assert resumed(period, stop, stop, KNOWN) == period
    first, second = sorted(data.draw(st.tuples(*[st.dates(stop, stop + timedelta(days=365))] * 2)))
    once = resumed(period, stop, first, KNOWN)
    assert once.ends >= period.ends
    assert resumed(period, stop, second, KNOWN).ends >= once.ends
    if not roll and first <= once.ends:  # two stops on end are one
        assert resumed(once, first, second, KNOWN).ends == (
            resumed(period, stop, second, KNOWN).ends
        )


def test_a_fixed_day_that_passed_during_the_stop_leaves_the_days_that_were_left() -> None:
    period = until_fixed(NEW_YEAR, LAST)
    assert resumed(period, date(2026, 10, 10), date(2026, 11, 10), PUBLISHED).ends == LAST
    after = resumed(period, date(2026, 10, 10), date(2027, 2, 10), PUBLISHED)
    assert after.ends - date(2027, 2, 10) == LAST - date(2026, 10, 10)


def test_the_end_of_a_centre_holds_its_periods_and_what_begins_with_it_runs(life: Life) -> None:
    life.act(TriedOpenPaper(year=2026), NEW_YEAR)
    hearing = 'to = "ANNULLED"\nopens = { period = "hearing" }'
    life.text = life.text.replace('to = "ANNULLED"', hearing)
    life.act(TriedClose(), MARCH)
    held, runs = life.rows["centres/c1#period-annual/2026"], life.rows["centres/c1#period-hearing"]
    assert (held.interrupted, runs.interrupted) == (True, False)


@invariant(47, 64)
def test_a_restored_centre_has_its_periods_again_with_what_was_left_and_new_timers(
    life: Life,
) -> None:
    life.act(TriedOpenPaper(year=2026), NEW_YEAR)
    life.act(TriedOpenCycle(), MARCH)
    life.act(TriedClose(), date(2026, 10, 10))
    life.act(TriedRestore(of=(3,)), date(2027, 2, 10))
    row = life.rows["centres/c1#period-annual/2026"]
    assert row.due_on - date(2027, 2, 10) == LAST - date(2026, 10, 10)
    assert row.name.endswith(":v4") and not row.interrupted
    again = Life(case=life.case)
    assert again.allowed(TriedFilePaper(year=2026), row.due_on)
    assert life.ends()["cycle"] == "2029-03-02", "a period of years ends on its own day"


# In a calendar that is corrected


@invariant(22)
def test_a_later_day_opens_anew_what_seemed_over_and_an_earlier_one_takes_nothing(
    life: Life,
) -> None:
    life.act(TriedOpenCycle(), MARCH)
    day = date(2026, 3, 10)
    life.calendar = PUBLISHED.with_notice(YearNotice(2026, "x", (date(2026, 3, 9),), ()))
    [waits] = life.refusals(TriedWait(), day)
    assert waits.allowed.en == "after 2026-03-10, when this ends: hearing"
    assert life.ends()["hearing"] == "2026-03-09"  # as announced, and so the timer's name
    life.calendar = PUBLISHED.with_notice(YearNotice(2026, "y", (), (date(2026, 3, 7),)))
    assert life.refusals(TriedWait(), date(2026, 3, 9))
    assert life.allowed(TriedWait(), day)


def test_a_calendar_file_is_all_that_the_life_reads(life: Life) -> None:
    assert life.load("calendars/CN")[0] == CalendarFile(calendar=PUBLISHED)


# What a file may say


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("given = true\ndays = 5", "one length of"),
        ('fixed = "annual"\nfrom = "receipt"', "does not count from receipt"),
        ("fixed = { month = 4, day = 31 }", "month 4 has no day 31 every year"),
        ("days = 5\nlongest = { days = 9 }", "only where the period is given"),
        ("given = true\nlongest = { days = 9, months = 1 }", "one length of"),
        ('days = 5\nabout = "year"\nthen = "EndTerm"', "is about no year or proceeding"),
    ],
)
def test_a_file_that_says_a_period_in_a_wrong_way_is_told(part: str, said: str) -> None:
    found = faults_of(f'[period.other]\n{part}\nrule = "P-1"\n')
    assert [one for one in found if said in one]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('stops = "cykle"', "no period cykle; one of: cycle"),
        ('opens = { period = "rectification" }', "gives no last day of rectification"),
        ('prolongs = "cycle"', "gives no last day of cycle"),
    ],
)
def test_a_step_that_changes_a_period_in_a_wrong_way_is_told(more: str, said: str) -> None:
    step = f'[[step]]\ndo = "ReleaseClaim"\nstream = "centres"\nby = []\nrule = "P-1"\n{more}\n'
    assert [one for one in faults_of(step) if said in one]


# Year after year


def test_each_year_begins_the_next_one_and_a_late_beginning_leaves_none_out(life: Life) -> None:
    life.act(TriedOpenYear(year=2026), NEW_YEAR)
    row = life.rows["centres/c1#period-year/2027"]
    assert (row.due, row.fires()) == ("2026-12-31", TriedOpenYear(year=2027))
    life.act(TriedOpenYear(year=2027), date(2028, 2, 3))  # nobody was there for a year
    assert life.ends() == {
        "annual/2026": "2026-12-31",
        "annual/2027": "2027-12-31",
        "year/2028": "2027-12-31",
    }
