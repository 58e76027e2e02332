"""What a caller gets for an accepted command: what the store took, to hold against it later."""

from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType
from starlette.responses import Response

from adapters.event_store.codec import told
from adapters.event_store.log import Stored, receipt_hash
from domain.case import Actor, Raised, stream_and_id
from services.access.disclosure import shown
from services.access.redaction import event_for
from services.commands.messages import CommandResult


class Reference(Struct, frozen=True):
    """One event elsewhere that was part of the same act."""

    stream: str
    id: str
    version: int
    position: int
    sha256: str


class Receipt(Struct, frozen=True):
    """What the store took: `sha256` of salt and stored bytes."""

    sha256: str
    salt: str
    recorded_at: str


class CommandAnswer(Struct, frozen=True):
    """The answer to a command; `flags` are what the regulation wants kept in mind about it.
    `objection_key` is the secret of an objection that brought none: it is told this once, and
    whoever repeats the command is not told it again."""

    stream: str
    id: str
    version: int
    position: int
    event: dict[str, Any]
    receipt: Receipt
    also: tuple[Reference, ...]
    flags: tuple[Raised, ...] = ()
    objection_key: str | UnsetType = UNSET


def receipt(done: CommandResult, actor: Actor, made: str | None = None) -> Response:
    own, *others = done.events
    stream, id = stream_and_id(own.stream)
    event, flags = told(own.state)
    answer = CommandAnswer(
        stream=stream,
        id=id,
        version=own.version,
        position=own.position,
        event=event_for(actor, own.topic, shown(event, None)),
        receipt=Receipt(receipt_hash(own).hex(), own.salt.hex(), own.recorded_at.isoformat()),
        also=tuple(map(reference, others)),
        flags=flags,
        objection_key=made if made and not done.replayed else UNSET,
    )
    headers = {"ETag": f'"{own.version}"', "Location": f"/api/v1/{own.stream}"}
    if done.replayed:
        headers["Idempotent-Replayed"] = "true"
    if made:
        headers["Cache-Control"] = "no-store"
    return Response(msgspec.json.encode(answer), 201, headers, "application/json")


def reference(stored: Stored) -> Reference:
    stream, id = stream_and_id(stored.stream)
    return Reference(stream, id, stored.version, stored.position, receipt_hash(stored).hex())
