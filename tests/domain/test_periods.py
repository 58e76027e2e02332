"""Which periods an event opens and closes, told from the types; and the days to answer an
application."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec import inspect
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.drafting import ApplicationSubmitted
from domain.application.listing import EntryCleared
from domain.application.reopening import ApplicationReopened
from domain.application.serving import ReceiptRecorded
from domain.batch.republicising import EntryRepublicised
from domain.calendar.lifecycle import PublishCalendar
from domain.calendar_file import CalendarFile
from domain.context import SYSTEM
from domain.event import Event
from domain.regime.lifecycle import RegimeIssued
from domain.regulation.timing import BLOCK_PERIODS
from domain.running import MAIN, Running
from domain.streams import STREAMS, replay
from domain.working_days import Period, known_last_day
from projections import deadlines, worklist
from projections.deadlines import Deadline
from services.reactions import timers
from tests.support.asking import (
    ACCEPT,
    ADMIT,
    ASK_CORRECTION,
    CORRECT,
    LODGE,
    TERMINATE,
    TURN_AWAY,
    WITHDRAW,
    Ask,
    at,
    do,
    refused,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.folded import periods_of
from tests.support.mutating import reissued
from tests.support.roads import SICHUAN_DIRECT
from tests.support.samples import sampled
from tests.support.sichuan import walk
from tests.support.world import DAY, World

EVENTS = [(stream, event) for stream in STREAMS.values() for event in stream.events]
OPENS_NOTHING: dict[type[Event], str] = {
    EntryCleared: "tells of a period that is over",
    ReceiptRecorded: "its record does, or the event itself where the term to correct counts now",
    ApplicationReopened: "whichever ran when the end came: a sample names none",
    EntryRepublicised: "the batch's side of it: the entry's own event opens the period",
}
OPENS_UNSTORED: dict[type[Event], str] = {RegimeIssued: "its first and its last day say it"}
FIFTH, SIXTH = date(2026, 3, 9), date(2026, 3, 10)  # working days after a submission on 2 March


def stores_a_period(event: type[Event]) -> bool:
    info = inspect.type_info(event)
    assert isinstance(info, inspect.StructType)
    return any(is_period(part) for field in info.fields for part in alternatives(field.type))


def alternatives(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    return kind.types if isinstance(kind, inspect.UnionType) else (kind,)


def is_period(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.StructType) and kind.cls is Period


def opened() -> Iterator[tuple[str, Event, Running]]:
    for stream, kind in EVENTS:
        event = sampled(kind)
        yield from ((stream.name, event, running) for running in event.opens())


def submitted(on: date = DAY) -> World:
    return walk(at("OpenCallBatch"), "a1", "SubmitApplication", on)


def answers(world: World) -> list[Deadline]:
    return [row for row in periods_of(world).values() if row.kind == "answer"]


def due(world: World) -> list[str]:
    return [row.due for row in answers(world)]


# From the types


@pytest.mark.parametrize("kind", [kind for _, kind in EVENTS], ids=lambda kind: kind.__name__)
def test_an_event_that_stores_a_period_opens_one_or_it_is_said_why_not(kind: type[Event]) -> None:
    opens = bool(tuple(sampled(kind).opens())) and kind not in OPENS_UNSTORED
    assert opens == (stores_a_period(kind) and kind not in OPENS_NOTHING)


@pytest.mark.parametrize("kind", [kind for _, kind in EVENTS], ids=lambda kind: kind.__name__)
def test_the_end_of_a_case_is_the_end_of_its_own_period(kind: type[Event]) -> None:
    ended = replace(sampled(kind), final=True)
    own = [running.key for running in ended.opens() if running.key == MAIN]
    assert MAIN in ended.closes() or own


@pytest.mark.parametrize(("stream", "event", "running"), [*opened()])
def test_what_is_opened_is_closed_by_some_event_and_followed_by_a_command_of_its_stream(
    stream: str, event: Event, running: Running
) -> None:
    kinds = [kind for found, kind in EVENTS if found.name == stream]
    of_its_stream = [replace(sampled(kind), final=False) for kind in kinds]
    later = [one for one in of_its_stream if type(one) is not type(event)]
    # samples bear the number 7 and their fields' names, so that keys are the same in all of them
    assert any(running.key in one.closes() for one in later)
    assert STREAMS[stream].command(running.follows)
    assert (running.then is None) == bool(running.awaits or running.fires)


def test_a_period_that_a_regulation_names_has_the_same_name_in_the_events() -> None:
    assert {running.kind for _, _, running in opened()} == {*BLOCK_PERIODS, "answer", "validity"}


@pytest.mark.parametrize("module", [deadlines, worklist, timers])
def test_neither_deadlines_nor_worklist_nor_timers_name_an_event(module: Any) -> None:
    assert [kind for _, kind in EVENTS if kind in vars(module).values()] == []


# T2: the days to answer an application


@rule("IMPLICIT:correction")
def test_an_application_is_to_be_answered_within_five_working_days_of_its_submission() -> None:
    [row] = answers(submitted())
    assert (row.timer, row.kind, row.due) == ("T2", "answer", str(FIFTH))
    assert (row.command, row.by, row.division) == ("AcceptApplication", "OFFICIAL", "510100")
    assert (row.period.began, row.period.length, row.period.unit) == (DAY, 5, "working_day")
    with pytest.raises(KeyError):
        row.fires()


@rule("IMPLICIT:correction")
def test_how_many_days_that_are_is_the_regulations_number() -> None:
    text = reissued("2025-01-01").replace("answer_within = 5", "answer_within = 3")
    assert due(at("SubmitApplication", text)) == ["2026-03-05"]


@rule("IMPLICIT:correction")
@pytest.mark.parametrize("answer", [ACCEPT, TURN_AWAY, WITHDRAW, TERMINATE])
def test_it_is_answered_by_acceptance_by_refusal_and_by_the_end_of_the_case(answer: Ask) -> None:
    world = submitted()
    do(world, answer)
    # what runs after a decision against the unit are its terms to contest it
    assert [row for row in periods_of(world).values() if not row.against] == []


@rule("IMPLICIT:correction")
def test_who_asks_for_correction_has_answered_and_the_applicants_term_runs_instead() -> None:
    world = submitted()
    do(world, ASK_CORRECTION)
    [row] = periods_of(world).values()
    assert (row.kind, row.timer, row.due, row.by) == ("correction", "T2", "2026-03-16", "SYSTEM")
    do(world, CORRECT)
    assert periods_of(world) == {}


@rule("SC-07.3")
def test_the_days_to_answer_go_along_to_the_bureau_that_the_application_is_filed_with() -> None:
    world = SICHUAN_DIRECT.at("SubmitApplication")
    assert [row.division for row in answers(world)] == ["510000"]
    do(world, SICHUAN_DIRECT.asks["ReceiveLocalFiling"])
    assert [row.division for row in answers(world)] == ["510100"]


@invariant(25)
@rule("IMPLICIT:correction")
def test_an_application_comes_in_before_all_its_days_are_known_and_the_notice_tells_the_rest() -> (
    None
):
    world = submitted(date(2026, 12, 29))
    [row] = answers(world)
    assert (row.due, row.period.provisional) == ("2026-12-31", True)
    assert row.period.counted == (date(2026, 12, 30), date(2026, 12, 31))
    assert known_last_day(row.period, calendar(world).calendar) is None
    notice = PublishCalendar(year=2027, notice_no="2027", off=(date(2027, 1, 1),))
    world.act("calendars", "CN", notice, SYSTEM)
    assert known_last_day(row.period, calendar(world).calendar) == date(2027, 1, 6)


def calendar(world: World) -> CalendarFile:
    found = state(world, "CN", "calendars")
    assert isinstance(found, CalendarFile)
    return found


@rule("IMPLICIT:correction")
def test_a_holiday_proclaimed_meanwhile_gives_the_bureau_another_day_to_ask_for_correction() -> (
    None
):
    world = submitted()
    assert refused(world, ASK_CORRECTION, SIXTH) == ["IMPLICIT:correction"]
    notice = PublishCalendar(year=2026, notice_no="补充通知", off=(date(2026, 3, 6),))
    world.act("calendars", "CN", notice, SYSTEM)
    assert do(world, ASK_CORRECTION, SIXTH)


@rule("IMPLICIT:correction")
def test_what_an_earlier_release_stored_has_no_such_row_and_is_asked_in_time_as_before() -> None:
    world = submitted()
    history = world.histories["applications/a1"]
    line = b'{"type":"application-submitted","stage":"SUBMITTED","addressee":"510100","claim":"x"}'
    history[-1] = replace(history[-1], event=msgspec.json.decode(line, type=ApplicationSubmitted))
    case = replay("applications", history)
    assert isinstance(case, Application) and case.answer is None
    world.states["applications/a1"] = case
    assert periods_of(world) == {}
    assert do(world.copy(), ASK_CORRECTION, FIFTH)
    assert refused(world, ASK_CORRECTION, SIXTH) == ["IMPLICIT:correction"]


# What outlives the case


@rule("IMPLICIT:objection")
def test_an_objection_is_answered_in_time_also_where_its_entry_has_ended_meanwhile() -> None:
    world = at("StartPublicity")
    for ask in (LODGE, ADMIT, WITHDRAW):
        do(world, ask)
    rows = periods_of(world)
    assert rows.keys() == {"batches/b1#L1", "applications/a1#objection-1"}
    row = rows["applications/a1#objection-1"]
    assert (row.timer, row.command, row.by) == ("T11", "ResolveObjection", "OFFICIAL")
