"""A case's history: its events, oldest first, and what differs between two versions."""

from datetime import UTC
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from adapters.event_store.codec import decode
from adapters.event_store.log import Stored, receipt_hash
from domain.case import Case, Raised, Record, stream_and_id
from domain.parts import Part
from services.access.disclosure import Open, opener, shown
from services.access.policy import PUBLIC_STREAMS
from services.access.redaction import context_for, event_for, may_read
from services.access.sight import Sight
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
from services.api.views import CaseView, reader_of, visible


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
    actor = reader_of(request, stream)
    view = visible(runtime, actor, stream, id)
    limit = number_asked(request, "limit", 100, 1, 1000)
    after = cursor_asked(request)
    start = int(after[1]) if after and after[1].isdigit() else 0
    found = runtime.log.history(f"{stream.name}/{id}", after=start, upto=start + limit)
    records = [(one, decode(one.topic, one.state)) for one in found]
    open = opener(runtime.vault, actor, view.case)
    items = tuple(
        record_shown(one, record, view, open)
        for one, record in records
        if may_read(actor, record, view.case, view.sight)
    )
    more = len(found) == limit
    return json(Page(items, cursor_to(("version", str(found[-1].version))) if more else None))


def record_shown(stored: Stored, record: Record, view: CaseView, open: Open) -> RecordShown:
    actor = view.actor
    return RecordShown(
        position=stored.position,
        version=stored.version,
        type=stored.topic,
        recorded_at=stored.recorded_at.astimezone(UTC).isoformat(),
        event=event_for(actor, stored.topic, shown(record.event, open)),
        context=context_for(actor, record, view.sight, msgspec.to_builtins(record.context)),
        command=type(record.command).__name__,
        basis=record.basis,
        regulation=record.regulation,
        calendar=record.calendar,
        reads=reads_told(stored, record, view.sight),
        sha256=receipt_hash(stored).hex(),
        flags=record.flags,
    )


def reads_told(stored: Stored, record: Record, sight: Sight) -> dict[str, int]:
    """Of the cases that a decision looked at, those that this person may know to exist: outside the
    administration the case itself, and what anybody may read."""
    if sight.shows(Part.READS):
        return record.reads
    return {
        name: version
        for name, version in record.reads.items()
        if name == stored.stream or stream_and_id(name)[0] in PUBLIC_STREAMS
    }


async def diff(request: Request) -> Response:
    """`GET /{streams}/{id}/diff?from=&to=`: fields that differ between two versions."""
    runtime, stream, id = runtime_of(request), stream_of(request), id_of(request)
    actor = reader_of(request, stream)
    view = visible(runtime, actor, stream, id)
    version = view.version
    old = number_asked(request, "from", 0, 0, version)
    new = number_asked(request, "to", version, 0, version)
    name = f"{stream.name}/{id}"
    states = (runtime.store.at_version(name, one) for one in (old, new))
    before, after = (state and view.shown(state) for state in states)
    open = opener(runtime.vault, actor, view.case)
    return json({"from": old, "to": new, "changes": changes(before, after, open)})


def changes(before: Case | None, after: Case | None, open: Open) -> list[dict[str, Any]]:
    """Each field that differs, by JSON pointer, with both values."""
    old = flat(shown(before, open)) if before else {}
    new = flat(shown(after, open)) if after else {}
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
