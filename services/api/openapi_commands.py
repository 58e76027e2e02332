"""Commands in the OpenAPI document: an operation for each, and the schema of its body."""

from domain.case import Command
from domain.streams import Stream
from domain.words import command_words
from services.api.commands import slug
from services.api.openapi_words import (
    ID,
    OBJECTION_KEY,
    REF,
    WITH_OR_WITHOUT_TOKEN,
    Schema,
    as_json,
    in_path,
    problems,
)

HEADERS = [
    {
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
    },
    {
        "name": "If-Match",
        "in": "header",
        "schema": {
            "type": "string",
            "pattern": '^(W/)?"[0-9]{1,18}(-[0-9a-f]+)?"(, *(W/)?"[0-9]{1,18}(-[0-9a-f]+)?")*$',
        },
    },
]


def callers_commands(stream: Stream) -> list[type[Command]]:
    return [c for c in stream.commands if not c.entailed]


def command_operations(stream: Stream, base: str) -> list[tuple[str, Schema]]:
    """Path and operation of each command: first the one that opens a case, then those on a case."""
    operations: list[tuple[str, Schema]] = []
    if stream.opening:
        operations.append((base, {"post": command_operation(stream, stream.opening, [])}))
    for command in callers_commands(stream):
        path = f"{base}/{{id}}/{slug(command)}"
        operations.append((path, {"post": command_operation(stream, command, in_path(id=ID))}))
    return operations


def command_operation(stream: Stream, command: type[Command], parameters: list[Schema]) -> Schema:
    name, words = command.__name__, command_words(command.__name__)
    opening = "" if parameters else "Open"
    statuses = ("401", "403", "404", "409", "412", "413", "422", "503")
    return {
        "operationId": f"{stream.name}{name}{opening}",
        "summary": f"{words.zh} {words.en}",
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


def open_command(schema: Schema) -> None:
    """Removes the command's tag from its schema: the name stands in the path, not in the body."""
    schema["properties"].pop("do", None)
    schema["required"] = [name for name in schema.get("required", ()) if name != "do"]


def body_schema(envelope: Schema, command: type[Command]) -> Schema:
    own = {"$ref": REF.format(name=command.__name__)}
    properties = {**envelope["properties"], "command": own}
    return {**envelope, "title": f"{command.__name__}Body", "properties": properties}
