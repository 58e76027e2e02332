"""What a caller gets for an accepted command: what the store took, to hold against it later."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType
from starlette.responses import Response

from adapters.event_store.codec import told
from adapters.event_store.log import Stored, receipt_hash
from domain.case import Actor, Raised, stream_and_id
from services.access.disclosure import shown
from services.access.redaction import event_for
from services.access.sight import sees
from services.api.views import subject_of
from services.commands.messages import CommandResult
from services.queries.numbers import number_told
from services.runtime import Runtime

OBJECTORS_OWN = ("type", "no", "received_on", "ground", "effect")


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


def receipt(runtime: Runtime, done: CommandResult, actor: Actor) -> Response:
    """By the caller's own numbers; of what else happened, what they may see."""
    own, *others = done.events
    stream, id = stream_and_id(own.stream)
    event, flags = told(own.state)
    answer = CommandAnswer(
        stream=stream,
        id=id,
        version=number_told(runtime, actor, own.stream, own.version),
        position=own.position,
        event=event_for(actor, own.topic, shown(event, None)),
        receipt=Receipt(receipt_hash(own).hex(), own.salt.hex(), own.recorded_at.isoformat()),
        also=tuple(references(runtime, others, actor)),
        flags=flags,
    )
    return answered(answer, f"/api/v1/{own.stream}", done.replayed)


def paper_receipt(done: CommandResult, application: str, made: str | None) -> Response:
    """For who objects without a token, whatever has become of the paper: its number, under which
    its road is told, and nothing that counts what else there is."""
    own = done.events[0]
    event, _ = told(own.state)
    paper = event | event.get("paper", {}) | {"no": event.get("no", event.get("objection"))}
    answer = CommandAnswer(
        stream="applications",
        id=application,
        version=1,
        position=own.position,
        event={name: paper[name] for name in OBJECTORS_OWN if name in paper},
        receipt=Receipt(receipt_hash(own).hex(), own.salt.hex(), own.recorded_at.isoformat()),
        also=(),
        objection_key=made if made and not done.replayed else UNSET,
    )
    where = f"/api/v1/applications/{application}/objections/{paper['no']}"
    return answered(answer, where, done.replayed)


def answered(answer: CommandAnswer, location: str, replayed: bool) -> Response:
    headers = {"ETag": f'"{answer.version}"', "Location": location}
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    if answer.objection_key:
        headers["Cache-Control"] = "no-store"
    return Response(msgspec.json.encode(answer), 201, headers, "application/json")


def references(runtime: Runtime, others: list[Stored], actor: Actor) -> Iterator[Reference]:
    """Of the events elsewhere those of cases that the caller may see, and of claims, whose ids tell
    nothing."""
    for one in others:
        stream, id = stream_and_id(one.stream)
        case, _ = runtime.store.reaching(one.stream, one.version)
        if stream == "claims" or (case and sees(actor, subject_of(runtime, stream, case))):
            number = number_told(runtime, actor, one.stream, one.version)
            yield Reference(stream, id, number, one.position, receipt_hash(one).hex())
