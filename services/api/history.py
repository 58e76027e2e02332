"""A case's history: its events, oldest first, whole or in outline.

Events and versions have the numbers by which the reader counts them (services/access/numbering.py).
"""

from collections.abc import Callable, Iterator
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
from domain.case import Actor, Case, Raised, Record, RecordOf
from domain.parts import Part
from services.access.disclosure import opener, shown
from services.access.numbering import Numbering, numbering_of
from services.access.redaction import context_for, event_for
from services.access.sight import sees
from services.api.openapi_words import CASE_PROBLEMS, many, pages
from services.api.requests import (
    FLAGS,
    cursor_asked,
    cursor_to,
    flag_asked,
    id_of,
    number_asked,
    runtime_of,
    stream_of,
)
from services.api.responses import Page, json
from services.api.route import Route
from services.api.views import CaseView, reader_of, subject_of, visible
from services.runtime import Runtime

Outline = RecordOf[Raw, CommandName]
R = TypeVar("R", bound=RecordOf[Any, Any])
FEWEST = 100
"""Events that are read together, where less is asked for: some of them may be passed over."""


class RecordShown(Struct, frozen=True):
    """One event of a case's history; `flags` are what was noted about it."""

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


class RecordOutline(Struct, frozen=True):
    """Who did what, when, on what document, under which rules: an event without its bodies."""

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


async def events(request: Request) -> Response:
    """`GET /{streams}/{id}/events`: the history, oldest first; with `outline` without bodies."""
    runtime, stream, id = runtime_of(request), stream_of(request), id_of(request)
    view = visible(runtime, reader_of(request, stream), stream, id)
    limit = number_asked(request, "limit", 100, 1, 1000)
    start = number_after(request, view)
    if flag_asked(request, "outline"):
        return page(
            told_after(runtime, view, start, limit + 1, outlined), limit, partial(in_outline, view)
        )
    teller = HistoryTeller(runtime, view)
    return page(told_after(runtime, view, start, limit + 1, whole), limit, teller.told)


def page(
    found: Iterator[tuple[Stored, R]],
    limit: int,
    tell: Callable[[Stored, R], "RecordShown | RecordOutline"],
) -> Response:
    """The next events; one more than is shown tells whether there is a next page."""
    events = list(islice(found, limit + 1))
    items = tuple(tell(stored, record) for stored, record in events[:limit])
    more = len(events) > limit
    return json(Page(items, cursor_to(("version", str(items[-1].version))) if more else None))


def whole(stored: Stored) -> Record:
    return decode(stored.topic, stored.state)


def outlined(stored: Stored) -> Outline:
    return outline(stored.state)


def in_outline(view: CaseView, stored: Stored, record: Outline) -> RecordOutline:
    context = record.context
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
    )


def number_after(request: Request, view: CaseView) -> int:
    """The number, by the reader's own count, behind which the page begins."""
    after = cursor_asked(request)
    given = int(after[1]) if after and after[1].isdigit() and len(after[1]) < 19 else 0
    return min(given, view.number)


def told_after(
    runtime: Runtime, view: CaseView, number: int, some: int, read: Callable[[Stored], R]
) -> Iterator[tuple[Stored, R]]:
    """The events that the reader is shown behind one of theirs, in order. What lies between is
    passed over unread, and no page ends for it."""
    numbering, name = view.numbering, view.name
    version = numbering.version(number)
    while found := runtime.log.history(name, after=version, upto=version + max(some, FEWEST)):
        for stored in found:
            if numbering.counts(stored.version):
                record = read(stored)
                if view.reads(stored.topic, record):
                    yield stored, record
        version = found[-1].version


class HistoryTeller:
    """Tells one reader of a case's events, by the numbers that they know."""

    def __init__(self, runtime: Runtime, view: CaseView) -> None:
        self.runtime, self.view = runtime, view
        self.open = opener(runtime.vault, view.actor, view.case)
        self.known: dict[str, Numbering | None] = {view.name: view.numbering}

    def told(self, stored: Stored, record: Record) -> RecordShown:
        view = self.view
        context = msgspec.to_builtins(record.context)
        return RecordShown(
            position=stored.position,
            version=view.numbering.number(stored.version),
            type=stored.topic,
            recorded_at=stored.recorded_at.astimezone(UTC).isoformat(),
            event=event_for(view.actor, stored.topic, shown(record.event, self.open)),
            context=context_for(view.actor, record, view.sight, context),
            command=type(record.command).__name__,
            basis=record.basis,
            regulation=record.regulation,
            calendar=record.calendar,
            reads=self.reads(record),
            sha256=receipt_hash(stored).hex(),
            flags=record.flags,
        )

    def reads(self, record: Record) -> dict[str, int]:
        """Of the cases that a decision looked at, those that this person may know to exist."""
        told = {}
        for name, version in record.reads.items():
            if name not in self.known:
                self.known[name] = self.numbering_of(name)
            if numbering := self.known[name]:
                told[name] = numbering.number(version)
        return told

    def numbering_of(self, name: str) -> Numbering | None:
        """Outside the administration only the cases that the reader may see have numbers."""
        case, _ = self.runtime.store.held(name)
        whole = self.view.sight.shows(Part.READS)
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
    ),
)
