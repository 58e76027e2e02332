"""The message of a webhook: a CloudEvent in structured JSON, with the feed's own event as its data.

The whole of it is signed, which headers would not be. Attributes say the same as the headers of the
messages on NATS (adapters/nats/stream.py).
"""

from typing import Literal
from urllib.parse import quote

import msgspec
from msgspec import Struct

from adapters.nats.stream import PLAIN_TOKEN, SOURCE
from services.queries.feed_event import FeedEvent

CONTENT_TYPE = "application/cloudevents+json"
ID_DIGITS = 32


class CloudEvent(Struct, frozen=True):
    """An event as a webhook is sent it: CloudEvents 1.0. `sequence` is its version in its case as
    the receiver is shown it, `position` its place in the whole log, `sha256` that of salt and
    stored bytes."""

    id: str
    type: str
    subject: str
    time: str
    position: str
    sequence: str
    sha256: str
    salt: str
    data: FeedEvent
    specversion: Literal["1.0"] = "1.0"
    source: Literal["/anjuan/cases"] = SOURCE
    datacontenttype: Literal["application/json"] = "application/json"


def cloud_event(event: FeedEvent) -> CloudEvent:
    subject = quote(f"{event.stream}/{event.id}", safe=PLAIN_TOKEN)
    return CloudEvent(
        id=f"{subject}:{event.version}",
        type=quote(event.type, safe=PLAIN_TOKEN),
        subject=subject,
        time=event.recorded_at.removesuffix("+00:00") + "Z",
        position=str(event.position),
        sequence=str(event.version),
        sha256=event.sha256,
        salt=event.salt,
        data=event,
    )


def message_body(event: FeedEvent) -> bytes:
    return msgspec.json.encode(cloud_event(event))


def message_id(event: FeedEvent) -> str:
    """The id of a message, the same however often it is sent: made of the event's own hash."""
    return f"evt_{event.sha256[:ID_DIGITS]}"
