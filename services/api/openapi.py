"""OpenAPI 3.1, made from the types: every command of every stream with its schema and its words."""

from functools import cache
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from adapters.files import FileRef
from domain.refusal import Text
from projections.notices import Notice
from services.api import openapi_people as people
from services.api import openapi_reads as reads
from services.api.commands import Envelope
from services.api.feed import FeedPage
from services.api.history import RecordShown
from services.api.lists import ParkedRow
from services.api.objections import OwnObjection
from services.api.openapi_commands import body_of, callers_commands, commands, open_command
from services.api.openapi_words import COUNT, NAMES, REF, Schema
from services.api.people import Credentials, MoveClock, Token
from services.api.problems import Problem
from services.api.receipts import CommandAnswer
from services.api.requests import CALLERS_STREAMS
from services.api.states import CaseState
from services.api.wording import worded
from services.queries.review_report import ReviewReport
from services.subscriptions.catalogue import (
    AUDIT,
    CASES,
    CENTRES,
    DEADLINES,
    PROJECTIONS,
    PUBLICITY,
    STATISTICS,
    WORKLIST,
)

SINGLE = (
    *(Credentials, Token, MoveClock, CommandAnswer, CaseState, RecordShown, FeedPage),
    *(Problem, FileRef, ParkedRow, OwnObjection, ReviewReport, Notice),
)
LISTED = (CENTRES, DEADLINES, AUDIT, PUBLICITY, STATISTICS, WORKLIST, CASES)


async def openapi(request: Request) -> Response:
    """`GET /api/openapi.json`"""
    return Response(msgspec.json.encode(document()), media_type="application/json")


@cache
def document() -> Schema:
    """The whole document."""
    types = [c for stream in CALLERS_STREAMS.values() for c in callers_commands(stream)]
    kinds = (*SINGLE, *(table.row for table in LISTED), *types, Envelope)
    _, components = msgspec.json.schema_components(kinds, ref_template=REF)
    envelope = components.pop("Envelope")
    for command in types:
        open_command(components[command.__name__])
        components[f"{command.__name__}Body"] = body_of(envelope, command)
    components["AuditEntry"]["properties"] |= {"position": COUNT, "rules": NAMES}  # as shown
    for row in (one.table.row for one in PROJECTIONS):
        components.get(row.__name__, {"properties": {}})["properties"] |= beside(row)
    components.pop("Sealed", None)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Anjuan 案卷", "version": "1", "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "paths": joined(paths()),
        "components": {
            "schemas": without_boxes(components),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def joined(found: list[tuple[str, Schema]]) -> Schema:
    """One entry for each path, with all that may be done there."""
    by_path: Schema = {}
    for path, operations in found:
        by_path[path] = by_path.get(path, {}) | operations
    return by_path


def beside(row: type[Struct]) -> Schema:
    """The words that stand beside a row's codes."""
    text: Schema = {"$ref": REF.format(name=Text.__name__)}
    return {f"{name}_words": text for name in worded(row.__struct_fields__)}


def paths() -> list[tuple[str, Schema]]:
    found: list[tuple[str, Schema]] = []
    for stream in CALLERS_STREAMS.values():
        base = f"/api/v1/{stream.name}"
        found += [*commands(stream, base), reads.case_list(stream, base), *reads.case(stream, base)]
    return [
        *found,
        *reads.registry(),
        *reads.bureau_lists(),
        reads.publicity(),
        reads.own_objection(),
        reads.review_report(),
        reads.feed(),
        people.tokens(),
        people.demo_clock(),
        people.put_file(),
        people.get_file(),
    ]


def without_boxes(schema: Any) -> Any:
    """Personal fields are plain text for callers; the sealed form is the store's own."""
    match schema:
        case {"anyOf": list(choices), **rest}:
            kept = [without_boxes(c) for c in choices if c != {"$ref": REF.format(name="Sealed")}]
            inner = without_boxes(rest)
            return {**inner, **kept[0]} if len(kept) == 1 else {**inner, "anyOf": kept}
        case dict():
            return {key: without_boxes(value) for key, value in schema.items()}
        case list():
            return [without_boxes(value) for value in schema]
    return schema
