"""Routes in the OpenAPI document, each as declared beside its handler."""

from collections.abc import Iterator

from domain.discipline_case.vault_stream import DISCIPLINE_CASES
from domain.refusal import Text
from domain.words import stream_words
from services.access.policy import PUBLIC_STREAMS
from services.api.openapi_words import (
    COUNT,
    ID,
    TEXT,
    WITH_OR_WITHOUT_TOKEN,
    Answered,
    Schema,
    as_json,
    in_path,
    problems,
    query,
)
from services.api.requests import CALLERS_STREAMS
from services.api.route import API, Route

DOCUMENTED_STREAMS = {**CALLERS_STREAMS, DISCIPLINE_CASES.name: DISCIPLINE_CASES}
"""Kinds of case in the document: discipline cases always, whether or not there is a vault that
knows them; but for lists, which say nothing of a 404, and theirs is one to everybody else."""
FROM_ONE = {"type": "integer", "minimum": 1}
IN_PATH: dict[str, Schema] = {
    "id": ID,
    "hash": TEXT,
    "mark": TEXT,
    "name": TEXT,
    "command": TEXT,
    **dict.fromkeys(("no", "position", "line"), FROM_ONE),
}


def operations(route: Route) -> Iterator[tuple[str, Schema]]:
    """Path and operation of a route: one, or one for each kind of case; none for command routes,
    which openapi_commands.py describes."""
    if route.answer is None:
        return
    kinds = DOCUMENTED_STREAMS if "404" in route.problems else CALLERS_STREAMS
    for stream in kinds if route.of_a_stream else ("",):
        path = API + route.path.replace("{stream}", stream)
        yield path, {route.method.lower(): operation(route, route.answer, path, stream)}


def operation(route: Route, answer: Answered, path: str, stream: str) -> Schema:
    described: Schema = {
        "operationId": route.name.format(stream=stream),
        "summary": summary(route, stream),
        "description": described_by(route),
        "tags": [tag_of(route, path)],
        "responses": {
            answer.status: {"description": answer.description, "content": answer.content},
            **problems(*statuses(route)),
        },
        **security(route, stream),
    }
    if asked := parameters(route, path):
        described["parameters"] = asked
    if route.body is not None:
        described["requestBody"] = {"required": True, "content": body(route.body)}
    return described


def summary(route: Route, stream: str) -> str:
    """What people call the operation; where several kinds of case have it, with the kind."""
    kind = stream_words(stream) if stream else Text("", "")
    zh = f"{kind.zh}：{route.words.zh}" if stream else route.words.zh
    en = f"{route.words.en} ({kind.en})" if stream else route.words.en
    return f"{zh} {en}"


def described_by(route: Route) -> str:
    """The handler's docstring as one paragraph."""
    return " ".join((route.handler.__doc__ or "").split())


def tag_of(route: Route, path: str) -> str:
    """The kind of case that the path names, else the route's own group."""
    first = path.removeprefix(API).split("/")[1]
    return first if first in DOCUMENTED_STREAMS else route.tag


def parameters(route: Route, path: str) -> list[Schema]:
    placed = {name: schema for name, schema in IN_PATH.items() if f"{{{name}}}" in path}
    asked = dict(route.query or {})
    if route.method == "GET":
        asked["min_position"] = COUNT
    return [*in_path(**placed), *query(**asked), *route.headers]


def statuses(route: Route) -> tuple[str, ...]:
    """The error statuses of a route; every read may answer 422 for a wrong parameter."""
    always = ("422",) if route.method == "GET" else ()
    return tuple(dict.fromkeys((*route.problems, *always)))


def security(route: Route, stream: str) -> Schema:
    if stream in PUBLIC_STREAMS:
        return {"security": WITH_OR_WITHOUT_TOKEN}
    return {"security": []} if route.public else {}


def body(form: type | Schema) -> Schema:
    return form if isinstance(form, dict) else as_json(form.__name__)
