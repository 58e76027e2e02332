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
from adapters.webhooks.signing import new_webhook_secret, signed_headers
from domain.streams import STREAMS
from services.access.disclosure import NOBODYS, SEALED
from services.access.naming_versions import naming
from services.api.asyncapi import ADDRESS, asyncapi_document
from services.queries.feed import FeedFilter, FeedReader
from services.queries.feed_event import event_heard
from services.webhooks.message import message_body
from tests.support.calling import Caller, done

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

OFFICIAL = Path(__file__).parents[1] / "node/node_modules/@asyncapi/specs/schemas/3.0.0.json"
EVENTS = [event for stream in STREAMS.values() for event in stream.events]


def plain() -> dict[str, Any]:
    """The document as a reader gets it."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(asyncapi_document()))
    return found


def of_events() -> dict[str, Any]:
    """The messages on NATS: one for each kind of event."""
    messages: dict[str, Any] = plain()["components"]["messages"]
    return {name: one for name, one in messages.items() if name != "PostedEvent"}


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
    assert whole["channels"]["cases"]["x-jetstream"] == {"stream": STREAM} == {"stream": "EV"}
    receiving = {one["channel"]["$ref"]: one["action"] for one in whole["operations"].values()}
    assert receiving == {"#/channels/cases": "receive", "#/channels/webhook": "receive"}


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
    messages = of_events()
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
    by_tag = {one["name"]: one for one in of_events().values()}
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


# One event by three roads


def fed(call: Caller, who: str) -> dict[int, dict[str, Any]]:
    items = done(call.get(who, "/events", limit=1000), 200)["items"]
    return {one["position"]: one for one in items}


class FeedPage(msgspec.Struct):
    """A page of the feed, its events as they were sent."""

    items: list[msgspec.Raw]


def heard(one: Stored) -> dict[str, Any]:
    """An event as a follower reads it from the relay's message."""
    sent = message(one, subject_area(one.state), 0, 0)
    told: dict[str, Any] = msgspec.json.decode(
        msgspec.json.encode(event_heard(sent.headers, sent.body))
    )
    return told


@pytest.mark.parametrize("who", ["pref.510100", "prov.sc", "prov.im"])
def test_a_message_on_nats_reads_as_the_feed_tells_it_but_for_the_numbers_of_versions(
    who: str, shared: Caller
) -> None:
    told, same = fed(shared, who), 0
    by_position = {one.position: one for one in stored(shared)}
    for position, event in told.items():
        found = heard(by_position[position])
        same += found == event
        own = {
            name: event["event"][name] for name in naming(event["type"]) if name in event["event"]
        }
        assert found["version"] >= event["version"]
        assert {**found, "version": 0, "event": found["event"] | own} == {**event, "version": 0}
    assert same > len(told) / 2 > 5


def test_a_webhook_and_the_feed_say_it_in_the_same_bytes(shared: Caller) -> None:
    """The feed's own bytes stand in the message, and are as the document says."""
    actor = shared.runtime.accounts.actor("pref.510100")
    assert actor
    answer = shared.get("pref.510100", "/events", limit=1000)
    items = msgspec.json.decode(answer.content, type=FeedPage).items
    reader = FeedReader(shared.runtime, actor, FeedFilter())
    told = [one for one in map(reader.told, stored(shared)) if one]
    assert len(items) == len(told) > 5
    posted, single = validator("CloudEvent"), validator("FeedEvent")
    for event, item in zip(told, items, strict=True):
        body = message_body(event)
        assert msgspec.json.decode(body, type=dict[str, msgspec.Raw])["data"] == item
        posted.validate(msgspec.json.decode(body))
        single.validate(msgspec.json.decode(item))


def test_each_field_of_the_feed_s_event_is_said_where_it_stands_in_a_message() -> None:
    mapping = plain()["channels"]["cases"]["x-feed-event"]
    assert mapping.pop("schema") == {"$ref": "#/components/schemas/FeedEvent"}
    assert mapping.keys() == plain()["components"]["schemas"]["FeedEvent"]["properties"].keys()
    assert SEALED in mapping["event"] and all(name in mapping["event"] for name in NOBODYS)


def test_the_headers_of_a_webhook_are_those_that_it_is_sent_with() -> None:
    signed = signed_headers([new_webhook_secret(), new_webhook_secret()], "evt_1", 1, b"{}")
    validator("WebhookHeaders").validate(signed)
    assert signed.keys() == plain()["components"]["schemas"]["WebhookHeaders"]["properties"].keys()
    del signed["webhook-signature"]
    assert not validator("WebhookHeaders").is_valid(signed)
