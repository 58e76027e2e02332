"""Hypothesis strategy: random histories of a centre, recognised, then ended and restored in any
order of effect."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from msgspec import Struct

from domain.case import Event
from domain.centre.recognition import (
    CentreRecognised,
    QualificationCancelled,
    QualificationRestored,
    RecognitionAnnulled,
)
from projections import registry
from projections.two_clocks import Slice, apply, definition

DAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 1, tzinfo=UTC)
Ended = QualificationCancelled | RecognitionAnnulled


class Dated(Struct, frozen=True):
    """An event of a centre, the day of its effect, the moment at which it was recorded."""

    event: Event
    effective_on: date
    recorded_at: datetime


Dates = list[Dated]


def recognition(day: date) -> CentreRecognised:
    return CentreRecognised(
        regime="SC",
        regulation="0" * 64,
        application="a1",
        owner="91510100MA6T000121",
        name="四川省动力电池产业知识产权运营中心",
        builder="成都示例新能源有限公司",
        industry="动力电池产业",
        division="510100",
        level="PROVINCIAL",
        channel="ORDINARY",
        recognised_on=day,
        stage="ACTIVE",
    )


@st.composite
def histories(draw: st.DrawFn, restored: bool = False) -> Dates:
    """A recognition, then endings and what undoes them, in the order of their recording. An
    annulment is of the day of recognition; a cancellation may be recorded late or ahead."""
    recognised = DAY + timedelta(days=draw(st.integers(0, 8)))
    kinds = ["cancel", "annul"] + ["restore"] * restored
    events = [Dated(recognition(recognised), recognised, MOMENT)]
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=6)):
        moment = events[-1].recorded_at + timedelta(seconds=draw(st.integers(0, 2)))
        day = recognised + timedelta(days=draw(st.integers(0, 8)))
        match kind:
            case "annul":
                events.append(Dated(RecognitionAnnulled(reason="造假"), recognised, moment))
            case "cancel":
                ending = QualificationCancelled(ground="MISCONDUCT", reason="违规")
                events.append(Dated(ending, day, moment))
            case _:
                events.append(Dated(QualificationRestored(reason="复议撤销"), day, moment))
    return events


def slices_of(events: Dates) -> list[Slice[registry.Row]]:
    slices: list[Slice[registry.Row]] = []
    for one in events:
        change = apply(slices, one.event, one.effective_on, one.recorded_at, registry.project)
        slices = change.onto(slices)
    return slices


def days(events: Dates) -> list[date]:
    turns = {one.effective_on for one in events}
    return sorted({turn + timedelta(days=step) for turn in turns for step in (-1, 0, 1)})


def moments(events: Dates) -> list[datetime]:
    turns = {one.recorded_at for one in events}
    instant = timedelta(microseconds=1)
    return sorted({turn + step for turn in turns for step in (-instant, 0 * instant, instant)})


def as_defined(events: Dates, day: date, known: datetime) -> registry.Row | None:
    dated = [(one.event, one.effective_on, one.recorded_at) for one in events]
    return definition(dated, day, known, registry.project)
