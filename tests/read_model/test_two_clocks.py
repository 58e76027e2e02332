"""What held on a day, as it was known at a moment, is what the log says, and stays so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings

from projections.two_clocks import STILL, Change, Slice, apply, ask, definition
from tests.support.dated_histories import (
    DAY,
    MOMENT,
    Centre,
    Dated,
    days,
    fold,
    histories,
    moments,
    slices_of,
)


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def at(seconds: int) -> datetime:
    return MOMENT + timedelta(seconds=seconds)


def status(events: list[Dated], day: date, known: datetime) -> str | None:
    centre = ask(slices_of(events), day, known)
    return centre.status if centre else None


@settings(max_examples=400)
@given(histories)
def test_the_slices_answer_what_the_definition_says(events: list[Dated]) -> None:
    slices = slices_of(events)
    for day in days(events):
        for known in moments(events):
            assert ask(slices, day, known) == definition(events, day, known, fold)


@pytest.mark.invariant(34)
@settings(max_examples=200)
@given(histories, histories)
def test_what_was_known_is_never_changed_by_what_is_recorded_later(
    first: list[Dated], more: list[Dated]
) -> None:
    last = first[-1][2] if first else MOMENT
    later = [
        (event, day, last + (known - MOMENT) + timedelta(seconds=1)) for event, day, known in more
    ]
    before, after = slices_of(first), slices_of(first + later)
    for day in days(first + later):
        for known in [*moments(first), last]:
            assert ask(after, day, known) == ask(before, day, known)


@settings(max_examples=200)
@given(histories)
def test_no_slice_is_empty_and_no_two_answer_at_once(events: list[Dated]) -> None:
    slices = slices_of(events)
    assert all(s.valid_from < s.valid_to and s.known_from < s.known_to for s in slices)
    for day in days(events):
        for known in moments(events):
            holding = [
                s
                for s in slices
                if s.valid_from <= day < s.valid_to and s.known_from <= known < s.known_to
            ]
            assert len(holding) <= 1


@pytest.mark.invariant(32)
def test_a_cancellation_recorded_late_holds_against_an_order_of_later_effect() -> None:
    events: list[Dated] = [
        ("recognise", on(0), at(0)),
        ("order", on(6), at(6)),
        ("cancel", on(5), at(7)),
    ]
    assert status(events, on(4), at(7)) == "active"
    assert {status(events, on(n), at(7)) for n in range(5, 20)} == {"cancelled"}
    assert status(events, on(6), at(6)) == "rectifying"


@pytest.mark.invariant(33)
def test_an_annulled_centre_was_active_as_known_before_and_on_no_day_as_known_after() -> None:
    events: list[Dated] = [("recognise", on(1), at(1)), ("annul", on(1), at(5))]
    assert status(events, on(9), at(4)) == "active"
    assert all(status(events, on(n), at(5)) is None for n in range(10))


def test_a_row_comes_back_after_it_disappeared() -> None:
    events: list[Dated] = [
        ("recognise", on(0), at(0)),
        ("annul", on(3), at(3)),
        ("recognise", on(6), at(6)),
    ]
    shown = [status(events, on(n), at(6)) for n in (0, 2, 3, 5, 6, 9)]
    assert shown == ["active", "active", None, None, "active", "active"]


def test_what_is_recorded_and_undone_in_one_moment_leaves_no_trace() -> None:
    assert slices_of([("recognise", on(0), at(0)), ("annul", on(0), at(0))]) == []


def test_an_event_that_changes_nothing_closes_and_opens_nothing() -> None:
    slices = slices_of([("recognise", on(0), at(0)), ("order", on(4), at(1))])
    assert apply(slices, "recognise", on(0), at(2), fold) == Change((), ())
    change = apply(slices, "pass", on(2), at(2), fold)
    assert [s.row.status for s in change.closed] == ["rectifying"]
    assert [s.row.status for s in change.opened] == ["active"]


def test_the_calendars_last_day_and_moment_can_be_asked_about() -> None:
    slices = [Slice(Centre("甲"), DAY, date.max, MOMENT)]
    assert ask(slices, date.max, STILL) == Centre("甲")
    assert ask(slices, date.min, datetime.min.replace(tzinfo=UTC)) is None
