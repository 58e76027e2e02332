"""OpenAPI 3.1, made from the types: every command of every stream with its schema and its words."""

from functools import cache
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from adapters.files import FileRef
from adapters.read_tables import Table
from domain.case import Command
from domain.streams import Stream
from domain.words import COMMANDS
from projections.notices import Notice
from services.access import PUBLIC_STREAMS
from services.api.asking import CALLERS_STREAMS
from services.api.commands import CommandAnswer, Envelope, slug
from services.api.feed import FARTHEST_PLACE, FILTERS, LARGEST_PAGE, LINES, STREAM, FeedPage
from services.api.lists import ParkedRow
from services.api.objections import OwnObjection
from services.api.people import Credentials, MoveClock, Token
from services.api.problems import Problem
from services.api.states import CaseState, RecordShown
from services.projections import AUDIT, CENTRES, DEADLINES, PUBLICITY, STATISTICS, WORKLIST
from services.review_report import ReviewReport

REF = "#/components/schemas/{name}"
Schema = dict[str, Any]
ID = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"}
SINGLE = (
    *(Credentials, Token, MoveClock, CommandAnswer, CaseState, RecordShown, FeedPage),
    *(Problem, FileRef, ParkedRow, OwnObjection, ReviewReport, Notice),
)
LISTED = (CENTRES, DEADLINES, AUDIT, PUBLICITY, STATISTICS, WORKLIST)
EMPTY: Schema = {"maxLength": 0}  # as from a form that was left blank: the same as absent
DAY: Schema = {"type": "string", "anyOf": [{"format": "date"}, EMPTY]}
MOMENT: Schema = {"type": "string", "anyOf": [{"format": "date-time"}, EMPTY]}
NAMES: Schema = {"type": "array", "items": {"type": "string"}}
COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": 2**62}


def limit(most: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most}


def query(**schemas: Schema) -> list[Schema]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]


def in_path(**schemas: Schema) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in schemas.items()
    ]


HEADERS = [
    {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
    },
    {
        "name": "If-Match",
        "in": "header",
        "schema": {"type": "string", "pattern": '^"[0-9]{1,18}"$'},
    },
]


WITH_OR_WITHOUT_TOKEN: list[Schema] = [{}, {"bearer": []}]
OBJECTION_KEY = {
    "name": "Objection-Key",
    "in": "header",
    "description": "the secret whose SHA-256 was given as reply_key",
    "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
}


def callers_commands(stream: Stream) -> list[type[Command]]:
    return [c for c in stream.commands if not c.entailed]


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
    components.pop("Sealed", None)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Anjuan 案卷", "version": "1", "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "paths": dict(paths()),
        "components": {
            "schemas": without_boxes(components),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def open_command(schema: Schema) -> None:
    """The command's name stands in the path, not in its body."""
    schema["properties"].pop("do", None)
    schema["required"] = [name for name in schema.get("required", ()) if name != "do"]


def body_of(envelope: Schema, command: type[Command]) -> Schema:
    own = {"$ref": REF.format(name=command.__name__)}
    properties = {**envelope["properties"], "command": own}
    return {**envelope, "title": f"{command.__name__}Body", "properties": properties}


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


def paths() -> list[tuple[str, Schema]]:
    found: list[tuple[str, Schema]] = []
    for stream in CALLERS_STREAMS.values():
        base = f"/api/v1/{stream.name}"
        if stream.opening:
            found.append((base, {"post": command_operation(stream, stream.opening, [])}))
        for command in callers_commands(stream):
            operation = command_operation(stream, command, in_path(id=ID))
            found.append((f"{base}/{{id}}/{slug(command)}", {"post": operation}))
        found += reads(stream, base)
    return [*found, *fixed_paths()]


def command_operation(stream: Stream, command: type[Command], parameters: list[Schema]) -> Schema:
    name = command.__name__
    opening = "" if parameters else "Open"
    statuses = ("401", "403", "404", "409", "412", "413", "422", "503")
    return {
        "operationId": f"{stream.name}{name}{opening}",
        "summary": f"{COMMANDS[name]} {name}",
        "description": command.__doc__ or "",
        "tags": [stream.name],
        "parameters": parameters + HEADERS + ([OBJECTION_KEY] if command.public else []),
        "requestBody": {"required": True, "content": as_json(f"{name}Body")},
        "responses": {
            "201": {"description": "办理完成 done", "content": as_json("CommandAnswer")},
            **problems(*statuses, *(("429",) if command.public else ())),
        },
        **({"security": WITH_OR_WITHOUT_TOKEN} if command.public else {}),
    }


def as_json(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": REF.format(name=name)}}}


def problems(*statuses: str) -> Schema:
    content = {"application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}}
    return {status: {"description": "problem", "content": content} for status in statuses}


def listing(*names: str) -> Schema:
    kinds = [{"$ref": REF.format(name=name)} for name in names]
    items = {"type": "array", "items": {"anyOf": kinds} if len(kinds) > 1 else kinds[0]}
    properties = {"items": items, "next": {"type": ["string", "null"]}}
    return {
        "application/json": {
            "schema": {"type": "object", "properties": properties, "required": ["items"]}
        }
    }


def rows(table: Table[Any, Any]) -> Schema:
    return listing(table.row.__name__, ParkedRow.__name__)


def reading(
    id: str, content: Schema, parameters: list[Schema], statuses: tuple[str, ...]
) -> Schema:
    return {
        "get": {
            "operationId": id,
            "parameters": parameters + query(min_position=COUNT),
            "responses": {
                "200": {"description": "ok", "content": content},
                **problems(*dict.fromkeys((*statuses, "422"))),
            },
        }
    }


def reads(stream: Stream, base: str) -> list[tuple[str, Schema]]:
    own = in_path(id=ID)
    usual = ("401", "404", "422")
    changes = {"application/json": {"schema": {"type": "object"}}}
    events = own + query(limit=limit(1000), cursor={"type": "string"})
    versions = own + query(**{"from": COUNT, "to": COUNT})
    moments = own + query(as_of=DAY, known_at=MOMENT)
    found = [
        (f"{base}/{{id}}", reading(f"{stream.name}State", as_json("CaseState"), moments, usual)),
        (
            f"{base}/{{id}}/events",
            reading(f"{stream.name}Events", listing("RecordShown"), events, usual),
        ),
        (f"{base}/{{id}}/diff", reading(f"{stream.name}Diff", changes, versions, usual)),
    ]
    if stream.name in PUBLIC_STREAMS:
        for _, path in found:
            path["get"]["security"] = WITH_OR_WITHOUT_TOKEN
    return found


def fixed_paths() -> list[tuple[str, Schema]]:
    registry = query(
        q={"type": "string"},
        as_of=DAY,
        known_at=MOMENT,
        sort=orders(CENTRES),
        cursor={"type": "string"},
        limit=limit(500),
        total={"enum": ["", "1", "true"]},
        **{name: {"type": "string"} for name in CENTRES.filters},
    )
    binary = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    centres = reading("registryCentres", rows(CENTRES), registry, ("422", "503"))
    moments = in_path(id=ID) + query(as_of=DAY, known_at=MOMENT)
    centre = reading("registryCentre", as_json("Row"), moments, ("404", "422", "503"))
    for path in (centres, centre):
        path["get"]["security"] = []
    return [
        ("/api/v1/registry/centres", centres),
        ("/api/v1/registry/centres/{id}", centre),
        *bureau_lists(),
        own_objection(),
        (
            "/api/v1/applications/{id}/review-report",
            reading("reviewReport", as_json("ReviewReport"), in_path(id=ID), ("401", "404")),
        ),
        ("/api/v1/events", feed()),
        ("/api/v1/tokens", {"post": posting("tokens", "Credentials", "201", as_json("Token"))}),
        (
            "/api/v1/demo/clock",
            {"post": posting("demoClock", "MoveClock", "200", {"application/json": {}})},
        ),
        (
            "/api/v1/files",
            {
                "post": {
                    "operationId": "putFile",
                    "parameters": query(**{"for": {"enum": ["", "objection"]}}),
                    "requestBody": {"required": True, "content": binary},
                    "responses": {
                        "201": {"description": "stored", "content": as_json("FileRef")},
                        **problems("401", "413", "415", "422"),
                    },
                }
            },
        ),
        (
            "/api/v1/files/{hash}",
            reading(
                "getFile",
                binary,
                in_path(hash={"type": "string"}) + query(application={"type": "string"}),
                ("401", "404"),
            ),
        ),
    ]


def bureau_lists() -> list[tuple[str, Schema]]:
    """Lists over the caller's own area, and the public's list of entries in publicity."""
    text: Schema = {"type": "string"}
    own = ("401", "403", "422", "503")
    publicity = plain_list(PUBLICITY, "publicity", ("422", "503"), {"q": text})
    publicity[1]["get"]["security"] = []
    answer = publicity[1]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    notice = {"$ref": REF.format(name=Notice.__name__)}
    answer["properties"]["notices"] = {"type": "object", "additionalProperties": notice}
    return [
        plain_list(AUDIT, "audit", own, {"from": DAY, "to": DAY, "rule": text}),
        plain_list(WORKLIST, "worklist", own, {}),
        plain_list(STATISTICS, "statistics", own, {}),
        plain_list(DEADLINES, "deadlines", own, {}),
        publicity,
    ]


def own_objection() -> tuple[str, Schema]:
    number = in_path(id=ID, no={"type": "integer", "minimum": 1})
    found = reading("ownObjection", as_json("OwnObjection"), number, ("404", "429"))
    found["get"]["parameters"] += [OBJECTION_KEY]
    found["get"]["security"] = []
    return "/api/v1/applications/{id}/objections/{no}", found


def plain_list(
    table: Table[Any, Any], name: str, statuses: tuple[str, ...], more: dict[str, Schema]
) -> tuple[str, Schema]:
    usual = {"sort": orders(table), "cursor": {"type": "string"}, "limit": limit(500)}
    parameters = query(**{**usual, **filters_of(table), **more})
    operation = reading(name, rows(table), parameters, statuses)
    return f"/api/v1/{name}", operation


def orders(table: Table[Any, Any]) -> Schema:
    return {"enum": ["", *(f"{sign}{one}" for one in table.sorts for sign in ("", "-"))]}


def filters_of(table: Table[Any, Any]) -> dict[str, Schema]:
    return {name: {"type": "string"} for name in table.filters}


def feed() -> Schema:
    """One reading in three forms; the stream's `data` and each line hold one event as told."""
    place = {"type": "integer", "minimum": 0, "maximum": FARTHEST_PLACE}
    filters = {
        name: {"type": "array", "items": {"type": "string", "pattern": f"^({form})?$"}}
        for name, form in FILTERS.items()
    }
    resumed = {"type": "string", "pattern": "^[0-9]{0,18}$"}
    parameters = [
        *query(after=place, limit=limit(LARGEST_PAGE), **filters),
        {"name": "Last-Event-ID", "in": "header", "schema": resumed},
    ]
    content = {
        **as_json("FeedPage"),
        LINES: {"schema": {"$ref": REF.format(name="Told")}},
        STREAM: {"schema": {"type": "string"}},
    }
    return reading("feed", content, parameters, ("401", "422", "503"))


def posting(id: str, body: str, status: str, content: Schema) -> Schema:
    return {
        "operationId": id,
        "requestBody": {"required": True, "content": as_json(body)},
        "responses": {
            status: {"description": "ok", "content": content},
            **problems("401", "404", "413", "422"),
        },
    }


async def openapi(request: Request) -> Response:
    """`GET /api/openapi.json`"""
    return Response(msgspec.json.encode(document()), media_type="application/json")
