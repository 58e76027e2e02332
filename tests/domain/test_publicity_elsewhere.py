"""Publicity as other regimes may want it: other lengths, calendar days, the first day counted."""

import re
from datetime import date, timedelta
from functools import lru_cache

from hypothesis import given
from hypothesis import strategies as st

from domain.application.case import Application
from domain.calendar.lifecycle import PublishCalendar
from domain.context import SYSTEM
from domain.refusal import Refused
from domain.working_days import Period, WorkCalendar
from tests.domain.test_invariants import allowed
from tests.support.asking import CLEAR, LIST, PUBLICISE, at, do, state
from tests.support.citing import invariant, rule
from tests.support.regulations import SICHUAN_TEXT
from tests.support.world import DAY, World

PARAMETERS = st.tuples(
    st.integers(1, 12),
    st.sampled_from(["working_day", "calendar_day"]),
    st.booleans(),
    st.booleans(),
)
DAYS = st.dates(DAY, date(2026, 11, 20))
Parameters = tuple[int, str, bool, bool]


@lru_cache(maxsize=256)
def under(length: int, unit: str, first_counts: bool, roll: bool) -> World:
    """A list is determined under a regulation that counts its publicity so."""
    text = SICHUAN_TEXT
    for key, value in (
        ("length", str(length)),
        ("unit", f'"{unit}"'),
        ("count_publication_day", str(first_counts).lower()),
        ("roll_to_working_day", str(roll).lower()),
    ):
        text = re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", text, count=1)
    world = at("CompleteExpertReview", sichuan=text)
    do(world, LIST)
    return world


def published(parameters: Parameters, day: date) -> tuple[World, Period]:
    world = under(*parameters).copy()
    do(world, PUBLICISE, day)
    case = state(world)
    assert isinstance(case, Application) and case.publicised
    return world, case.publicised.period


def calendar_of(world: World) -> WorkCalendar:
    calendar: WorkCalendar = world.states["calendars/CN"].calendar  # type: ignore[attr-defined] # a CalendarFile
    return calendar


@invariant(19, 20)
@rule("SC-07.8")
@given(PARAMETERS, DAYS)
def test_an_entry_is_clear_from_the_day_after_exactly_the_days_that_the_regulation_wants(
    parameters: Parameters, day: date
) -> None:
    length, unit, first_counts, roll = parameters
    world, period = published(parameters, day)
    calendar = calendar_of(world)
    today = day
    while not allowed(world.copy(), CLEAR, today):
        today += timedelta(days=1)
    last = today - timedelta(days=1)
    assert last == period.ends
    first = day if first_counts else day + timedelta(days=1)
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if unit == "working_day":
        assert sum(map(calendar.is_working, span)) == length and calendar.is_working(last)
    elif not roll:
        assert len(span) == length
    else:
        assert calendar.is_working(last)
        assert not any(map(calendar.is_working, span[length - 1 : -1]))


@invariant(21)
@given(PARAMETERS, DAYS, st.integers(0, 20))
def test_what_is_published_later_never_ends_earlier(
    parameters: Parameters, day: date, later: int
) -> None:
    _, one = published(parameters, day)
    _, other = published(parameters, min(day + timedelta(days=later), date(2026, 11, 20)))
    assert one.ends <= other.ends


@invariant(22)
@rule("SC-07.8")
@given(PARAMETERS, DAYS, st.lists(st.tuples(st.integers(0, 25), st.booleans()), max_size=4))
def test_corrections_of_the_calendar_prolong_a_publicity_or_leave_it_as_announced(
    parameters: Parameters, day: date, corrections: list[tuple[int, bool]]
) -> None:
    world, period = published(parameters, day)
    for offset, works in corrections:
        named = (day + timedelta(days=offset),)
        notice = PublishCalendar(
            year=2026, notice_no="补充通知", off=() if works else named, working=named * works
        )
        world.act("calendars", "CN", notice, SYSTEM, day)
    for n in range((period.ends - day).days + 1):
        assert not allowed(world.copy(), CLEAR, day + timedelta(days=n))


@invariant(25)
@rule("SC-07.8")
@given(PARAMETERS, st.dates(date(2026, 12, 10), date(2027, 3, 1)))
def test_where_a_day_that_is_needed_is_unknown_nothing_begins(
    parameters: Parameters, day: date
) -> None:
    length, unit, first_counts, roll = parameters
    first = day if first_counts else day + timedelta(days=1)
    try:
        _, period = published(parameters, day)
    except Refused as refused:
        assert [refusal.rule for refusal in refused.refusals] == ["SC-07.8"]
        assert unit == "working_day" or roll
        assert first + timedelta(days=3 * length + 10) >= date(2027, 1, 1)
    else:
        needed = unit == "working_day" or roll
        assert not needed or period.ends < date(2027, 1, 1)
