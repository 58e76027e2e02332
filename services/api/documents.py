"""Official documents (公文) as PDF, of an event or by hash, and verified (核验)."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.event_store.codec import decode
from adapters.event_store.log import Stored
from domain.case import stream_and_id
from domain.context import Actor
from domain.refusal import Text
from services.access.documents import may_have
from services.access.policy import PUBLISHED_DOCUMENTS
from services.access.visibility import ANYBODY
from services.api.commands import bytes_of
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import BINARY, CASE_PROBLEMS, TEXT, Answered, Schema, one
from services.api.public import slow_down
from services.api.requests import (
    actor_of,
    id_of,
    is_number,
    runtime_of,
    stream_of,
)
from services.api.responses import json
from services.api.route import Route
from services.api.views import reader_of, subject_of, visible
from services.documents import finding, making, verifying
from services.documents.acts import DocumentedAct, UnreadableAct, act_of
from services.documents.kinds import KINDS, DocumentKind, kinds_of
from services.runtime import Runtime

PDF: Schema = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
KIND: Schema = {"enum": ["", *KINDS]}
LARGEST = 4 * 2**20  # bytes of a document that is verified
PROBLEMS = ("401", "404", "410", "413", "429", "503")
AGAIN = {"Retry-After": "5"}


async def of_version(request: Request) -> Response:
    """`GET /{streams}/{id}/events/{version}/document`: the document of an event, by the reader's
    own number of it; of several the one of `kind`."""
    return await beside_the_loop(request, document_of_version, request)


def document_of_version(request: Request) -> Response:
    runtime, stream, id = runtime_of(request), stream_of(request), id_of(request)
    view = visible(runtime, reader_of(request, stream), stream, id)
    version = view.numbering.event(numbered(request, "version"))
    history = runtime.log.history(view.name, after=version - 1, upto=version)
    return answer(runtime, view.actor, next(iter(history), None), request)


async def of_position(request: Request) -> Response:
    """`GET /events/{position}/document`: the document of an event by its position in the log, with
    or without a token: anybody may have those that are published."""
    caller = asked_by(request)
    return await beside_the_loop(request, document_of_position, request, caller)


def document_of_position(request: Request, caller: Actor) -> Response:
    runtime = runtime_of(request)
    stored = finding.at_position(runtime, numbered(request, "position"))
    return answer(runtime, caller, stored, request)


async def by_hash(request: Request) -> Response:
    """`GET /documents/{hash}.pdf`: the document whose bytes have this SHA-256, with or without a
    token."""
    caller = asked_by(request)
    return await beside_the_loop(request, document_by_hash, request, caller)


def document_by_hash(request: Request, caller: Actor) -> Response:
    runtime = runtime_of(request)
    found = finding.found(runtime, request.path_params["hash"])
    if found is None or not found.kind:
        raise HTTPException(404)
    return answer(runtime, caller, found.stored, request, found.kind)


async def verify(request: Request) -> Response:
    """`GET /verify/{mark}`: whether a document is genuine, changed or unknown, and whether it holds
    today: by the mark that it carries, or by the hash of its bytes. `sha256` is that of the bytes
    that one has."""
    caller, mark = asked_by(request), request.path_params["mark"]
    held = request.query_params.get("sha256") or None
    said = await beside_the_loop(request, verified, runtime_of(request), caller, mark, held)
    return json(said, {"Cache-Control": "no-store"})


async def verify_file(request: Request) -> Response:
    """`POST /verify`: the same, of the PDF in the body: it says itself which document it is."""
    caller, pdf = asked_by(request), await bytes_of(request, LARGEST)
    held = making.hash_of(pdf)
    mark = finding.mark_in(pdf) or held
    said = await beside_the_loop(request, verified, runtime_of(request), caller, mark, held)
    return json(said, {"Cache-Control": "no-store"})


def verified(
    runtime: Runtime, caller: Actor, mark: str, held: str | None
) -> verifying.DocumentVerdict:
    """The verdict for a caller; unknown where they may not have any document of the event."""
    found = finding.found(runtime, mark)
    if found is None:
        return verifying.UNKNOWN
    kinds = kinds_for(runtime, caller, found.stored)
    wanted = tuple(kind for kind in kinds if found.kind in ("", kind.name))
    if not wanted:
        return verifying.UNKNOWN
    act = readable(runtime, found.stored)
    with told_as_problems():
        return verifying.verdict(runtime, act, wanted, held)


def answer(
    runtime: Runtime, caller: Actor, stored: Stored | None, request: Request, kind: str = ""
) -> Response:
    """The PDF. 404 where there is none that the caller may have."""
    wanted = kind or request.query_params.get("kind") or ""
    if stored is None:
        raise HTTPException(404)
    kinds = kinds_for(runtime, caller, stored)
    chosen = next((one for one in kinds if wanted in ("", one.name)), None)
    if chosen is None:
        raise HTTPException(404)
    act = readable(runtime, stored)
    with told_as_problems():
        made, pdf = making.document(runtime, act, chosen)
    return Response(pdf, 200, headers_of(act, chosen, made.hash), "application/pdf")


def kinds_for(runtime: Runtime, caller: Actor, stored: Stored) -> tuple[DocumentKind, ...]:
    """The documents of an event that somebody may have."""
    record = decode(stored.topic, stored.state)
    case, _ = runtime.store.current(stored.stream)
    if case is None:
        return ()
    subject = subject_of(runtime, stream_and_id(stored.stream)[0], case)
    at = subject, stored.version, stored.topic, record
    each = kinds_of(stored.topic, record, case)
    return tuple(kind for kind in each if may_have(caller, *at, kind.name))


def readable(runtime: Runtime, stored: Stored) -> DocumentedAct:
    try:
        return act_of(runtime.store, stored)
    except UnreadableAct:
        raise HTTPException(404) from None


@contextmanager
def told_as_problems() -> Iterator[None]:
    """What keeps a document from being shown, as a status."""
    try:
        yield
    except making.DocumentBusy:
        raise HTTPException(503, headers=AGAIN) from None
    except making.DocumentTooLarge:
        raise HTTPException(413) from None
    except making.DocumentLost:
        raise HTTPException(410) from None


def headers_of(act: DocumentedAct, kind: DocumentKind, hash: str) -> dict[str, str]:
    """A file name in Chinese, with a plain one for who cannot read it; published ones may be kept
    by whoever passes them on, for they never change."""
    name = quote(f"{kind.title.zh}-{act.mark}.pdf")
    kept = "public, max-age=86400" if kind.name in PUBLISHED_DOCUMENTS else "private, no-store"
    return {
        "Content-Disposition": f'attachment; filename="{kind.name}-{act.mark}.pdf";'
        f" filename*=UTF-8''{name}",
        "Cache-Control": kept,
        "ETag": f'"{hash}"',
    }


def asked_by(request: Request) -> Actor:
    """The caller, with or without a token; one without takes their turn among strangers."""
    caller = actor_of(request, needed=False)
    if caller == ANYBODY:
        slow_down(request, "documents ")
    return caller


def numbered(request: Request, name: str) -> int:
    """A number in the path, from 1 on; 404 for anything else."""
    text = request.path_params[name]
    if not is_number(text) or int(text) < 1:
        raise HTTPException(404)
    return int(text)


ROUTES = (
    Route(
        "GET",
        "/{stream}/{id}/events/{version}/document",
        of_version,
        "{stream}Document",
        Answered(PDF),
        (*CASE_PROBLEMS, "410", "413", "503"),
        {"kind": KIND},
        words=Text("事件的公文", "Official document of an event"),
    ),
    Route(
        "GET",
        "/events/{position}/document",
        of_position,
        "eventDocument",
        Answered(PDF),
        PROBLEMS,
        {"kind": KIND},
        public=True,
        words=Text("按记录号取公文", "Official document by its event's position"),
        tag="documents",
    ),
    Route(
        "GET",
        "/documents/{hash}.pdf",
        by_hash,
        "documentByHash",
        Answered(PDF),
        PROBLEMS,
        public=True,
        words=Text("按散列取公文", "Official document by its hash"),
        tag="documents",
    ),
    Route(
        "GET",
        "/verify/{mark}",
        verify,
        "verifyDocument",
        one(verifying.DocumentVerdict),
        PROBLEMS,
        {"sha256": TEXT},
        public=True,
        words=Text("核验公文", "Verify an official document"),
        tag="documents",
    ),
    Route(
        "POST",
        "/verify",
        verify_file,
        "verifyFile",
        one(verifying.DocumentVerdict),
        PROBLEMS,
        query={},
        body=BINARY,
        public=True,
        words=Text("核验公文文件", "Verify the file of an official document"),
        tag="documents",
    ),
)
