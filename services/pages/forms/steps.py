"""The steps of a form: filled in, checked by the rules, done, receipt.

A POST keeps the paper and sends on to a page that can be loaded again, so Back and Reload never
send anything twice.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.refusal import Refused
from domain.working_days import CHINA, CalendarUnknown
from services.api import commands, files, public
from services.api.problems import WrongForm
from services.commands.json_bodies import WrongBody
from services.commands.messages import KeyReused, Stale
from services.pages.forms.draft_documents import draft_shown
from services.pages.forms.form_asked import CommandForm, form_wanted, texts_of_case
from services.pages.forms.paper import (
    UnsentPaper,
    dropped,
    kept,
    left_unsent,
    new_key,
    paper_of,
)
from services.pages.forms.reading import row_count, without_blank_rows, without_row
from services.pages.forms.sections import section_after
from services.pages.forms.showing import check_shown, form_shown, receipt_shown
from services.pages.forms.trying import faults_at_inputs, try_paper
from services.pages.inside import inner_request, json_of
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form
from services.pages.words import t

CHECK, EDIT, SAVE, DO, ADD, REMOVE = "check", "edit", "save", "do", "add", "remove"
DRAFT_STEP = "draft"
UPLOAD, RECORD, RECORD_AND_GO_ON = "upload", "record", "record:next"
FILE_NAMED = "named:"
"""Begins the name of an input that says what an uploaded file is called; its hash follows."""
FRESH, JSON_TYPE = "fresh", "application/json"
"""A new paper is wanted, whatever was left unsent."""


async def command_form_page(request: Request) -> Response:
    """`/{stream}/{id}/{command}?about&paper&step`: any command as a form."""
    form = await form_wanted(request)
    if request.method == "POST":
        return await form_posted(form)
    key, step = request.query_params.get("paper", ""), request.query_params.get("step", EDIT)
    paper = await paper_of(request, key) if key else None
    if paper is None:
        left = await left_unsent(request) if step != FRESH else None
        return form_shown(form, paper_begun(form), new=True, left=left)
    if paper.answer is not None:
        return await receipt_shown(form, paper)
    if step == DRAFT_STEP:
        return await draft_shown(form, paper)
    if step != CHECK:
        return form_shown(form, paper)
    return await paper_checked(form, paper)


def paper_begun(form: CommandForm) -> UnsentPaper:
    """A new paper, filled in from the case as it is now."""
    return UnsentPaper(
        path=form.request.url.path,
        stream=form.stream.name,
        id=form.new_id(),
        command=form.kind.__name__,
        version=form.version,
        texts=texts_of_case(form),
        part=form.part,
        key=new_key(),
    )


async def paper_checked(form: CommandForm, paper: UnsentPaper) -> Response:
    """The page of faults, or the one that shows everything once more before it is done."""
    found = await run_in_threadpool(try_paper, form, paper)
    known = {pointer for pointer, _, _ in paper.faults}
    further = [(f.pointer, f.detail, f.label) for f in found.faults if f.pointer not in known]
    paper.faults += further
    if paper.faults:
        return form_shown(form, paper)
    return await check_shown(form, paper, found, "moved" in form.request.query_params)


async def form_posted(form: CommandForm) -> Response:
    async with posted_form(form.request) as sent:
        if form.anonymous:
            public.slow_down(form.request, "papers ")
        key, step = str(sent.get("key") or ""), str(sent.get("step") or CHECK)
        paper = await paper_of(form.request, key)
        if paper is not None and paper.answer is not None:
            return on_to(form, key)
        if step == DO:
            return await done(form, paper, str(sent.get("version") or ""))
        paper = paper or paper_begun(form)
        paper.key = key or paper.key
        if step == UPLOAD:
            return await uploaded(form, paper, sent)
        await filled_in(form, paper, sent)
    anchor = changed_rows(form, paper, step)
    await kept(form.request, paper)
    if step in (RECORD, RECORD_AND_GO_ON) and form.is_draft:
        return await draft_recorded(form, paper, step)
    if step == SAVE:
        return saved_by_itself(form) or on_to(form, paper.key, EDIT, "saved")
    return on_to(form, paper.key, CHECK if step == CHECK else EDIT, anchor)


def on_to(form: CommandForm, key: str, step: str = "", anchor: str = "", **more: str) -> Response:
    query = {"about": form.about, "part": form.part, "paper": key, "step": step, **more}
    text = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(
        f"{form.request.url.path}?{text}" + (f"#{anchor}" if anchor else ""), 303
    )


def saved_by_itself(form: CommandForm) -> Response | None:
    """What the page's own script is told when it saves: the time of day. None for people."""
    if form.request.headers.get("sec-fetch-dest") != "empty":
        return None
    return Response(f"{datetime.now(CHINA):%H:%M}", media_type="text/plain")


async def uploaded(form: CommandForm, paper: UnsentPaper, sent: FormData) -> Response:
    """Takes files while the rest is still being typed: for the page's own script, which shows how
    far they have come. Each is answered by its hash and name, or by what is wrong with it. The
    paper stays as it is: the form that is being filled in brings both."""
    told = []
    paper.faults = []
    for name, value in sent.multi_items():
        if name.startswith("/") and isinstance(value, UploadFile):
            hash = await file_taken(form, paper, name, value)
            told.append({"hash": hash, "name": paper.files.get(hash, value.filename or "")})
    faults = [detail for _, detail, _ in paper.faults]
    return Response(
        msgspec.json.encode({"files": told, "faults": faults}), 200, media_type=JSON_TYPE
    )


async def draft_recorded(form: CommandForm, paper: UnsentPaper, step: str) -> Response:
    """Keeps a draft in the case at once, and goes back to the list of its parts, or on to the next
    one; what is wrong in it is shown where it stands."""
    found = await run_in_threadpool(try_paper, form, paper)
    if found.faults:
        return on_to(form, paper.key, CHECK)
    try:
        await handed_in(form, paper, found.body, str(form.version))
    except (Refused, WrongBody, WrongForm, CalendarUnknown, Stale):
        return on_to(form, paper.key, CHECK)
    await dropped(form.request, paper)
    here, saved = f"/applications/{form.id}", form.part or "whole"
    after = section_after(form.part) if step == RECORD_AND_GO_ON else ""
    if after:
        return RedirectResponse(f"{here}/revise-draft?part={after}&saved={saved}", 303)
    return RedirectResponse(f"{here}/tasks?saved={saved}", 303)


async def filled_in(form: CommandForm, paper: UnsentPaper, sent: FormData) -> None:
    """Puts what was sent into the paper; files are stored, and stand there as their hash."""
    texts: dict[str, list[str]] = {}
    paper.faults = []
    for name, value in sent.multi_items():
        if name.startswith(FILE_NAMED) and isinstance(value, str):
            paper.files[name.removeprefix(FILE_NAMED)] = value[:200]
        if not name.startswith("/"):
            continue
        if isinstance(value, UploadFile):
            if hash := await file_taken(form, paper, name, value):
                texts[name] = [*(texts.get(name, ()) if several(name, sent) else ()), hash]
        else:
            texts.setdefault(name, []).append(value.replace("\r\n", "\n"))
    paper.texts = {name: "\n".join(dict.fromkeys(some)) for name, some in texts.items()}


def several(name: str, sent: FormData) -> bool:
    return f"several:{name}" in sent


async def file_taken(form: CommandForm, paper: UnsentPaper, at: str, file: UploadFile) -> str:
    """The hash of an uploaded file; empty where none was chosen, or it is not taken: then the fault
    stands at its input."""
    if not file.filename:
        return ""
    use = {"for": "objection"} if form.kind.public else {}
    asked = inner_request(form.request, "/files", query=use, method="POST", body=await file.read())
    try:
        told = json_of(await files.put_file(asked))
    except WrongForm as error:
        paper.faults.append((at, f"{file.filename}: {error.fault.detail}", ""))
        return ""
    except HTTPException as error:
        if error.status_code not in (401, 403):
            raise
        paper.faults.append((at, t("您的账号不能上传文件"), ""))
        return ""
    paper.files[told["hash"]] = file.filename[:200]
    return str(told["hash"])


def changed_rows(form: CommandForm, paper: UnsentPaper, step: str) -> str:
    """Adds or removes a row where that was asked for; the anchor of the list."""
    what, _, pointer = step.partition(":")
    if what == ADD:
        count = max(1, row_count(paper.texts, pointer))
        paper.texts[f"{pointer}/{count}/"] = ""
        return pointer
    paper.texts = without_blank_rows(form.inputs, paper.texts, "/command")
    if what == REMOVE:
        at, _, index = pointer.rpartition("/")
        if index.isdigit():
            paper.texts = without_row(paper.texts, at, int(index))
        return at
    return ""


async def done(form: CommandForm, paper: UnsentPaper | None, version: str) -> Response:
    """Does it, by the API's own door and under the paper's key: however often it is pressed, it is
    one act."""
    if paper is None:
        raise HTTPException(404)
    found = await run_in_threadpool(try_paper, form, paper)
    if found.faults and not form.kind.opens:
        return on_to(form, paper.key, CHECK)
    try:
        paper.answer = await handed_in(form, paper, found.body, version)
    except Stale:
        return on_to(form, paper.key, CHECK, moved="1")
    except (Refused, WrongBody, WrongForm, CalendarUnknown) as error:
        paper.faults = [
            (one.pointer, one.detail, one.label) for one in faults_at_inputs(form, error)
        ]
        await kept(form.request, paper)
        return on_to(form, paper.key, EDIT)
    except KeyReused:
        paper.faults = [("", t("此件已经办理过，请从案卷重新开始"), "")]
        await kept(form.request, paper)
        return on_to(form, paper.key, EDIT)
    paper.texts, paper.files = {}, {}
    await kept(form.request, paper)
    return on_to(form, paper.key)


async def handed_in(form: CommandForm, paper: UnsentPaper, body: bytes, version: str) -> Any:
    stream, kind = form.stream, form.kind
    said = msgspec.json.decode(body)["command"]
    code = said.get("uscc") or said.get("regime")
    id = str(code) if form.opens and stream.file_rules and code else paper.id
    headers = {"idempotency-key": paper.key}
    if version.isdigit() and not form.opens and not form.anonymous:
        headers["if-match"] = f'"{version}"'
    path = f"/{stream.name}/{id}/{commands.slug(kind)}"
    params = {"stream": stream.name, "id": id, "command": commands.slug(kind)}
    asked = inner_request(
        form.request, path, params=params, method="POST", body=body, headers=headers
    )
    return json_of(await commands.perform(asked, stream, id, kind))


QUERY = ("about", "paper", "step", "moved", "regime", "part", "saved", "kind")
PAGES = (PageRoute("/{stream}/{id}/{command}", command_form_page, QUERY, posts=True),)
