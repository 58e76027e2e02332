"""The OpenAPI 3.1 document, generated from the types: every command with its schema and words, and
every route as declared."""

from functools import cache
from typing import Any

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from services.api.commands import Envelope
from services.api.openapi_commands import (
    body_schema,
    callers_commands,
    command_operations,
    open_command,
)
from services.api.openapi_own import with_own_fields
from services.api.openapi_routes import DOCUMENTED_STREAMS, operations
from services.api.openapi_words import COUNT, REF, TEXTS, Schema, portable, tags
from services.api.problems import Problem
from services.api.receipts import CommandAnswer
from services.api.requests import runtime_of
from services.api.route import API
from services.api.routes import ROUTES
from services.api.webhook_forms import POSTED_EVENT
from services.api.wording import rules_by_code, worded
from services.subscriptions.catalogue import PROJECTIONS
from services.webhooks.message import CloudEvent

INFO: Schema = {
    "title": "Anjuan 案卷",
    "version": "1",
    "description": "产业知识产权运营中心的案卷：办理、查询、订阅。"
    "Case files of industrial IP operation centres: commands, queries, a feed.",
    "contact": {"name": "Anjuan 案卷"},
}


async def openapi(request: Request) -> Response:
    """`GET /api/openapi.json`: the OpenAPI document, with the fields that only some regimes ask."""
    runtime = runtime_of(request)
    rules = await run_in_threadpool(lambda: rules_by_code(runtime.regimes(), runtime.clock.today()))
    asked = with_own_fields(document(), [one.text for one in rules.values()])
    return Response(msgspec.json.encode(asked), media_type="application/json")


@cache
def document() -> Schema:
    """The whole OpenAPI document; built once."""
    types = [c for stream in DOCUMENTED_STREAMS.values() for c in callers_commands(stream)]
    answered = [struct for route in ROUTES for struct in route.structs]
    kinds = dict.fromkeys((*answered, Problem, CommandAnswer, Envelope, Text, CloudEvent, *types))
    _, components = msgspec.json.schema_components(kinds, ref_template=REF)
    components = portable(components)
    envelope = components.pop("Envelope")
    for command in types:
        open_command(components[command.__name__])
        components[f"{command.__name__}Body"] = body_schema(envelope, command)
    components["AuditEntry"]["properties"] |= {"position": COUNT, "rules": TEXTS}  # as listed
    for row in (projection.table.row for projection in PROJECTIONS):
        components.get(row.__name__, {"properties": {}})["properties"] |= beside(row)
    components.pop("Sealed", None)
    return {
        "openapi": "3.1.0",
        "info": INFO | {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "tags": tags(DOCUMENTED_STREAMS),
        "paths": paths(),
        "webhooks": {"event": {"post": POSTED_EVENT}},
        "components": {
            "schemas": with_item_types(without_boxes(components)),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def beside(row: type[Struct]) -> Schema:
    """Schemas of the `*_words` fields that stand beside a row's codes."""
    text: Schema = {"$ref": REF.format(name=Text.__name__)}
    return {f"{name}_words": text for name in worded(row.__struct_fields__)}


def paths() -> Schema:
    by_path: Schema = {}
    for stream in DOCUMENTED_STREAMS.values():
        by_path |= command_operations(stream, f"{API}/{stream.name}")
    for route in ROUTES:
        for path, described in operations(route):
            by_path[path] = described | by_path.get(path, {})  # the first one is matched
    return by_path


def with_item_types(components: dict[str, Schema]) -> dict[str, Schema]:
    """Lines that are written as arrays, place by place, with the `items` that tools ask of every
    array: a later release may append places."""
    return {
        name: one | {"items": {}} if one.get("type") == "array" else one
        for name, one in components.items()
    }


def without_boxes(schema: Any) -> Any:
    """The schema with personal fields as plain text: callers never see the sealed form."""
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
