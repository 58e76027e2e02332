"""A case's history: its events, oldest first, whole or in outline.

Events and versions have the reader's own numbers (services/access/numbering.py).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from adapters.event_store.codec import CommandName, decode, outline
from adapters.event_store.log import Stored, receipt_hash
from domain.case import Case
from domain.context import Actor, Raised
from domain.parts import Part
from domain.record import Record, RecordOf
from domain.refusal import Text
from domain.words import body_words
from services.access.disclosure import opener, shown
from services.access.naming_versions import with_versions_read
from services.access.numbering import Numbering, numbering_of
from services.access.policy import INWARD_STREAMS
from services.access.redaction import context_for, event_for
from services.access.sight import sees
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import CASE_PROBLEMS, many, pages
from services.api.requests import (
    FLAGS,
    cursor_asked,
    cursor_to,
    flag_asked,
    id_of,
    is_number,
    number_asked,
    runtime_of,
    stream_of,
    wrong_cursor,
)
from services.api.responses import Page, json
from services.api.route import Route
from services.api.standing import STANDS, EventStanding, standing_of
from services.api.views import CaseView, reader_of, subject_of, visible
from services.runtime import Runtime

Outline = RecordOf[Raw, CommandName]
R = TypeVar("R", bound=RecordOf[Any, Any])
FEWEST = 100
"""Events read at a time even for a smaller page, since some of them may be hidden."""


class RecordShown(Struct, frozen=True):
    """One event of a case's history as a reader is shown it; `flags` are what was noted about
    it; `out_of_force_by` and `corrected_by` are the events, by their versions, that have struck it
    out and that have corrected it."""

    position: int
    version: int
    type: str
    recorded_at: str
    event: dict[str, Any]
    context: dict[str, Any]
    command: str
    basis: tuple[str, ...]
    regulation: str | None
    calendar: str | None
    reads: dict[str, int]
    sha256: str
    flags: tuple[Raised, ...]
    command_words: Text
    decided_by: str | None = None
    decided_by_words: Text | None = None
    out_of_force_by: int | None = None
    corrected_by: int | None = None


class RecordOutline(Struct, frozen=True):
    """One event in outline: who did what, when, on what document, under which rules, without
    bodies; why it was recorded late, and whether it still stands."""

    position: int
    version: int
    type: str
    recorded_at: str
    command: str
    actor: Actor
    occurred_on: date
    effective_on: date
    document_no: str | None
    basis: tuple[str, ...]
    command_words: Text
    decided_by: str | None = None
    decided_by_words: Text | None = None
    minutes_no: str | None = None
    minutes_on: date | None = None
    late_reason: str | None = None
    out_of_force_by: int | None = None
    corrected_by: int | None = None


async def events(request: Request) -> Response:
    """`GET /{streams}/{id}/events`: the history, oldest first; with `outline` without bodies."""
    return await beside_the_loop(request, events_of, request)


def events_of(request: Request) -> Response:
    runtime, stream, id = runtime_of(request), stream_of(request), id_of(request)
    view = visible(runtime, reader_of(request, stream), stream, id)
    limit = number_asked(request, "limit", 100, 1, 1000)
    start = number_after(request, view)
    if flag_asked(request, "outline"):
        return page(
            told_after(runtime, view, start, limit + 1, outlined),
            limit,
            partial(in_outline, view, standing_of(runtime, view)),
        )
    teller = HistoryTeller(runtime, view)
    return page(told_after(runtime, view, start, limit + 1, whole), limit, teller.told)


def page(
    told: Iterator[tuple[Stored, R]],
    limit: int,
    tell: Callable[[Stored, R], "RecordShown | RecordOutline"],
) -> Response:
    """A page of the history; one event more than is shown tells whether there is a next page."""
    events = list(islice(told, limit + 1))
    items = tuple(tell(stored, record) for stored, record in events[:limit])
    more = len(events) > limit
    return json(Page(items, cursor_to(("version", str(items[-1].version))) if more else None))


def whole(stored: Stored) -> Record:
    return decode(stored.topic, stored.state)


def outlined(stored: Stored) -> Outline:
    return outline(stored.state)


def in_outline(
    view: CaseView, standing: Mapping[int, EventStanding], stored: Stored, record: Outline
) -> RecordOutline:
    context, stands = record.context, standing.get(stored.version, STANDS)
    named = context.actor.role != "EXPERT" or view.sight.shows(Part.EXPERTS)
    own = context.actor.person == view.actor.person
    return RecordOutline(
        position=stored.position,
        version=view.numbering.number(stored.version),
        type=stored.topic,
        recorded_at=stored.recorded_at.astimezone(UTC).isoformat(),
        command=record.command.do,
        actor=context.actor if named or own else replace(context.actor, person=""),
        occurred_on=context.occurred_on,
        effective_on=context.effective_on,
        document_no=context.document_no,
        basis=record.basis,
        command_words=view.called(record.command.do),
        decided_by=record.decided_by,
        decided_by_words=deciding_body(record),
        minutes_no=context.minutes_no,
        minutes_on=context.minutes_on,
        late_reason=context.late_reason,
        out_of_force_by=stands.out_of_force_by,
        corrected_by=stands.corrected_by,
    )


def deciding_body(record: RecordOf[Any, Any]) -> Text | None:
    """The body that decided the act, in words."""
    return body_words(record.decided_by) if record.decided_by else None


def number_after(request: Request, view: CaseView) -> int:
    """The version, in the reader's numbering, after which the page begins."""
    after = cursor_asked(request)
    if after and not is_number(after[1]):
        raise wrong_cursor()
    return min(int(after[1]) if after else 0, view.number)


def told_after(
    runtime: Runtime, view: CaseView, number: int, wanted: int, read: Callable[[Stored], R]
) -> Iterator[tuple[Stored, R]]:
    """The events after a version that the reader is shown, in order; hidden events are skipped and
    do not shorten a page."""
    numbering, name = view.numbering, view.name
    version = numbering.version(number)
    while batch := runtime.log.stretch(name, version, version + max(wanted, FEWEST)):
        for stored in batch:
            if numbering.counts(stored.version):
                record = read(stored)
                if view.reads(stored.topic, record):
                    yield stored, record
        version = batch[-1].version


class HistoryTeller:
    """Renders a case's events for one reader: redacted, decrypted, in the reader's numbering."""

    def __init__(self, runtime: Runtime, view: CaseView) -> None:
        self.runtime, self.view = runtime, view
        self.open = opener(runtime.vault, view.actor, view.case)
        self.standing = standing_of(runtime, view)
        self.known: dict[str, Numbering | None] = {view.name: view.numbering}

    def told(self, stored: Stored, record: Record) -> RecordShown:
        view = self.view
        context = msgspec.to_builtins(record.context)
        stands = self.standing.get(stored.version, STANDS)
        return RecordShown(
            position=stored.position,
            version=view.numbering.number(stored.version),
            type=stored.topic,
            recorded_at=stored.recorded_at.astimezone(UTC).isoformat(),
            event=self.event(stored, record),
            context=context_for(view.actor, record, view.sight, context),
            command=type(record.command).__name__,
            basis=record.basis,
            regulation=record.regulation,
            calendar=record.calendar,
            reads=self.reads(record),
            sha256=receipt_hash(stored).hex(),
            flags=record.flags,
            command_words=view.called(type(record.command).__name__),
            decided_by=record.decided_by,
            decided_by_words=deciding_body(record),
            out_of_force_by=stands.out_of_force_by,
            corrected_by=stands.corrected_by,
        )

    def event(self, stored: Stored, record: Record) -> dict[str, Any]:
        event = event_for(self.view.actor, stored.topic, shown(record.event, self.open))
        return with_versions_read(stored.topic, event, self.view.numbering.number)

    def reads(self, record: Record) -> dict[str, int]:
        """The versions that the decision read, of those cases that this reader may know of."""
        numbers = {}
        for name, version in record.reads.items():
            if name not in self.known:
                self.known[name] = self.numbering_of(name)
            if numbering := self.known[name]:
                numbers[name] = numbering.number(version)
        return numbers

    def numbering_of(self, name: str) -> Numbering | None:
        """The reader's numbering of another case; outside the administration None for cases that
        they may not see."""
        case, _ = self.runtime.store.held(name)
        inward = name.partition("/")[0] in INWARD_STREAMS
        whole = self.view.sight.shows(Part.READS) and not inward
        if case is None:
            return Numbering(Case(), self.view.actor, self.view.sight) if whole else None
        subject = subject_of(self.runtime, name.partition("/")[0], case)
        if whole or sees(self.view.actor, subject):
            return numbering_of(self.view.actor, subject)
        return None


ROUTES = (
    Route(
        "GET",
        "/{stream}/{id}/events",
        events,
        "{stream}Events",
        many(RecordShown, RecordOutline),
        CASE_PROBLEMS,
        {**pages(1000), "outline": {"enum": [*FLAGS]}},
        words=Text("案卷历史", "History of a case"),
    ),
)
