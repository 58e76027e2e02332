"""A curl line for each operation of the API, that runs as it stands: made from the OpenAPI
document, with examples of the demonstration."""

import re
import shlex
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from services.demo.example_ids import EXAMPLE_IDS

OpenApi = dict[str, Any]
IN_PATHS = {
    "hash": "0" * 64,
    "mark": "A" * 20,
    "no": "1",
    "line": "1",
    "position": "1",
    "name": "audit.sc",
    "command": "accept-application",
}
EXAMPLE_ID = "example-1"
LETTERS, LONGEST_EXAMPLE = "示例", 200
BY_PATTERN = (
    (r"^[0-9a-f]{64}$", "0" * 64),
    (r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", EXAMPLE_ID),
)


class CurlLine(Struct, frozen=True):
    """An operation with its line; `token` says whether it needs one."""

    method: str
    path: str
    words: str
    token: bool
    line: str


def curl_lines(document: OpenApi, base: str) -> Iterator[tuple[str, CurlLine]]:
    """Each operation's tag and line. `$TOKEN` is the reader's own."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield operation["tags"][0], curl_line(document, base, path, method, operation)


def curl_line(document: OpenApi, base: str, path: str, method: str, operation: OpenApi) -> CurlLine:
    public = {} in operation.get("security", ({"bearer": []},))
    public = public or operation.get("security") == []
    words = ["curl", "-s"]
    if method != "get":
        words += ["-X", method.upper()]
    given = " ".join(map(shlex.quote, words))
    if not public:
        given += ' -H "Authorization: Bearer $TOKEN"'
    given += body_words_of(document, operation.get("requestBody"))
    address = shlex.quote(base + path_filled(path) + query_filled(operation))
    return CurlLine(method.upper(), path, operation["summary"], not public, f"{given} {address}")


def path_filled(path: str) -> str:
    """The path with an id of its kind of case, and an example for every other place."""
    stream = path.removeprefix("/api/v1/").split("/")[0]

    def example_for(found: re.Match[str]) -> str:
        name = found.group(1)
        return EXAMPLE_IDS.get(stream, EXAMPLE_ID) if name == "id" else IN_PATHS[name]

    return re.sub(r"\{(\w+)\}", example_for, path)


def query_filled(operation: OpenApi) -> str:
    """The query parameters that it cannot do without."""
    asked = [
        (one["name"], smallest_value({}, one["schema"]))
        for one in operation.get("parameters", ())
        if one["in"] == "query" and one.get("required")
    ]
    return f"?{urlencode(asked)}" if asked else ""


def body_words_of(document: OpenApi, body: OpenApi | None) -> str:
    if body is None:
        return ""
    [(media, content), *_] = body["content"].items()
    if media != "application/json":
        return f" -H {shlex.quote(f'Content-Type: {media}')} --data-binary {LETTERS}"
    sent = msgspec.json.encode(smallest_value(document, content.get("schema", {}))).decode()
    return f" -H 'Content-Type: application/json' -d {shlex.quote(sent)}"


def smallest_value(document: OpenApi, schema: OpenApi) -> Any:
    """The smallest value that a schema allows."""
    match schema:
        case {"$ref": str(name)}:
            return smallest_value(document, document["components"]["schemas"][name.split("/")[-1]])
        case {"enum": [first, *_]}:
            return first
        case {"const": value}:
            return value
        case {"anyOf": [first, *_]} if "type" not in schema:
            return smallest_value(document, first)
        case {"type": "object"}:
            names, known = schema.get("required", ()), schema.get("properties", {})
            return {name: smallest_value(document, known.get(name, {})) for name in names}
        case {"type": "array"}:
            return example_list(document, schema)
        case {"type": "integer" | "number"}:
            return max(schema.get("minimum", 1), 1)
        case {"type": "boolean"}:
            return True
    return example_text(schema)


def example_list(document: OpenApi, schema: OpenApi) -> list[Any]:
    if "prefixItems" in schema:
        return [smallest_value(document, one) for one in schema["prefixItems"]]
    return [smallest_value(document, schema.get("items", {}))] * schema.get("minItems", 0)


def example_text(schema: OpenApi) -> str:
    if schema.get("format") == "date":
        return date(2026, 3, 2).isoformat()
    if schema.get("format") == "date-time":
        return "2026-03-02T09:00:00+08:00"
    pattern = schema.get("pattern", "")
    by_pattern = dict(BY_PATTERN)
    if pattern in by_pattern:
        return by_pattern[pattern]
    return (LETTERS * LONGEST_EXAMPLE)[: max(schema.get("minLength", 1), 2)]
