"""The stream EV: its required configuration, and the subject and headers of each event."""

from datetime import UTC
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

import msgspec
from msgspec import Struct
from nats.js import JetStreamContext
from nats.js.api import (
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
    StreamInfo,
    StreamState,
)
from nats.js.errors import NotFoundError

from adapters.event_store.log import Stored, receipt_hash
from adapters.nats.connection import NatsUnfit
from domain.case import stream_and_id

STREAM: Final = "EV"
SUBJECTS: Final = "cases.>"
SOURCE: Final = "/anjuan/cases"
EMPTY_TOKEN: Final = "%"  # nothing else encodes to it
PLAIN_TOKEN: Final = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '%"')
ROOM_FOR_NAMES: Final = 1024  # bytes for the names of headers, and for those of the fence

REQUIRED: Final[dict[str, Any]] = {
    "subjects": [SUBJECTS],
    "storage": StorageType.FILE,
    "retention": RetentionPolicy.LIMITS,
    "allow_atomic": True,
    "deny_delete": True,
    "deny_purge": True,
    "max_msgs": -1,
    "max_bytes": -1,
    "max_age": 0,
    "max_msgs_per_subject": -1,
    "max_msg_size": -1,
}
FOREIGN: Final = (
    *("sealed", "no_ack", "mirror", "sources", "subject_transform", "allow_rollup_hdrs"),
    *("allow_msg_ttl", "allow_msg_schedules", "allow_msg_counter"),
)
"""Features that would change, drop or forge messages on their way; none may be switched on."""


class Message(Struct, frozen=True):
    """An event as a message on the stream: the stored bytes under CloudEvents 1.0 headers.

    `size` in bytes counts against the server's limit, with room for the headers of `publish_batch`.
    """

    subject: str
    headers: dict[str, str]
    body: bytes
    position: int
    digest: str
    size: int


class Placed(Struct):
    """The one field of a stored record that its subject needs."""

    area: str = ""


_placed = msgspec.json.Decoder(Placed)


async def stream_state(jetstream: JetStreamContext, replicas: int) -> StreamState | None:
    """State of the stream, None where there is none. Raises NatsUnfit for another configuration."""
    try:
        info = await jetstream.stream_info(STREAM)
    except NotFoundError:
        return None
    return fitting_state(info, replicas)


async def make_stream(jetstream: JetStreamContext, replicas: int) -> StreamState:
    """Makes the stream; two relays may at once. Raises NatsUnfit for another configuration."""
    wanted = StreamConfig(name=STREAM, discard=DiscardPolicy.NEW, num_replicas=replicas, **REQUIRED)
    return fitting_state(await jetstream.add_stream(wanted), replicas)


def fitting_state(info: StreamInfo, replicas: int) -> StreamState:
    if differences := unlike(info.config, replicas):
        raise NatsUnfit(f"the stream {STREAM} is not as it must be: {'; '.join(differences)}")
    return info.state


def unlike(config: StreamConfig, replicas: int) -> list[str]:
    """Settings of a stream that could lose, change or forge events."""
    wanted = REQUIRED | {"num_replicas": replicas}
    differences = [
        f"{name} is {for_a_log(value)}, must be {for_a_log(wanted[name])}"
        for name in wanted
        if (value := getattr(config, name)) != wanted[name]
    ]
    differences += [f"{name} is on" for name in FOREIGN if getattr(config, name)]
    if config.persist_mode not in (None, "default"):
        differences.append(f"persist_mode is {config.persist_mode}")
    return differences


def for_a_log(value: object) -> object:
    return getattr(value, "value", value)


@lru_cache(maxsize=4096)
def token(text: str) -> str:
    """Escapes a text as one token of a subject: all but letters, digits, _ and - becomes %XX of
    its UTF-8, so that no dot, wildcard or space can split or widen it."""
    return quote(text, safe="").replace(".", "%2E").replace("~", "%7E") or EMPTY_TOKEN


def subject_area(state: bytes) -> str:
    """Beginning of a subject, from the area of a stored record: cases.SC.510100"""
    regulation, _, division = _placed.decode(state).area.partition(".")
    return f"cases.{token(regulation)}.{token(division)}"


def subject_of(event: Stored, area: str) -> str:
    """Subject of an event: cases.SC.510100.applications.a1.draft-created"""
    stream, id = stream_and_id(event.stream)
    return f"{area}.{token(stream)}.{token(id)}.{token(event.topic)}"


def message(event: Stored, area: str, previous: int, previous_in_area: int) -> Message:
    """Message of an event, after the event at store position `previous` (0: the first) and the one
    at `previous_in_area` in its area."""
    moment = event.recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    digest = receipt_hash(event).hex()
    subject = quote(event.stream, safe=PLAIN_TOKEN)
    headers = {
        "ce-specversion": "1.0",
        "ce-id": f"{subject}:{event.version}",
        "ce-type": quote(event.topic, safe=PLAIN_TOKEN),
        "ce-source": SOURCE,
        "ce-time": moment.removesuffix("+00:00") + "Z",
        "ce-subject": subject,
        "ce-datacontenttype": "application/json",
        "ce-position": str(event.position),
        "ce-previous": str(previous),
        "ce-sequence": str(event.version),
        "ce-previousinarea": str(previous_in_area),
        "ce-sha256": digest,
        "ce-salt": event.salt.hex(),
    }
    return Message(
        subject=subject_of(event, area),
        headers=headers,
        body=event.state,
        position=event.position,
        digest=digest,
        size=len(event.state) + sum(map(len, headers.values())) + ROOM_FOR_NAMES,
    )
