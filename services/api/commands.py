"""Command endpoints: one route opens cases, one takes every other command."""

import asyncio
import codecs
import re
from dataclasses import replace
from functools import cache, partial
from uuid import uuid4

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from adapters.personal_data.reply_keys import make_key
from adapters.personal_data.vault import BoxGiven
from domain.application.lodging import LodgeObjection
from domain.case import Case, CaseId, Command
from domain.context import Actor
from domain.streams import Stream
from services.access.naming_versions import with_versions_stored
from services.access.numbering import numbering_of
from services.access.sight import may_see
from services.access.ties import Subject
from services.access.visibility import is_for_named_persons, is_for_officials, is_hidden
from services.api import public
from services.api.at_hand import at_hand
from services.api.negotiation import entity_tags
from services.api.problems import WrongForm
from services.api.receipts import paper_receipt, receipt, report_receipt
from services.api.reply_keys import secret_with
from services.api.requests import actor_of, id_of, is_number, runtime_of, stream_of
from services.api.route import Route
from services.api.sealed_values import marks_as_boxes, with_own_boxes
from services.api.views import subject_of
from services.commands.envelope import CommandEnvelope
from services.commands.json_bodies import read_command
from services.commands.messages import CommandRequest, CommandResult
from services.runtime import Runtime

LONGEST_BODY = 4 * 1024 * 1024


class Envelope(CommandEnvelope, frozen=True, kw_only=True):
    """The request body of a command: the command, its day, its document, its exceptions."""

    command: msgspec.Raw
    id: CaseId | None = None


@cache
def slug(command: type[Command]) -> str:
    """A command's name in the URL: OrderRectification -> order-rectification."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", command.__name__).lower()


async def open_case(request: Request) -> Response:
    """`POST /{streams}`: the first command of a case, under the caller's id or a new one."""
    stream = stream_of(request)
    if stream.opening is None:
        raise HTTPException(405, headers={"Allow": "GET"})
    return await perform(request, stream, None, stream.opening)


async def act_on_case(request: Request) -> Response:
    """`POST /{streams}/{id}/{command}`: any command but an entailed one."""
    stream, id = stream_of(request), id_of(request)
    for command in stream.commands:
        if slug(command) == request.path_params["command"] and not command.entailed:
            return await perform(request, stream, id, command)
    raise HTTPException(404)


async def perform(
    request: Request, stream: Stream, id: str | None, kind: type[Command]
) -> Response:
    runtime, actor = runtime_of(request), actor_of(request, needed=not kind.public)
    anybody = public.asks_as_anybody(actor, kind)
    if anybody:
        public.slow_down(request)
    body = await body_of(request, public.LONGEST_PUBLIC_BODY if anybody else LONGEST_BODY)
    today = runtime.clock.today()
    boxed = marks_as_boxes(body)
    envelope, command = read_command(boxed, Envelope, kind, today)
    public.names_nobody(command)
    case = None
    if id is None or kind.opens:
        id = await at_hand(runtime, id_to_open, runtime, actor, stream, id or envelope.id)
    else:
        case, command = await at_hand(
            runtime, as_addressed, runtime, actor, stream, id, command, anybody
        )
    command, staying = with_own_boxes(command, case, boxed)
    requested = envelope.of(
        stream.name,
        id,
        command,
        actor,
        key=key_of(request),
        body=request.scope["path"].encode() + b"\n" + body,
        if_match=versions_of(request),
        known_as=partial(number_of, runtime, actor, stream.name),
        staying=staying,
    )
    if anybody or kind is LodgeObjection:
        await run_in_threadpool(public.files_for_it, runtime, actor, requested.evidence)
    if anybody:
        requested = await public.in_nobodys_name(request, runtime, requested, case)
    made = None
    if isinstance(command, LodgeObjection):
        requested, made = await with_reply_key(request, requested, anybody)
    done = await performed(runtime, requested)
    if anybody:
        objects = stream.name == "applications"
        return paper_receipt(done, id, made) if objects else report_receipt(done, id)
    return await at_hand(runtime, receipt, runtime, done, actor)


def as_addressed(
    runtime: Runtime, actor: Actor, stream: Stream, id: str, command: Command, anybody: bool
) -> tuple[Case, Command]:
    """The case that a command addresses, and the command as the store counts its versions."""
    case = case_to_act_on(runtime, actor, stream, id, anybody)
    return case, in_stored_versions(runtime, actor, case, command, stream)


def case_to_act_on(runtime: Runtime, actor: Actor, stream: Stream, id: str, anybody: bool) -> Case:
    """The case that a command addresses; 404 where it is absent, or hidden from this person."""
    name = f"{stream.name}/{id}"
    case, _ = runtime.store.held(name)
    if case is None or anybody:
        case, _ = runtime.store.current(name)
    if case is None or (not anybody and hides(runtime, actor, stream.name, case)):
        raise HTTPException(404)
    return case


def in_stored_versions(
    runtime: Runtime, actor: Actor, case: Case, command: Command, stream: Stream
) -> Command:
    """The command with the versions of this case that it names as the store counts them; the caller
    has named them by their own numbers."""
    subject = partial(subject_of, runtime, stream.name, case)
    return with_versions_stored(command, lambda: numbering_of(actor, subject()))


def hides(runtime: Runtime, actor: Actor, stream: str, case: Case) -> bool:
    """Whether the case must seem absent to this person: by what this process has seen, and where
    that says so, by what is stored. Only the second reads the store."""
    today = runtime.clock.today()
    readers = (runtime.reader, runtime.current_reader)
    return all(is_hidden(actor, Subject(stream, case, today, reader())) for reader in readers)


def id_to_open(runtime: Runtime, actor: Actor, stream: Stream, given: str | None) -> str:
    """The id of a new case: the caller's, unless it names a case that the caller may not know of.
    Then the case gets a generated id, so that the answer is the same as for a free id. Where ids
    are codes of units (`file_rules`) none is generated, but for cases of named persons."""
    if is_for_officials(actor, stream.name):
        raise HTTPException(404)
    case, _ = runtime.store.current(f"{stream.name}/{given}") if given else (None, 0)
    hidden = case and not may_see(actor, subject_of(runtime, stream.name, case))
    generated = not stream.file_rules or is_for_named_persons(stream.name)
    return uuid4().hex if given is None or (hidden and generated) else given


def number_of(
    runtime: Runtime, actor: Actor, stream: str, case: Case | None, version: int
) -> int | None:
    """The case's version in the caller's own numbering; None where they may not see the case."""
    if case is None:
        return version
    subject = subject_of(runtime, stream, case)
    return numbering_of(actor, subject).number(version) if may_see(actor, subject) else None


async def with_reply_key(
    request: Request, requested: CommandRequest, anybody: bool
) -> tuple[CommandRequest, str | None]:
    """The objection with the hash of its reply key, and the key where one was generated here: for
    callers without a token who send none."""
    assert isinstance(requested.command, LodgeObjection)
    brought = secret_with(request, requested.command)
    made = make_key() if anybody and brought is None else None
    if (secret := brought or made) is None:
        return requested, None
    command = await request.app.state.reply_keys.keep(requested.command, secret)
    return replace(requested, command=command), made


async def performed(runtime: Runtime, requested: CommandRequest) -> CommandResult:
    """The command's result, once the dispatcher has it."""
    loop = asyncio.get_running_loop()
    try:
        return await runtime.dispatcher.submit_from(loop, requested)
    except BoxGiven:
        raise WrongForm("/command", "不接受已封存的内容 / sealed values are not accepted") from None


async def body_of(request: Request, longest: int = LONGEST_BODY) -> bytes:
    """The request body without a byte order mark; 413 where it is longer than a command may be."""
    return (await bytes_of(request, longest)).removeprefix(codecs.BOM_UTF8)


async def bytes_of(request: Request, longest: int) -> bytes:
    """The request body as it came; 413 where it is longer."""
    chunks, size, more = [], 0, True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        size, more = size + len(chunks[-1]), message.get("more_body", False)
        if size > longest:
            raise HTTPException(413)
    return b"".join(chunks)


def key_of(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not (1 <= len(key) <= 128 and key.isprintable() and key.strip()):
        raise WrongForm("/Idempotency-Key", "1 至 128 个可见字符 / 1 to 128 visible characters")
    return key


def versions_of(request: Request) -> tuple[int, ...] | None:
    """The versions that `If-Match` lists, one of which the case must be at; None for any. A weak
    tag counts as well: gateways that compress answers weaken what they pass on; so does a bare
    version, as earlier releases took it."""
    text = request.headers.get("if-match")
    if text is None or text.strip() == "*":
        return None
    tags = [tag.partition("-")[0] for tag in entity_tags(text) or (text.strip(),)]
    versions = tuple(int(tag) for tag in tags if is_number(tag))
    if not versions:
        raise WrongForm("/If-Match", "应为案卷的 ETag / the ETag of the case")
    return versions


OPENING = Route("POST", "/{stream}", open_case)
ON_A_CASE = Route("POST", "/{stream}/{id}/{command}", act_on_case)
"""In OpenAPI each command has an operation of its own (openapi_commands.py)."""
