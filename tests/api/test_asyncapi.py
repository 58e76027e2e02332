"""The AsyncAPI document: well formed, and what it says is true of what is stored and sent."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from adapters.event_store.log import Stored
from adapters.nats.stream import STREAM, message, subject_area
from domain.streams import STREAMS
from services.api.asyncapi import ADDRESS, asyncapi_document
from tests.support.calling import Caller

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

OFFICIAL = Path(__file__).parents[1] / "node/node_modules/@asyncapi/specs/schemas/3.0.0.json"
EVENTS = [event for stream in STREAMS.values() for event in stream.events]


def plain() -> dict[str, Any]:
    """The document as a reader gets it."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(asyncapi_document()))
    return found


def validator(name: str) -> jsonschema_rs.Draft7Validator:
    """For one schema of the document, which refers to the others."""
    whole = {"$ref": f"#/components/schemas/{name}", "components": plain()["components"]}
    return jsonschema_rs.Draft7Validator(whole, validate_formats=True)


def official() -> jsonschema_rs.Draft7Validator:
    """For the document: AsyncAPI's own schema, from its package."""
    return jsonschema_rs.Draft7Validator(msgspec.json.decode(OFFICIAL.read_bytes()))


def references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": str(target)}:
            yield target
        case dict():
            for inner in value.values():
                yield from references(inner)
        case list():
            for inner in value:
                yield from references(inner)


def found_at(whole: Any, pointer: str) -> Any:
    for step in pointer.removeprefix("#/").split("/"):
        whole = whole[step]
    return whole


def stored(call: Caller) -> list[Stored]:
    return call.runtime.log.follow(0, 1000)


def test_it_is_served_to_anybody(shared: Caller) -> None:
    response = shared.client.get("/api/asyncapi.json")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == plain()


def test_it_is_as_the_official_schema_says() -> None:
    official().validate(plain())


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ("info", {"version": None}),
        ("channels/cases", {"adress": ADDRESS}),
        ("channels/cases/parameters/stream", {"schema": {"type": "string"}}),
        ("operations/followCases", {"action": "subscribe"}),
        ("components/messages/DraftCreated", {"contentType": 1}),
    ],
)
def test_the_official_schema_would_tell(place: str, wrong: dict[str, Any]) -> None:
    whole = plain()
    found_at(whole, place).update(wrong)
    assert not official().is_valid(whole)


def test_its_channel_is_the_stream_and_readers_receive() -> None:
    whole = plain()
    [channel] = whole["channels"].values()
    assert channel["x-jetstream"] == {"stream": STREAM} == {"stream": "EV"}
    [operation] = whole["operations"].values()
    assert operation["action"] == "receive"
    assert operation["channel"] == {"$ref": "#/channels/cases"}


def test_every_schema_is_json_schema_and_every_reference_leads_somewhere() -> None:
    """Draft 7, which AsyncAPI builds on; patterns by ECMA-262."""
    whole = plain()
    meta = {"$ref": "http://json-schema.org/draft-07/schema#"}
    known = jsonschema_rs.Draft7Validator(meta, validate_formats=True)
    for name, schema in whole["components"]["schemas"].items():
        assert known.is_valid(schema), name
    for target in set(references(whole)):
        assert found_at(whole, target)


def test_names_are_unique_and_every_event_has_its_message() -> None:
    messages = plain()["components"]["messages"]
    tags = [str(event.__struct_config__.tag) for event in EVENTS]
    assert len(set(tags)) == len(tags) == len(messages)
    assert {one["name"] for one in messages.values()} == set(tags)
    payloads = [one["payload"]["$ref"] for one in messages.values()]
    assert len(set(payloads)) == len(payloads)
    assert set(plain()["channels"]["cases"]["messages"]) == set(messages)


def test_the_parameters_are_those_of_the_address() -> None:
    channel = plain()["channels"]["cases"]
    assert channel["address"] == ADDRESS
    assert re.findall(r"{(\w+)}", ADDRESS) == list(channel["parameters"])


def test_what_is_stored_is_as_the_payloads_say(shared: Caller) -> None:
    """Every event of the demonstration; and a record with something else in it is not."""
    by_tag = {one["name"]: one for one in plain()["components"]["messages"].values()}
    validators = {}
    for one in stored(shared):
        name = by_tag[one.topic]["payload"]["$ref"].rpartition("/")[2]
        if name not in validators:
            validators[name] = validator(name)
        record = msgspec.json.decode(one.state)
        validators[name].validate(record)
        assert not validators[name].is_valid({**record, "event": {"type": "something-else"}})
        assert not validators[name].is_valid({**record, "command": {"do": "SomethingElse"}})
    assert len(validators) > 20


def test_what_is_sent_is_as_the_headers_and_the_address_say(shared: Caller) -> None:
    headers = validator("Headers")
    parameters = plain()["channels"]["cases"]["parameters"]
    tokens = re.sub(r"{(\w+)}", r"(?P<\1>[^.]+)", ADDRESS.replace(".", r"\."))
    for one in stored(shared):
        sent = message(one, subject_area(one.state), 0, 0)
        headers.validate(sent.headers)
        assert (
            sent.headers.keys() == plain()["components"]["schemas"]["Headers"]["properties"].keys()
        )
        subject = re.fullmatch(tokens, sent.subject)
        assert subject
        assert subject["stream"] in parameters["stream"]["enum"]
        assert subject["type"] in parameters["type"]["enum"]
        assert sent.body == one.state


@pytest.mark.parametrize("missing", ["ce-id", "ce-position", "ce-sha256"])
def test_headers_that_a_reader_relies_on_are_required(shared: Caller, missing: str) -> None:
    sent = message(stored(shared)[0], "cases.SC.510100", 0, 0)
    given = {name: value for name, value in sent.headers.items() if name != missing}
    assert not validator("Headers").is_valid(given)
