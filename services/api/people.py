"""Tokens, files, the demonstration's clock."""

from datetime import UTC, date, datetime, timedelta

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from adapters.files import FileDamaged, FileKindRefused, FileTooLarge, FileUnknown
from domain.application.case import Application
from domain.application.form import Form
from domain.case import Actor
from domain.streams import STREAMS
from services.access.policy import OFFICIALS
from services.access.visibility import may_fetch_evidence
from services.api.commands import body_of
from services.api.problems import UNREADABLE, WrongForm, bad_json
from services.api.requests import actor_of, runtime_of
from services.api.responses import json
from services.api.views import subject_of, visible
from services.clock import BackwardsClock, DemoClock

TOKEN_LASTS = timedelta(hours=12)
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ofd": "application/ofd",
}


class Credentials(Struct, frozen=True, forbid_unknown_fields=True):
    username: str
    password: str


class Token(Struct, frozen=True):
    token: str
    expires_at: datetime


class MoveClock(Struct, frozen=True, forbid_unknown_fields=True):
    to: date


async def tokens(request: Request) -> Response:
    """`POST /tokens`: a bearer token for a name and a password."""
    try:
        given = msgspec.json.decode(await body_of(request), type=Credentials)
    except UNREADABLE as error:
        raise bad_json(error) from None
    accounts, passwords = runtime_of(request).accounts, request.app.state.passwords
    if not await passwords.run(accounts.check, given.username, given.password):
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    expires_at = datetime.now(UTC) + TOKEN_LASTS
    token = await run_in_threadpool(accounts.token, given.username, expires_at)
    body = msgspec.json.encode(Token(token, expires_at))
    return Response(body, 201, {"Cache-Control": "no-store"}, "application/json")


async def put_file(request: Request) -> Response:
    """`POST /files`: a file as the body; its kind is told by its content. `?for=objection` keeps it
    from all who may not know the objector."""
    actor, objecting = actor_of(request), request.query_params.get("for") == "objection"
    runtime = runtime_of(request)
    receiver = await run_in_threadpool(runtime.files.receive)
    try:
        async for chunk in request.stream():
            await run_in_threadpool(receiver.write, chunk)
        found = await run_in_threadpool(receiver.finish)
    except FileTooLarge as error:
        raise WrongForm("/", str(error), 413) from None
    except FileKindRefused as error:
        raise WrongForm("/", str(error), 415) from None
    finally:
        receiver.abort()
    remember = runtime.accounts.keep_back if objecting else runtime.accounts.uploaded
    await run_in_threadpool(remember, found.hash, actor.organ)
    body = msgspec.json.encode(found)
    return Response(body, 201, {"Location": f"/api/v1/files/{found.hash}"}, "application/json")


async def get_file(request: Request) -> Response:
    """`GET /files/{hash}`: for the unit that put it there, and for the bureaus; with `application`,
    for an expert who may see it there; what came with an objection, for those who may know the
    objector."""
    actor, runtime, hash = actor_of(request), runtime_of(request), request.path_params["hash"]
    try:
        info = runtime.files.info(hash)
    except (FileUnknown, ValueError):
        info = None
    if info is None or not await run_in_threadpool(may_fetch, request, actor, hash):
        raise HTTPException(404)
    try:
        content = runtime.files.open(hash)
    except FileDamaged:
        raise HTTPException(404) from None
    headers = {"Content-Length": str(info.size), "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(content, 200, headers, TYPES[info.type])


def may_fetch(request: Request, actor: Actor, hash: str) -> bool:
    """What came with objections alone may bear the objector's name."""
    runtime = runtime_of(request)
    if actor.role == "EXPERT":
        return hash in papers_for_expert(request, actor)
    uploaders, kept_back = runtime.accounts.uploaders(hash), runtime.accounts.kept_back(hash)
    owners = {*uploaders, *(organ for organ, _ in kept_back)}
    if actor.role not in OFFICIALS:
        return actor.organ in owners
    if uploaders or not kept_back:
        return True
    cases = [runtime.store.current(f"applications/{id}")[0] for _, id in kept_back]
    subjects = (subject_of(runtime, "applications", case) for case in cases if case)
    return any(may_fetch_evidence(actor, subject) for subject in subjects)


def papers_for_expert(request: Request, actor: Actor) -> frozenset[str]:
    """The files of the form of the `application` that is named, as far as it is shown."""
    runtime, id = runtime_of(request), request.query_params.get("application", "")
    shown = visible(runtime, actor, STREAMS["applications"], id).shown()
    form = shown.form if isinstance(shown, Application) else Form()
    attached = (one.file for one in form.attachments)
    return frozenset((*attached, *form.rule_documents))


async def move_clock(request: Request) -> Response:
    """`POST /demo/clock`: move the demonstration's clock forward, never back."""
    clock = runtime_of(request).clock
    if not isinstance(clock, DemoClock):
        raise HTTPException(404)
    actor_of(request)
    try:
        asked = msgspec.json.decode(await body_of(request), type=MoveClock)
        now = await run_in_threadpool(clock.move, asked.to)
    except UNREADABLE as error:
        raise bad_json(error) from None
    except (BackwardsClock, OverflowError):
        text = f"时钟只能向前，现为 {clock.today()} / the clock moves forward only"
        raise WrongForm("/to", text) from None
    request.app.state.timers.wake()
    return json({"now": now.isoformat(), "today": clock.today().isoformat()})
