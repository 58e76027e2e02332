"""The registry on two clocks: what ends stays ended, and what was known stays known."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.centre.cancelling import QualificationCancelled
from projections import registry
from projections.two_clocks import ask
from tests.support.centre_histories import (
    CANCELLED,
    DAY,
    MOMENT,
    Dated,
    Dates,
    Ended,
    as_defined,
    days,
    histories,
    moments,
    recognition,
    reversed_,
    slices_of,
)
from tests.support.citing import invariant


@invariant(32)
@given(histories())
def test_a_cancelled_centre_is_active_on_no_day_from_then_on_whatever_follows(
    events: Dates,
) -> None:
    slices = slices_of(events)
    for one in events:
        if isinstance(one.event, QualificationCancelled):
            for day in filter(lambda day: day >= one.effective_on, days(events)):
                for known in filter(lambda known: known >= one.recorded_at, moments(events)):
                    assert not registry.is_active(ask(slices, day, known))


@invariant(32)
def test_a_cancelled_centre_is_active_again_from_the_day_of_its_restoration() -> None:
    on = [DAY + timedelta(days=n) for n in range(8)]
    events = [
        Dated(recognition(on[0]), on[0], MOMENT),
        Dated(CANCELLED, on[3], MOMENT),
        Dated(reversed_(2), on[5], MOMENT + timedelta(seconds=1)),
    ]
    slices = slices_of(events)
    after = MOMENT + timedelta(seconds=1)
    active = [registry.is_active(ask(slices, day, after)) for day in on]
    assert active == [True, True, True, False, False, True, True, True]
    assert not registry.is_active(ask(slices, on[5], MOMENT))


@invariant(32)
@invariant(34)
@given(histories(restored=True))
def test_every_day_and_moment_is_answered_by_what_is_in_force(events: Dates) -> None:
    slices = slices_of(events)
    for day in days(events):
        for known in moments(events):
            assert ask(slices, day, known) == as_defined(events, day, known)


@invariant(33)
@given(histories())
def test_a_centre_is_active_from_recognition_until_what_is_known_to_have_ended_it(
    events: Dates,
) -> None:
    """Cancellation works forward; an annulment, once known, reaches back to the recognition."""
    slices = slices_of(events)
    first = events[0]
    for known in moments(events):
        heard = [one for one in events if one.recorded_at <= known]
        for day in days(events):
            ended = [o for o in heard if isinstance(o.event, Ended) and o.effective_on <= day]
            expected = first in heard and first.effective_on <= day and not ended
            assert registry.is_active(ask(slices, day, known)) == expected


@invariant(34)
@given(histories(restored=True), st.data())
def test_what_is_recorded_later_changes_nothing_that_was_known(
    events: Dates, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(events)))
    before, after = slices_of(events[:cut]), slices_of(events)
    until = [m for m in moments(events) if all(m < one.recorded_at for one in events[cut:])]
    for known in until:
        for day in days(events):
            assert ask(after, day, known) == ask(before, day, known)
