"""Hypothesis strategy: random histories of a centre, recognised, ordered to rectify, ended, and
each of that struck out again or corrected, in any order of effect."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from domain.case import stream_id
from domain.centre.cancelling import QualificationCancelled
from domain.centre.ends import RecognitionAnnulled
from domain.centre.recognition import CentreRecognised
from domain.centre.restoring import QualificationRestored
from domain.centre.righting_records import CentreRecordCorrected
from domain.claim.lifecycle import ReleaseClaim
from domain.context import SYSTEM, Context
from domain.corrected import RightField
from domain.event import Event
from domain.record import Record
from projections import registry
from projections.recorded import RecordedEvent
from projections.recorded import recorded as recorded_as
from projections.two_clocks import Slice
from services.subscriptions.catalogue import projection

DAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 1, tzinfo=UTC)
Ended = QualificationCancelled | RecognitionAnnulled


class Dated(Struct, frozen=True):
    """An event of a centre, the day of its effect, the moment at which it was recorded."""

    event: Event
    effective_on: date
    recorded_at: datetime


Dates = list[Dated]
CASE = stream_id("centres", "c1")
CANCELLED = QualificationCancelled(
    ground="MISCONDUCT", reason="违规", stage="CANCELLED", final=True
)
ANNULLED = RecognitionAnnulled(reason="造假", stage="ANNULLED", final=True)
ORDERED = QualificationCancelled(ground="", reason="限期整改", stage="RECTIFYING")
"""Stands for an order to rectify: an event folds by its stage alone."""
PASSED = QualificationCancelled(ground="", reason="整改合格", stage="ACTIVE")


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
    """A recognition, then endings, in the order of their recording. An annulment is of the day of
    recognition; a cancellation may be recorded late or ahead. With what is `restored` come orders
    to rectify, and reversals and corrections of anything, of each other too, on any day."""
    recognised = DAY + timedelta(days=draw(st.integers(0, 8)))
    kinds = ["cancel", "annul"] + [
        "order",
        "pass",
        *3 * ["reverse"],
        "correct",
        "correct",
    ] * restored
    events = [Dated(recognition(recognised), recognised, MOMENT)]
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=8)):
        moment = events[-1].recorded_at + timedelta(seconds=draw(st.integers(0, 2)))
        day = recognised + timedelta(days=draw(st.integers(0, 8)))
        of = draw(st.integers(1, len(events)))
        match kind:
            case "annul":
                events.append(Dated(ANNULLED, recognised, moment))
            case "reverse":
                day = draw(st.sampled_from([day, events[of - 1].effective_on]))
                events.append(Dated(reversed_(of), day, moment))
            case "correct" if not events[of - 1].event.reaches_back and of > 1:
                wrong = events[of - 1].effective_on
                right = draw(st.sampled_from([None, day]))
                day = draw(st.sampled_from([day, wrong, min(day, wrong)]))
                reason = draw(st.sampled_from(["更正甲", "更正乙"]))
                events.append(Dated(corrected(of, wrong, right, reason), day, moment))
            case "correct":
                pass
            case _:
                event = {"cancel": CANCELLED, "order": ORDERED, "pass": PASSED}[kind]
                events.append(Dated(event, day, moment))
    return events


def reversed_(*of: int) -> QualificationRestored:
    return QualificationRestored(of=of, reason="复议撤销")


def corrected(of: int, wrong: date, right: date | None, reason: str) -> CentreRecordCorrected:
    """The version `of`, which held from the `wrong` day, holds from the `right` one, for a
    reason."""
    said = [RightField("reason", reason)]
    said += [RightField("effective_on", right.isoformat())] if right else []
    return CentreRecordCorrected(
        wrong_version=of,
        right=tuple(said),
        holds_from=right or wrong,
        reason="笔误",
        proposed_version=of,
    )


def record_of(one: Dated, command_id: str = "") -> Record:
    context = Context(
        actor=SYSTEM, command_id=command_id, occurred_on=DAY, effective_on=one.effective_on
    )
    return Record(event=one.event, context=context, command=ReleaseClaim(), area="SC.510100")


def told(events: Dates, case: str = CASE) -> list[RecordedEvent]:
    """The events as projections get them: one that reaches back with its history."""
    found: list[RecordedEvent] = []
    for version, one in enumerate(events, 1):
        place = (version, case, version, "", one.recorded_at)
        event = recorded_as(*place, record_of(one))
        history = (*found, event) if one.event.reaches_back else ()
        found.append(replace(event, history=history))
    return found


def slices_of(events: Dates) -> list[Slice[registry.Row]]:
    slices: list[Slice[registry.Row]] = []
    for one in told(events):
        slices = projection("registry").change_after(slices, one, one.id).onto(slices)
    return slices


def standing(events: Dates, day: date, known: datetime) -> dict[int, Dated]:
    """What was known, held on that day and was in force, each as it was corrected: by definition,
    what no later act that is itself in force names, with what such acts say of it."""
    told = {n: one for n, one in enumerate(events, 1) if one.recorded_at <= known}

    def stands(version: int) -> bool:
        later = [v for v, one in told.items() if v > version and version in one.event.strikes]
        return not any(stands(v) for v in later if told[v].effective_on <= day)

    def as_corrected(version: int) -> Dated:
        right = told[version]
        for later, one in told.items():
            said = one.event.corrects
            if said and said.of == version and one.effective_on <= day and stands(later):
                for field in said.right:
                    right = with_field(right, field)
        return right

    found = {version: as_corrected(version) for version in told if stands(version)}
    return {version: one for version, one in found.items() if one.effective_on <= day}


def with_field(one: Dated, right: RightField) -> Dated:
    if right.field == "effective_on":
        return replace(one, effective_on=date.fromisoformat(right.value))
    return replace(one, event=replace(one.event, reason=right.value))


def days(events: Dates) -> list[date]:
    turns = {one.effective_on for one in events}
    turns |= {said.holds_from for one in events if (said := one.event.corrects)}
    return sorted({turn + timedelta(days=step) for turn in turns for step in (-1, 0, 1)})


def moments(events: Dates) -> list[datetime]:
    turns = {one.recorded_at for one in events}
    instant = timedelta(microseconds=1)
    return sorted({turn + step for turn in turns for step in (-instant, 0 * instant, instant)})


def as_defined(events: Dates, day: date, known: datetime) -> registry.Row | None:
    row: registry.Row | None = None
    for version, one in standing(events, day, known).items():
        row = registry.project(row, told([*events[: version - 1], one])[-1])
    return row
