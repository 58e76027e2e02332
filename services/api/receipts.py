"""The answer to an accepted command: the event, with a receipt (hash and salt) to check the store
against later."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType
from starlette.responses import Response

from adapters.event_store.codec import told
from adapters.event_store.log import Stored, receipt_hash
from domain.case import stream_and_id
from domain.context import Actor, Raised
from services.access.disclosure import walk
from services.access.naming_versions import with_versions_read
from services.access.redaction import event_for
from services.access.sight import may_see
from services.api.views import subject_of
from services.commands.messages import CommandResult
from services.queries.numbers import number_told
from services.runtime import Runtime

OBJECTORS_OWN = ("type", "no", "received_on", "ground", "effect")


class Reference(Struct, frozen=True):
    """An event on another case that the same command caused."""

    stream: str
    id: str
    version: int
    position: int
    sha256: str


class Receipt(Struct, frozen=True):
    """A commitment to the stored event: `sha256` is the hash of salt and stored bytes."""

    sha256: str
    salt: str
    recorded_at: str


class CommandAnswer(Struct, frozen=True):
    """The answer to a command; `flags` are what the regulation wants kept in mind about it.
    `objection_key` is the generated reply key of an objection that brought none: it is shown once,
    and not again to whoever repeats the command."""

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
    """The answer in the caller's own numbering, with those entailed events that they may see."""
    own, *others = done.events
    stream, id = stream_and_id(own.stream)
    event, flags = told(own.state)
    answer = CommandAnswer(
        stream=stream,
        id=id,
        version=number_told(runtime, actor, own.stream, own.version),
        position=own.position,
        event=with_versions_read(
            own.topic,
            event_for(actor, own.topic, walk(event, None)),
            partial(number_told, runtime, actor, own.stream),
        ),
        receipt=Receipt(receipt_hash(own).hex(), own.salt.hex(), own.recorded_at.isoformat()),
        also=tuple(references(runtime, others, actor)),
        flags=flags,
    )
    return answered(answer, f"/api/v1/{own.stream}", done.replayed)


def paper_receipt(done: CommandResult, application: str, made: str | None) -> Response:
    """The answer to an anonymous objector: the objection's number, under which its progress can be
    read, and nothing that counts what else there is."""
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


def report_receipt(done: CommandResult, centre: str) -> Response:
    """The answer to who reported a branch: that it was received, and nothing of what becomes of
    it."""
    own = done.events[0]
    answer = CommandAnswer(
        stream="centres",
        id=centre,
        version=1,
        position=own.position,
        event={"received_on": told(own.state)[0]["received_on"]},
        receipt=Receipt(receipt_hash(own).hex(), own.salt.hex(), own.recorded_at.isoformat()),
        also=(),
    )
    return answered(answer, f"/api/v1/registry/centres/{centre}", done.replayed)


def answered(answer: CommandAnswer, location: str, replayed: bool) -> Response:
    headers = {"ETag": f'"{answer.version}"', "Location": location}
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    if answer.objection_key:
        headers["Cache-Control"] = "no-store"
    return Response(msgspec.json.encode(answer), 201, headers, "application/json")


def references(runtime: Runtime, others: list[Stored], actor: Actor) -> Iterator[Reference]:
    """The entailed events on cases that the caller may see, and on claims, whose ids reveal
    nothing."""
    for stored in others:
        stream, id = stream_and_id(stored.stream)
        case, _ = runtime.store.reaching(stored.stream, stored.version)
        if stream == "claims" or (case and may_see(actor, subject_of(runtime, stream, case))):
            number = number_told(runtime, actor, stored.stream, stored.version)
            yield Reference(stream, id, number, stored.position, receipt_hash(stored).hex())
