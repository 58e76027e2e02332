"""An unsent paper (未提交件): what a person has filled in, kept between pages until it is
handed in; afterwards its receipt."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from services.access.visibility import ANYBODY
from services.api.requests import runtime_of
from services.pages.session import form_key, who_reads


class UnsentPaper(Struct, kw_only=True):
    """`path` is the page that it belongs to, `version` that of the case when it was begun; `files`
    are the names of uploaded files by their hash; `answer` is what the API said once it was done,
    `secret` what only its writer is shown then."""

    path: str
    stream: str
    id: str
    command: str
    version: int = 0
    texts: dict[str, str] = {}
    files: dict[str, str] = {}
    faults: list[tuple[str, str, str]] = []
    answer: Any = None
    part: str = ""
    key: str = ""
    saved_at: datetime | None = None


def new_key() -> str:
    return secrets.token_urlsafe(16)


def writer_of(request: Request) -> str:
    """Whose paper it is: an account's, or a signed-out browser's."""
    actor = who_reads(request)
    if actor != ANYBODY:
        return f"account:{actor.person}"
    key = form_key(request)
    if not key:
        raise HTTPException(403)
    return f"browser:{sha256(key.encode()).hexdigest()}"


async def kept(request: Request, paper: UnsentPaper) -> None:
    papers = runtime_of(request).papers
    content = msgspec.json.encode(paper)
    await run_in_threadpool(papers.keep, paper.key, writer_of(request), content)


async def paper_of(request: Request, key: str) -> UnsentPaper | None:
    """The reader's paper of that key, if it belongs to this page."""
    papers = runtime_of(request).papers
    found = await run_in_threadpool(papers.get, key, writer_of(request))
    paper = opened_paper(found.key, found.content, found.saved_at) if found else None
    part = request.query_params.get("part", "")
    is_here = paper and (paper.path, paper.part) == (request.url.path, part)
    return paper if is_here else None


def opened_paper(key: str, content: bytes, saved_at: datetime) -> UnsentPaper:
    paper = msgspec.json.decode(content, type=UnsentPaper)
    paper.key, paper.saved_at = key, saved_at
    return paper


async def papers_of(request: Request) -> list[UnsentPaper]:
    """What the reader has not handed in yet, the latest first."""
    if who_reads(request) == ANYBODY and not form_key(request):
        return []  # a browser that has been shown no form yet
    papers = runtime_of(request).papers
    rows = await run_in_threadpool(papers.of, writer_of(request))
    found = [opened_paper(one.key, one.content, one.saved_at) for one in rows]
    return [paper for paper in found if paper.answer is None]


async def left_unsent(request: Request) -> UnsentPaper | None:
    """What the reader filled in on this page last, and has not handed in."""
    here = request.url.path, request.query_params.get("part", "")
    own = (paper for paper in await papers_of(request) if (paper.path, paper.part) == here)
    return next(own, None)


async def dropped(request: Request, paper: UnsentPaper) -> None:
    papers = runtime_of(request).papers
    await run_in_threadpool(papers.drop, paper.key, writer_of(request))
