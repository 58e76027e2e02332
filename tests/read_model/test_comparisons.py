"""Two moments of a bitemporal table compared: every row that differs is found, page after page."""

from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.read_model.comparisons import ClockPlace
from adapters.read_model.writer import Readmodel
from projections.two_clocks import STILL, ask
from tests.support.citing import invariant
from tests.support.dated_histories import DAY, MOMENT, Dated, days, histories, moments
from tests.support.read_samples import REGISTRY, project

pytest_plugins = ["tests.support.readmodel_fixtures"]
_numbers = count(1)


@invariant(34)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories, st.data())
def test_exactly_the_rows_that_differ_between_two_moments_are_found(
    readmodel: Readmodel, events: list[Dated], data: st.DataObject
) -> None:
    key = f"case-{next(_numbers):06}"
    project(readmodel, key, events)
    places = [ClockPlace(day, known) for day in days(events) for known in moments(events)]
    one, other = data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))
    found = readmodel.changed_keys(REGISTRY, one, other, after=key[:-1], limit=1000)
    slices = readmodel.slices(REGISTRY, key)
    before, after = (ask(slices, place.as_of, place.known_at or STILL) for place in (one, other))
    assert before == after or key in found
    [pair] = readmodel.pairs(REGISTRY, [key], one, other)
    assert (pair.before, pair.after) == (before, after)
    assert readmodel.changed_keys(REGISTRY, one, one, limit=10) == []


def test_keys_come_in_their_order_and_each_once(readmodel: Readmodel) -> None:
    for n in range(5):
        events: list[Dated] = [("recognise", DAY, MOMENT), ("order", DAY, MOMENT)]
        project(readmodel, f"c{n}", events)
    before, now = ClockPlace(DAY.replace(year=2020)), ClockPlace(DAY)
    first = readmodel.changed_keys(REGISTRY, before, now, limit=3)
    rest = readmodel.changed_keys(REGISTRY, before, now, after=first[-1], limit=3)
    assert [*first, *rest] == [f"c{n}" for n in range(5)]
    of_one = readmodel.changed_keys(REGISTRY, before, now, where={"status": ["active"]}, limit=9)
    assert of_one == []
