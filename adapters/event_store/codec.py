"""Encodes records as JSON under the event's tag, and decodes what was stored, for thirty years."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import asdict

from domain.context import Raised
from domain.record import Record, RecordOf
from domain.streams import STREAMS


class UnknownEvent(Exception):
    """The store holds an event that this release does not know: upgrade the reader first."""


class Outline(RecordOf[Raw, Raw], frozen=True):
    """A stored record whose event and command are not decoded yet."""


def union(attribute: str) -> Any:
    return reduce(or_, (kind for stream in STREAMS.values() for kind in getattr(stream, attribute)))


class CommandName(Struct, frozen=True):
    """Of a stored command its name alone."""

    do: str


class DayOfEffect(Struct, frozen=True):
    """Of a context the day of effect alone."""

    effective_on: date


class Dated(Struct, frozen=True):
    """Of a stored record the day of its effect alone."""

    context: DayOfEffect


_dated = msgspec.json.Decoder(Dated)
_outline = msgspec.json.Decoder(Outline)
_told = msgspec.json.Decoder(RecordOf[dict[str, Any], Raw])
_act = msgspec.json.Decoder(RecordOf[Raw, CommandName])
_event = msgspec.json.Decoder(union("events"))
_command = msgspec.json.Decoder(union("commands"))
_encode = msgspec.json.Encoder().encode


def encode(record: Record) -> tuple[str, bytes]:
    """Encodes a record as topic (the event's tag) and state (JSON)."""
    return str(type(record.event).__struct_config__.tag), _encode(record)


def decode(topic: str, state: bytes) -> Record:
    """Decodes a stored record. Raises UnknownEvent for what a newer release has written."""
    try:
        outline = asdict(_outline.decode(state))
        event, command = _event.decode(outline["event"]), _command.decode(outline["command"])
    except msgspec.ValidationError as error:
        raise UnknownEvent(f"{topic}: {error}; upgrade this reader") from error
    return Record(**{**outline, "event": event, "command": command})


def outline(state: bytes) -> RecordOf[Raw, CommandName]:
    """Who did what, when, on what basis: the record without the bodies of event and command."""
    return _act.decode(state)


def effective_on(state: bytes) -> date:
    """The day from which a stored record has effect."""
    return _dated.decode(state).context.effective_on


def told(state: bytes) -> tuple[dict[str, Any], tuple[Raised, ...]]:
    """The event of a stored record as plain data, just as it is stored, and the record's flags."""
    record = _told.decode(state)
    return record.event, record.flags
