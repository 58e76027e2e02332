"""The AsyncAPI 3.0 document, generated from the types: NATS subjects with a message per event, and
webhooks."""

from functools import cache
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from adapters.event_store.codec import Outline
from adapters.nats.stream import SOURCE, STREAM
from domain.event import Event
from domain.streams import STREAMS, Stream
from services.api import asyncapi_webhooks as webhooks
from services.api.openapi_words import REF, Schema, portable
from services.webhooks.message import CloudEvent

ADDRESS = "cases.{regulation}.{division}.{stream}.{id}.{type}"


def text(description: str, **more: Any) -> Schema:
    return {"type": "string", "description": description, **more}


LICENSE = {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"}
ACCOUNT = {
    "type": "asymmetricEncryption",
    "description": "机关自己的 nkey the nkey of a bureau, by which NATS knows it",
}
SERVER: Schema = {
    "host": "localhost:4222",
    "protocol": "nats",
    "description": "地址由运行单位告知 whoever runs the service says at which address",
    "security": [{"$ref": "#/components/securitySchemes/account"}],
}
COUNT_PATTERN = "^[0-9]+$"
MESSAGE_HEADERS: Schema = {
    "ce-specversion": text("CloudEvents", enum=["1.0"]),
    "ce-id": text("stream/id:version", examples=["applications/demo-2:3"]),
    "ce-type": text("the event's tag"),
    "ce-source": text("the same everywhere", enum=[SOURCE]),
    "ce-time": text("when it was recorded", format="date-time"),
    "ce-subject": text("the case: stream/id"),
    "ce-datacontenttype": text("of the body", enum=["application/json"]),
    "ce-position": text("position in the whole log", pattern=COUNT_PATTERN),
    "ce-previous": text(
        "position before it in the whole log; 0 before the first", pattern=COUNT_PATTERN
    ),
    "ce-sequence": text("version in its case, from 1, without gaps", pattern=COUNT_PATTERN),
    "ce-previousinarea": text(
        "position before it in its area; 0 before the first: a bureau sees a gap",
        pattern=COUNT_PATTERN,
    ),
    "ce-sha256": text("SHA-256 of salt and body", pattern="^[0-9a-f]{64}$"),
    "ce-salt": text("hexadecimal", pattern="^[0-9a-f]+$"),
}


@cache
def asyncapi_document() -> Schema:
    """The whole AsyncAPI document; built once."""
    kinds = [(stream, event) for stream in STREAMS.values() for event in stream.events]
    messages = {event.__name__: message_schema(event) for _, event in kinds}
    types = [tag(event) for _, event in kinds]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Anjuan 案卷",
            "version": "1",
            "description": "每一案卷的每一事件，按序送达，至少一次；个人信息已封存。"
            "Every event of every case, in order, at least once; CloudEvents 1.0"
            " in binary mode over NATS JetStream, or posted to webhooks. Personal data is sealed."
            " The event is one schema, FeedEvent, by feed and webhook; x-feed-event of the channel"
            " cases says where in a message each of its fields stands.",
            "contact": {"name": "Anjuan 案卷"},
            "license": LICENSE,
            "tags": [{"name": "cases", "description": "案卷 case files"}],
        },
        "servers": {"nats": SERVER, "receiver": webhooks.RECEIVER},
        "defaultContentType": "application/json",
        "channels": {"cases": channel(types, list(messages)), "webhook": webhooks.CHANNEL},
        "operations": {
            "followCases": {
                "action": "receive",
                "channel": {"$ref": "#/channels/cases"},
                "summary": "收取本机关辖区内的事件 Receive the events of one's own area",
                "description": "A bureau's durable consumer, bureau_{name}: its own area only",
                "security": [{"$ref": "#/components/securitySchemes/account"}],
            },
            "receivePosts": webhooks.OPERATION,
        },
        "components": {
            "messages": {**messages, "PostedEvent": webhooks.MESSAGE},
            "schemas": schemas(types),
            "securitySchemes": {"account": ACCOUNT, "signature": webhooks.SIGNATURE},
        },
    }


def tag(event: type[Event]) -> str:
    return str(event.__struct_config__.tag)


def channel(types: list[str], messages: list[str]) -> Schema:
    return {
        "address": ADDRESS,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "parameters": {
            "regulation": {"description": "the regime"},
            "division": {
                "description": "GB/T 2260 code of the division whose bureau the case is before;"
                " 000000 before nobody",
                "examples": ["510100"],
            },
            "stream": {"description": "the kind of case", "enum": list(STREAMS)},
            "id": {"description": "the case"},
            "type": {"description": "the event's tag", "enum": types},
        },
        "servers": [{"$ref": "#/servers/nats"}],
        "x-jetstream": {"stream": STREAM},
        "x-feed-event": webhooks.READ_AS_FED,
    }


def message_schema(event: type[Event]) -> Schema:
    words = {"summary": event.__doc__} if event.__doc__ else {}
    return {
        "name": tag(event),
        "title": event.__name__,
        **words,
        "contentType": "application/json",
        "headers": {"$ref": REF.format(name="Headers")},
        "payload": {"$ref": REF.format(name=f"{event.__name__}Record")},
    }


def schemas(types: list[str]) -> Schema:
    """JSON schemas of the headers, of each event and command, of each event's stored record, and of
    the feed's event."""
    streams = STREAMS.values()
    structs = [kind for stream in streams for kind in (*stream.events, *stream.commands)]
    _, components = msgspec.json.schema_components(
        (Outline, CloudEvent, *structs), ref_template=REF
    )
    components = {name: in_draft_07(one) for name, one in portable(components).items()}
    outline = components.pop("Outline")
    for stream in streams:
        for event in stream.events:
            components[f"{event.__name__}Record"] = record(outline, event, stream)
    return {**components, "Headers": headers(types), "WebhookHeaders": webhooks.WEBHOOK_HEADERS}


def in_draft_07(schema: Schema) -> Schema:
    """A schema as AsyncAPI reads it: JSON Schema draft 07, where `items` says each place."""
    places = schema.get("prefixItems")
    plain = {key: value for key, value in schema.items() if key != "prefixItems"}
    return plain if places is None else {**plain, "items": places}


def record(outline: Schema, event: type[Event], stream: Stream) -> Schema:
    commands = [{"$ref": REF.format(name=command.__name__)} for command in stream.commands]
    own = {"event": {"$ref": REF.format(name=event.__name__)}, "command": {"anyOf": commands}}
    return {
        **outline,
        "title": f"{event.__name__}Record",
        "description": "The stored record: the body is these very bytes",
        "properties": {**outline["properties"], **own},
    }


def headers(types: list[str]) -> Schema:
    named = {**MESSAGE_HEADERS["ce-type"], "enum": types}
    return {
        "type": "object",
        "properties": {**MESSAGE_HEADERS, "ce-type": named},
        "required": list(MESSAGE_HEADERS),
    }


async def asyncapi(request: Request) -> Response:
    """`GET /api/asyncapi.json`: the AsyncAPI document."""
    return Response(msgspec.json.encode(asyncapi_document()), media_type="application/json")
