"""File upload and download: a unit's own uploads, and files in cases that the caller may see."""

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from adapters.files import FileDamaged, FileRef, Files, FileUnknown
from domain.refusal import Text
from services.access.policy import UPLOADS
from services.api.openapi_words import BINARY, TEXT, Answered, one
from services.api.papers import opens
from services.api.positions import reach
from services.api.requests import actor_of, runtime_of
from services.api.route import Route
from services.subscriptions.catalogue import PAPERS

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ofd": "application/ofd",
}


async def put_file(request: Request) -> Response:
    """`POST /files`: stores the body as a file; its type is detected from its content.
    `?for=objection` hides it from all who may not know the objector."""
    actor, use = actor_of(request), request.query_params.get("for", "")
    if actor.role not in UPLOADS.get(use, ()):
        raise HTTPException(403)
    runtime, uploading = runtime_of(request), request.app.state.uploads
    async with uploading.within_quota(runtime, actor.person) as room:
        file = await uploading.stored(request, runtime.files, room)
    remember = runtime.accounts.hold_back if use else runtime.accounts.uploaded
    await run_in_threadpool(remember, file.hash, actor.organ)
    body = msgspec.json.encode(file)
    return Response(body, 201, {"Location": f"/api/v1/files/{file.hash}"}, "application/json")


async def get_file(request: Request) -> Response:
    """`GET /files/{hash}`: for the unit that uploaded it, and for whoever may see a case that holds
    it and the part where it stands. 404 for others, as where there is no such file. 410 where it is
    lost, or damaged, or the keys are lost that open it."""
    actor, runtime, hash = actor_of(request), runtime_of(request), request.path_params["hash"]
    await papers_reached(request)
    if not await run_in_threadpool(opens, runtime, actor, hash):
        raise HTTPException(404)
    info = await run_in_threadpool(decryptable, runtime.files, hash)
    if info is None:
        raise HTTPException(410)
    content = runtime.files.open(hash)
    headers = {
        "Content-Length": str(info.size),
        "Content-Disposition": f'attachment; filename="{hash}.{info.type}"',
    }
    return StreamingResponse(content, 200, headers, MEDIA_TYPES[info.type])


def decryptable(files: Files, hash: str) -> FileRef | None:
    """What a file is, once all of it has been decrypted; None for one that is damaged or gone: no
    answer breaks off in its middle."""
    try:
        info = files.info(hash)
        for _ in files.open(hash) if info else ():
            pass
    except (FileDamaged, FileUnknown):
        return None
    return info


async def papers_reached(request: Request) -> None:
    """Waits until the papers projection has reached the end of the log, for a file may just have
    become an objector's. 503 after five seconds."""
    end = await run_in_threadpool(runtime_of(request).log.end)
    await reach(request, PAPERS.name, end[0] if end else 0)


ROUTES = (
    Route(
        "POST",
        "/files",
        put_file,
        "putFile",
        one(FileRef, "201", "stored"),
        ("401", "403", "413", "415", "422", "429", "503"),
        query={"for": {"enum": ["", "objection"]}},
        body=BINARY,
        words=Text("上传文件", "Upload a file"),
        tag="files",
    ),
    Route(
        "GET",
        "/files/{hash}",
        get_file,
        "getFile",
        Answered(BINARY),
        ("401", "404", "410", "503"),
        query={"application": TEXT},
        words=Text("取回文件", "Fetch a file"),
        tag="files",
    ),
)
