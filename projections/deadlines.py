"""Deadlines: running periods, their last days, how these were counted, and what follows then.

Each record says which periods it opens and closes (domain/running.py); here they become rows. A new
kind of period needs no change here.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.case import Command
from domain.event import Event
from domain.record import Record
from domain.refusal import Text
from domain.running import MAIN, Running, TermElsewhere, term_key
from domain.streams import STREAMS
from domain.working_days import Period
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec


class Deadline(Struct, frozen=True, kw_only=True):
    """One running period. `due` is the announced last day, until 24:00. When it is over, the timer
    gives the `command` with this `body` where it is `by` the SYSTEM; an OFFICIAL has to act; a
    UNIT, the `owner`, may act, against a decision of the type `against`, which said in `remedies`
    where; `remedy` is the one that it has filed, so that it need not act any more. `period` says
    how the day was counted and by which notices; an `interrupted` one does not end, and is not
    `running`. `key` tells the periods of one case apart; `list_no` is set for the publicity of a
    whole list; `division` is the one whose bureau the case is before; `called` is what the
    regulation calls a period of its own. `alerts` are days before its last one, from each of which
    on it is to be reminded of. `again` is the version of the event that opened it, where its timer
    is another than the one that may have come at that end before."""

    timer: str
    kind: str
    stream: str
    id: str
    regulation: str
    division: str
    due: str
    command: str
    by: Literal["SYSTEM", "OFFICIAL", "UNIT"]
    period: Period
    key: str = MAIN
    list_no: str | None = None
    body: dict[str, Any] = {}
    interrupted: bool = False
    running: str = "yes"
    called: Text | None = None
    alerts: tuple[int, ...] = ()
    again: int = 0
    owner: str = ""
    against: str = ""
    remedies: str = ""
    remedy: str = ""

    @property
    def due_on(self) -> date:
        return date.fromisoformat(self.due)

    def fires(self) -> Command:
        """The command that the timer gives at the end of the period; KeyError where there is
        none."""
        kind = STREAMS[self.stream].command(self.command)
        if kind is None or self.by != "SYSTEM":
            raise KeyError(self.command)
        return msgspec.convert({"do": self.command, **self.body}, kind, strict=False)

    @property
    def name(self) -> str:
        """Idempotency key of that command, the same from every worker. It has the day that was
        announced, never one that a corrected calendar makes of it."""
        name = f"timer:{self.stream}:{self.id}:{self.command}:{self.key}:{self.due}"
        return f"{name}:v{self.again}" if self.again else name


def keys(recorded: RecordedEvent) -> Iterable[str]:
    """Keys of the rows whose periods an event opens, closes, or takes to another bureau."""
    own = [row_key(recorded.case, key) for key in dict.fromkeys(touched(recorded.record))]
    return [*own, *map(row_elsewhere, terms_elsewhere(recorded.event))]


def terms_elsewhere(event: Event) -> Iterable[TermElsewhere]:
    return (one for one in (event.acted_within, event.lets_run_on) if one)


def row_elsewhere(one: TermElsewhere) -> str:
    return row_key(one.case, term_key(one.term))


def touched(record: Record) -> Iterable[str]:
    yield from record.closes()
    for running in record.opens():
        yield running.key
    if record.event.moves:
        yield MAIN


def row_key(case: str, key: str) -> str:
    return f"{case}#{key}" if key else case


def project(row: Deadline | None, recorded: RecordedEvent, key: str) -> Deadline | None:
    """The row after an event. Opening a period wins over closing the one before it."""
    record = recorded.record
    if key in map(row_elsewhere, terms_elsewhere(recorded.event)):
        return row and replace(row, remedy=recorded.id if recorded.event.acted_within else "")
    for running in record.opens():
        if row_key(recorded.case, running.key) == key:
            return deadline(recorded, running)
    if any(row_key(recorded.case, closed) == key for closed in record.closes()):
        return None
    return row and replace(row, division=recorded.division)


def deadline(recorded: RecordedEvent, running: Running) -> Deadline:
    regulation, _, division = (running.area or recorded.record.area).partition(".")
    body = (
        msgspec.to_builtins(running.then) if running.then else told_about(recorded.stream, running)
    )
    served = recorded.event.served if running.owner else None
    return Deadline(
        timer=running.timer,
        kind=running.kind,
        stream=recorded.stream,
        id=recorded.id,
        regulation=regulation,
        division=division,
        due=running.period.ends.isoformat(),
        command=running.follows,
        by=who_acts(running),
        period=running.period,
        key=running.key,
        list_no=body.get("list_no"),
        body={name: value for name, value in body.items() if name != "do"},
        interrupted=running.held,
        running="no" if running.held else "yes",
        called=running.called,
        alerts=running.alerts,
        again=running.again,
        owner=running.owner,
        against=recorded.type if running.owner else "",
        remedies=served.remedies if served else "",
    )


def told_about(stream: str, running: Running) -> dict[str, Any]:
    """What tells the command that follows which year or proceeding of the case it is about."""
    kind = STREAMS[stream].command(running.fires)
    field = kind.about_field if kind else None
    return {field: running.about} if field and running.about else {}


def who_acts(running: Running) -> Literal["SYSTEM", "OFFICIAL", "UNIT"]:
    if running.owner:
        return "UNIT"
    return "SYSTEM" if running.by_itself else "OFFICIAL"


def as_told_elsewhere(before: Deadline | None, anew: Deadline | None) -> Deadline | None:
    """A row that was folded anew from its own case, with what a remedy's case has told of it."""
    if before and anew and before.period == anew.period:
        return replace(anew, remedy=before.remedy)
    return anew


PROJECTION = ProjectionSpec(
    name="deadlines",
    row=Deadline,
    keys=keys,
    fold=project,
    carried=as_told_elsewhere,
    sorts=("due",),
    filters=("timer", "kind", "stream", "id", "command", "by", "running", "regulation", "division"),
    limits=("owner",),
)
