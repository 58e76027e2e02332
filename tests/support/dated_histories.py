"""Hypothesis strategy: random bitemporal histories of a small case, with days of effect and moments
of recording."""

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from projections.two_clocks import Slice, apply

Dated = tuple[str, date, datetime]

DAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 1, tzinfo=UTC)


class Centre(Struct, frozen=True):
    name: str
    status: str = "active"
    orders: int = 0


def fold(centre: Centre | None, event: str) -> Centre | None:
    """Believes history, so that each event shows: a pass revives whatever was cancelled before."""
    match event, centre:
        case "recognise", None:
            return Centre("新能源产业知识产权运营中心")
        case "order", Centre(orders=orders):
            return replace(centre, status="rectifying", orders=orders + 1)
        case "pass", Centre():
            return replace(centre, status="active")
        case "cancel", Centre():
            return replace(centre, status="cancelled")
        case "annul", Centre():
            return None
    return centre


def slices_of(events: list[Dated]) -> list[Slice[Centre]]:
    slices: list[Slice[Centre]] = []
    for event, effective_on, recorded_at in events:
        slices = apply(slices, event, effective_on, recorded_at, fold).onto(slices)
    return slices


def _dated(steps: list[tuple[str, int, int]]) -> list[Dated]:
    moments = accumulate(pause for _, _, pause in steps)
    return [
        (event, DAY + timedelta(days=days), MOMENT + timedelta(seconds=seconds))
        for (event, days, _), seconds in zip(steps, moments, strict=True)
    ]


kinds = st.sampled_from(["recognise", "order", "pass", "cancel", "annul"])
histories = st.lists(
    st.tuples(kinds, st.integers(0, 8), st.sampled_from([0, 0, 1, 2])), max_size=9
).map(_dated)


def days(events: list[Dated]) -> list[date]:
    """Each day on which something changes, and the one before it."""
    turns = {DAY, *(effective_on for _, effective_on, _ in events)}
    return sorted(turns | {turn - timedelta(days=1) for turn in turns})


def moments(events: list[Dated]) -> list[datetime]:
    """Each moment at which something was recorded, and the instant before it."""
    turns = {MOMENT, *(recorded_at for _, _, recorded_at in events)}
    return sorted(turns | {turn - timedelta(microseconds=1) for turn in turns})
