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
from services.api.openapi_words import BINARY, TEXT, Answered, Schema, one
from services.api.public import slow_down
from services.api.requests import (
    actor_of,
    is_number,
    runtime_of,
)
from services.api.responses import json
from services.api.route import Route
from services.api.views import subject_of
from services.documents import finding, making, verifying
from services.documents.acts import DocumentedAct, UnreadableAct, documented_act
from services.documents.kinds import DOCUMENT_KINDS, DocumentKind, kinds_of
from services.runtime import Runtime

PDF: Schema = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
KIND: Schema = {"enum": ["", *DOCUMENT_KINDS]}
LARGEST = 4 * 2**20  # bytes of a document that is verified
PROBLEMS = ("401", "404", "410", "413", "429", "503")
AGAIN = {"Retry-After": "5"}


async def of_position(request: Request) -> Response:
    """`GET /events/{position}/document`: the document of an event by its position in the log, with
    or without a token: anybody may have those that are published."""
    caller = asked_by(request)
    return await beside_the_loop(request, document_of_position, request, caller)


def document_of_position(request: Request, caller: Actor) -> Response:
    runtime = runtime_of(request)
    stored = finding.at_position(runtime, path_number(request, "position"))
    return pdf_for(runtime, caller, stored, request)


async def fetch_by_hash(request: Request) -> Response:
    """`GET /documents/{hash}.pdf`: the document whose bytes have this SHA-256, with or without a
    token."""
    caller = asked_by(request)
    return await beside_the_loop(request, document_by_hash, request, caller)


def document_by_hash(request: Request, caller: Actor) -> Response:
    runtime = runtime_of(request)
    found = finding.found(runtime, request.path_params["hash"])
    if found is None or not found.kind:
        raise HTTPException(404)
    return pdf_for(runtime, caller, found.stored, request, found.kind)


async def verify_mark(request: Request) -> Response:
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
        return verifying.UNKNOWN_DOCUMENT
    kinds = kinds_for(runtime, caller, found.stored)
    wanted = tuple(kind for kind in kinds if found.kind in ("", kind.name))
    if not wanted:
        return verifying.UNKNOWN_DOCUMENT
    act = act_or_none(runtime, found.stored)
    with told_as_problems():
        return verifying.verdict(runtime, act, wanted, held)


def pdf_for(
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
    act = act_or_none(runtime, stored)
    with told_as_problems():
        made, pdf = making.document_made(runtime, act, chosen)
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


def act_or_none(runtime: Runtime, stored: Stored) -> DocumentedAct:
    try:
        return documented_act(runtime.store, stored)
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


def path_number(request: Request, name: str) -> int:
    """A number in the path, from 1 on; 404 for anything else."""
    text = request.path_params[name]
    if not is_number(text) or int(text) < 1:
        raise HTTPException(404)
    return int(text)


ROUTES = (
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
        fetch_by_hash,
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
        verify_mark,
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
