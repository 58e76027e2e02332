"""Building blocks of the OpenAPI document: schemas, parameters, contents, responses."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from adapters.read_model.tables import Table
from domain.refusal import Text
from domain.words import stream_words
from services.api.responses import ParkedRow

REF = "#/components/schemas/{name}"
Schema = dict[str, Any]
ID = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"}
EMPTY: Schema = {"maxLength": 0}  # a blank field of a web form counts as absent
TEXT: Schema = {"type": "string"}
DAY_OR_BLANK: Schema = {"type": "string", "anyOf": [{"format": "date"}, EMPTY]}
MOMENT_OR_BLANK: Schema = {"type": "string", "anyOf": [{"format": "date-time"}, EMPTY]}
TEXTS: Schema = {"type": "array", "items": {"type": "string"}}
COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": 2**62}
BINARY: Schema = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
MOMENTS: dict[str, Schema] = {"as_of": DAY_OR_BLANK, "known_at": MOMENT_OR_BLANK}
CASE_PROBLEMS = ("401", "404", "422")
"""Error statuses of reading a case."""
WITH_OR_WITHOUT_TOKEN: list[Schema] = [{}, {"bearer": []}]
OBJECTION_KEY = {
    "name": "Objection-Key",
    "in": "header",
    "description": "异议人的密钥 the objector's secret, 256 random bits; an objection that"
    " comes without gets one in the answer, shown once as objection_key",
    "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
}


class Answered(Struct, frozen=True):
    """The success response of a route: its content by media type, and the structs in it."""

    content: Schema
    structs: tuple[type[Struct], ...] = ()
    status: str = "200"
    description: str = "ok"


def one(kind: type[Struct], status: str = "200", description: str = "ok") -> Answered:
    return Answered(as_json(kind.__name__), (kind,), status, description)


def many(*kinds: type[Struct], **by_key: type[Struct]) -> Answered:
    """The response with a page of a list; `by_key` are structs that its items refer to by key."""
    refs = [ref(kind) for kind in kinds]
    beside = {
        name: {"type": "object", "additionalProperties": ref(kind)} for name, kind in by_key.items()
    }
    items = {"type": "array", "items": {"anyOf": refs} if len(refs) > 1 else refs[0]}
    properties = {"items": items, "next": {"type": ["string", "null"]}, **beside}
    schema = {"type": "object", "properties": properties, "required": ["items"]}
    return Answered({"application/json": {"schema": schema}}, (*kinds, *by_key.values()))


def rows(table: Table[Any, Any], **by_key: type[Struct]) -> Answered:
    return many(table.row, ParkedRow, **by_key)


def ref(kind: type[Struct]) -> Schema:
    return {"$ref": REF.format(name=kind.__name__)}


def listed(table: Table[Any, Any], **more: Schema) -> dict[str, Schema]:
    """The query parameters of a list: the table's filters, `more`, sort order, cursor and limit."""
    orders = ["", *(f"{sign}{sort}" for sort in table.sorts for sign in ("", "-"))]
    filters = dict.fromkeys(table.filters, TEXT)
    return {**filters, **more, "sort": {"enum": orders}, **pages(500)}


def pages(most: int) -> dict[str, Schema]:
    return {"cursor": TEXT, "limit": limit(most)}


def limit(most: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most}


def query(**schemas: Schema) -> list[Schema]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]


def in_path(**schemas: Schema) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in schemas.items()
    ]


def as_json(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": REF.format(name=name)}}}


TAGS = {
    "lists": Text("名录与清单", "lists"),
    "feed": Text("事件流", "the feed of events"),
    "files": Text("文件", "files"),
    "documents": Text("公文与核验", "official documents, and verifying them"),
    "money": Text("资金", "money"),
    "auditing": Text("审计", "auditing"),
    "accounts": Text("账号", "accounts"),
    "access": Text("登录与演示时钟", "signing in, and the demonstration's clock"),
}
"""Groups of operations that are not about one kind of case."""


def tags(streams: Iterable[str]) -> list[Schema]:
    """The groups of operations: one for each kind of case, and the others."""
    named = {name: stream_words(name) for name in streams} | TAGS
    return [{"name": name, "description": f"{said.zh} {said.en}"} for name, said in named.items()]


def portable(schemas: Schema) -> Schema:
    """The schemas in the dialect of JSON Schema: patterns are ECMA-262, where a text ends at $ and
    not at \\Z; nothing but descriptions stands beside a reference."""
    plain: Schema = msgspec.json.decode(msgspec.json.encode(schemas).replace(rb"\\Z", b"$"))
    return {name: without_siblings(schema) for name, schema in plain.items()}


def without_siblings(schema: Any) -> Any:
    match schema:
        case {"$ref": str(), "default": _}:
            return {key: value for key, value in schema.items() if key != "default"}
        case dict():
            return {key: without_siblings(value) for key, value in schema.items()}
        case list():
            return [without_siblings(value) for value in schema]
    return schema


def problems(*statuses: str) -> Schema:
    content = {"application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}}
    return {status: {"description": "problem", "content": content} for status in statuses}
