"""An event as it is told: one schema for the feed, for webhooks, and for what comes by NATS."""

from collections.abc import Callable, Mapping
from datetime import UTC, date
from typing import Any

import msgspec
from msgspec import Struct

from adapters.event_store.codec import Outline
from adapters.event_store.log import Stored, receipt_hash
from adapters.nats.consumer import event_in_message
from domain.case import stream_and_id
from services.access.disclosure import shown
from services.access.naming_versions import with_versions_read

_outline = msgspec.json.Decoder(Outline)


class Area(Struct, frozen=True):
    """The regime and the division that the case was before after the event."""

    regulation: str
    division: str


class FeedEvent(Struct, frozen=True):
    """One event of the feed: a CloudEvent's content under the project's names.

    `position` has gaps where events are not for the caller. `version` counts the events of a case
    that the caller is shown; it has gaps only for those who know the experts, whom the feed shows
    to nobody. `sha256` is that of the salt and the stored bytes. By feed, by webhook and of a
    message on NATS it is made by the same function.
    """

    position: int
    stream: str
    id: str
    version: int
    type: str
    recorded_at: str
    occurred_on: date
    effective_on: date
    area: Area
    event: dict[str, Any]
    basis: tuple[str, ...]
    document_no: str | None
    sha256: str
    salt: str


def record_in(stored: Stored) -> Outline:
    """The record of an event, its body not decoded yet: of a newer release's, too."""
    return _outline.decode(stored.state)


def area_in(record: Outline) -> Area:
    regulation, _, division = record.area.rpartition(".")
    return Area(regulation, division)


def feed_event(stored: Stored, record: Outline, number: Callable[[int], int]) -> FeedEvent:
    """An event as it is told to one whose own numbers of the case's versions `number` gives."""
    stream, id = stream_and_id(stored.stream)
    told = shown(msgspec.json.decode(record.event), None)
    return FeedEvent(
        position=stored.position,
        stream=stream,
        id=id,
        version=number(stored.version),
        type=stored.topic,
        recorded_at=stored.recorded_at.astimezone(UTC).isoformat(),
        occurred_on=record.context.occurred_on,
        effective_on=record.context.effective_on,
        area=area_in(record),
        event=with_versions_read(stored.topic, told, number),
        basis=record.basis,
        document_no=record.context.document_no,
        sha256=receipt_hash(stored).hex(),
        salt=stored.salt.hex(),
    )


def event_heard(headers: Mapping[str, str], body: bytes) -> FeedEvent:
    """The event in a message on NATS as the feed tells it, but that versions are the store's own
    count, for a message is the same for all who hear it."""
    stored = event_in_message(headers, body)
    return feed_event(stored, record_in(stored), lambda version: version)
