"""A case's history: its events, oldest first, and what differs between two versions.

Events and versions have the numbers by which the reader counts them (services/access/numbering.py).
"""

from collections.abc import Iterator
from datetime import UTC
from itertools import islice
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from adapters.event_store.codec import decode
from adapters.event_store.log import Stored, receipt_hash
from domain.case import Case, Raised, Record
from domain.parts import Part
from services.access.disclosure import Open, opener, shown, state_shown
from services.access.numbering import Numbering, numbering_of
from services.access.redaction import context_for, event_for, may_read
from services.access.sight import sees
from services.api.openapi_words import CASE_PROBLEMS, COUNT, Answered, many, pages
from services.api.requests import (
    cursor_asked,
    cursor_to,
    id_of,
    number_asked,
    runtime_of,
    stream_of,
)
from services.api.responses import Page, json
from services.api.route import Route
from services.api.views import CaseView, reader_of, subject_of, visible
from services.runtime import Runtime

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


async def events(request: Request) -> Response:
    """`GET /{streams}/{id}/events`: the history, oldest first."""
    runtime, stream, id = runtime_of(request), stream_of(request), id_of(request)
    view = visible(runtime, reader_of(request, stream), stream, id)
    limit = number_asked(request, "limit", 100, 1, 1000)
    found = list(
        islice(told_after(runtime, view, number_after(request, view), limit + 1), limit + 1)
    )
    teller = HistoryTeller(runtime, view)
    items = tuple(teller.told(one, record) for one, record in found[:limit])
    more = len(found) > limit
    return json(Page(items, cursor_to(("version", str(items[-1].version))) if more else None))


def number_after(request: Request, view: CaseView) -> int:
    """The number, by the reader's own count, behind which the page begins."""
    after = cursor_asked(request)
    given = int(after[1]) if after and after[1].isdigit() and len(after[1]) < 19 else 0
    return min(given, view.number)


def told_after(
    runtime: Runtime, view: CaseView, number: int, some: int
) -> Iterator[tuple[Stored, Record]]:
    """The events that the reader is shown behind one of theirs, in order. What lies between is
    passed over unread, and no page ends for it."""
    numbering, name = view.numbering, view.name
    version = numbering.version(number)
    while found := runtime.log.history(name, after=version, upto=version + max(some, FEWEST)):
        for stored in found:
            if numbering.counts(stored.version):
                record = decode(stored.topic, stored.state)
                if may_read(view.actor, record, view.case, view.sight):
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


async def diff(request: Request) -> Response:
    """`GET /{streams}/{id}/diff?from=&to=`: fields that differ between two versions."""
    runtime, stream, id = runtime_of(request), stream_of(request), id_of(request)
    actor = reader_of(request, stream)
    view = visible(runtime, actor, stream, id)
    old = number_asked(request, "from", 0, 0, view.number)
    new = number_asked(request, "to", view.number, 0, view.number)
    name, versions = view.name, map(view.numbering.version, (old, new))
    states = (runtime.store.at_version(name, version) for version in versions)
    before, after = (state and view.shown(state) for state in states)
    open = opener(runtime.vault, actor, view.case)
    return json({"from": old, "to": new, "changes": changes(before, after, open)})


def changes(before: Case | None, after: Case | None, open: Open) -> list[dict[str, Any]]:
    """Each field that differs, by JSON pointer, with both values."""
    old = flat(state_shown(before, open)) if before else {}
    new = flat(state_shown(after, open)) if after else {}
    return [
        {"pointer": pointer, "from": old.get(pointer), "to": new.get(pointer)}
        for pointer in sorted(old.keys() | new.keys())
        if old.get(pointer) != new.get(pointer)
    ]


def flat(value: Any, pointer: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        return {k: v for key in value for k, v in flat(value[key], f"{pointer}/{key}").items()}
    if isinstance(value, list):
        pairs = enumerate(value)
        return {k: v for i, item in pairs for k, v in flat(item, f"{pointer}/{i}").items()}
    return {pointer: value}


CHANGES = Answered({"application/json": {"schema": {"type": "object"}}})
ROUTES = (
    Route(
        "GET",
        "/{stream}/{id}/events",
        events,
        "{stream}Events",
        many(RecordShown),
        CASE_PROBLEMS,
        pages(1000),
    ),
    Route(
        "GET",
        "/{stream}/{id}/diff",
        diff,
        "{stream}Diff",
        CHANGES,
        CASE_PROBLEMS,
        {"from": COUNT, "to": COUNT},
    ),
)
