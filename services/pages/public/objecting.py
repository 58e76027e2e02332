"""Objections of the public as pages: the form, the receipt with the secret to keep, what became of
it, and withdrawing it.

Who objects leaves nothing here but the objection itself. The secret is in a cookie of the
objector's own browser for half an hour, so that the receipt can be read again.
"""

import base64
import binascii
import re
from datetime import date
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adapters.personal_data.reply_keys import make_key
from domain.application.objection import OPEN
from services.access.policy import OFFICIALS
from services.api import commands, objections, periods, problems
from services.api.lists import Json
from services.api.problems import Problem
from services.api.public import slow_down
from services.api.reply_keys import KEY_HEADER
from services.api.requests import runtime_of
from services.pages.answering import html_page, query_with
from services.pages.inside import answer_of, inner_request, json_of
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form, posted_texts
from services.pages.public.notices import PUBLICITY_PAGE, notice_hrefs, shown_entries
from services.pages.session import cookie_name, form_key, is_secure, mark_of, who_reads
from services.pages.words import t

OBJECTION_COOKIE = "anjuan-objection"
PAPER_KEY = re.compile("[0-9a-f]{32}")
REMEMBERED_SECONDS = 30 * 60  # seconds
LONGEST_OBJECTION = 256 * 1024  # bytes
OBJECTIONS_PAGE = "/objections"
OBJECTION_INPUTS = ("kind", "name", "contact", "uscc", "facts")
GivenTexts = dict[str, str]


class KeptObjection(Struct, frozen=True):
    """The form as somebody has sent it, and what is wrong with it."""

    given: dict[str, str]
    faults: list[dict[str, str]]


class KnownObjection(Struct, frozen=True):
    """What an objector is known by: the entry, the objection's number, the secret. `lodged` is the
    answer to who has just lodged it."""

    application: str
    no: int
    secret: str
    received_on: date | None = None
    ground: str | None = None


async def new_objection(request: Request) -> Response:
    """`/objections/new?application=&paper=`: the form, as it was sent with faults; or the
    receipt."""
    application = request.query_params.get("application", "")
    given = await inputs_posted(request) if request.method == "POST" else None
    entry = await publicised_entry(request, application)
    if given is not None:
        return await lodged(request, application, given)
    fresh = KeptObjection({"key": uuid4().hex, "secret": make_key(), "kind": "PERSON"}, [])
    paper = request.query_params.get("paper", "")
    kept = await run_in_threadpool(kept_objection, request, paper) or fresh
    return objection_form(request, entry, kept.given, kept.faults)


async def inputs_posted(request: Request) -> GivenTexts:
    """The inputs of the form that was sent."""
    async with posted_form(request, LONGEST_OBJECTION) as form:
        return {name: text.strip() for name, text in posted_texts(form).items()}


async def publicised_entry(request: Request, application: str) -> Json:
    """The entry in publicity, with its notice's address; 404 where it was never in any."""
    if not application:
        raise HTTPException(404)
    query = {"application": application}
    found = await answer_of(request, periods.publicity, PUBLICITY_PAGE, query)
    for one in shown_entries(found):
        return {**one, "href": notice_hrefs(found).get(one["notice"], PUBLICITY_PAGE)}
    raise HTTPException(404)


def objection_form(request: Request, entry: Json, given: Json, faults: list[Json]) -> Response:
    return html_page(
        request,
        "public/object.html",
        entry=entry,
        given={name: given.get(name, "") for name in (*OBJECTION_INPUTS, "key", "secret", "sure")},
        faults=faults,
        wrong={one["pointer"]: one["detail"] for one in faults},
        for_officials=who_reads(request).role in OFFICIALS,
    )


async def lodged(request: Request, application: str, given: GivenTexts) -> Response:
    """The receipt of the objection; the form again, with what is wrong with it."""
    if faults := wanting(given):
        return await sent_back(request, application, given, faults)
    body = {"command": objection_command(given)}
    headers = {"Idempotency-Key": given["key"], KEY_HEADER: given["secret"]}
    answered = await acted(request, application, "lodge-objection", body, headers)
    if isinstance(answered, Problem):
        return await sent_back(request, application, given, problem_faults(answered))
    await run_in_threadpool(
        runtime_of(request).papers.drop, given["key"], objection_writer(request)
    )
    event = answered["event"]
    own = KnownObjection(
        application, event["no"], given["secret"], event.get("received_on"), event.get("ground")
    )
    return known_from_now_on(request, own, f"{OBJECTIONS_PAGE}/receipt")


async def sent_back(
    request: Request, application: str, given: GivenTexts, faults: list[Json]
) -> Response:
    """Back to the form, with what is wrong with it. It is kept, sealed, until it is handed in."""
    slow_down(request, "keeping ")
    content = msgspec.json.encode(KeptObjection(given, faults))
    keep = runtime_of(request).papers.keep
    await run_in_threadpool(keep, given["key"], objection_writer(request), content)
    asked = query_with({"application": application, "paper": given["key"]})
    return RedirectResponse(f"{OBJECTIONS_PAGE}/new{asked}", 303)


def kept_objection(request: Request, key: str) -> KeptObjection | None:
    kept = runtime_of(request).papers.get(key, objection_writer(request)) if key else None
    return msgspec.json.decode(kept.content, type=KeptObjection) if kept else None


def objection_writer(request: Request) -> str:
    """Whose paper it is: this browser's, and nobody's name."""
    return f"objector {mark_of(form_key(request))}"


def wanting(given: GivenTexts) -> list[Json]:
    """What has to be filled in; how long it may be, the API says."""
    anonymous = given.get("kind") == "ANONYMOUS"
    needed = [("facts", t("请写明事实和理由")), ("sure", t("请核对后勾选确认"))]
    if not anonymous:
        needed[:0] = [("name", t("请填写姓名或者单位名称")), ("contact", t("请填写联系方式"))]
    if not (PAPER_KEY.fullmatch(given.get("key", "")) and given.get("secret")):
        raise HTTPException(400)
    return [fault(name, detail) for name, detail in needed if not given.get(name)]


def fault(name: str, detail: str) -> Json:
    return {"pointer": name, "label": detail, "detail": detail}


def objection_command(given: GivenTexts) -> Json:
    if given.get("kind") == "ANONYMOUS":
        return {"facts": given["facts"]}
    named = {name: given.get(name) for name in ("kind", "name", "contact", "uscc")}
    objector = {name: value for name, value in named.items() if value}
    return {"facts": given["facts"], "objector": objector}


async def acted(
    request: Request, application: str, slug: str, body: Json, headers: dict[str, str]
) -> Any:
    """What the API answers to a command, or the problem that it tells: faults and refusals."""
    inner = inner_request(
        request,
        f"/applications/{application}/{slug}",
        params={"stream": "applications", "id": application, "command": slug},
        method="POST",
        body=msgspec.json.encode(body),
        headers=headers,
    )
    try:
        return json_of(await commands.act_on_case(inner))
    except Exception as error:
        response = await problems.answer(inner, error)
        if response.status_code not in (409, 422):
            raise
        return msgspec.json.decode(bytes(response.body), type=Problem)


def problem_faults(problem: Problem) -> list[Json]:
    """Faults at the inputs that they are about; what the rules refuse, in the summary alone."""
    faults = [fault(at_input(one.pointer), one.detail) for one in problem.errors]
    for one in problem.refusals:
        said = t("{asked}。应当：{allowed}", asked=one.asked, allowed=one.allowed)
        faults.append({"pointer": "", "label": one.article, "detail": said})
    return faults or [fault("", problem.detail)]


def at_input(pointer: str) -> str:
    name = pointer.rpartition("/")[2]
    return name if name in (*OBJECTION_INPUTS, "reason") else ""


def known_from_now_on(request: Request, own: KnownObjection, where: str) -> Response:
    """On to a page of one's own objection, which the browser knows for half an hour."""
    response = RedirectResponse(where, 303)
    value = base64.urlsafe_b64encode(msgspec.json.encode(own)).decode()
    response.set_cookie(
        cookie_name(request, OBJECTION_COOKIE),
        value,
        REMEMBERED_SECONDS,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="strict",
    )
    return response


def known(request: Request) -> KnownObjection | None:
    """The objection that this browser knows."""
    text = request.cookies.get(cookie_name(request, OBJECTION_COOKIE), "")
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text), type=KnownObjection)
    except (binascii.Error, msgspec.MsgspecError, ValueError):
        return None


async def receipt_page(request: Request) -> Response:
    """`/objections/receipt`: number and secret, to be kept; gone after half an hour."""
    own = known(request)
    if own is None or own.received_on is None:
        return RedirectResponse(OBJECTIONS_PAGE, 303)
    entry = await publicised_entry(request, own.application)
    return html_page(request, "public/object_receipt.html", own=own, entry=entry)


async def enquiry_page(request: Request) -> Response:
    """`/objections?application&no&fault`: asks for entry, number and secret, and leads on."""
    if request.method == "GET":
        return asked_for(request)
    given = await inputs_posted(request)
    application, secret = given.get("application", ""), given.get("secret", "")
    number = given.get("no", "")
    if not (number.isascii() and number.isdigit() and len(number) <= objections.LONGEST_NUMBER):
        return asked_again(given, "no")
    own = KnownObjection(application, int(number), secret)
    if await objection_found(request, own) is None:
        return asked_again(given, "secret")
    return known_from_now_on(request, own, f"{OBJECTIONS_PAGE}/mine")


def asked_again(given: GivenTexts, wrong: str) -> Response:
    """Back to the enquiry; the secret stands in no address."""
    asked = {name: given.get(name, "")[:64] for name in ("application", "no")}
    return RedirectResponse(OBJECTIONS_PAGE + query_with(asked, fault=wrong), 303)


def asked_for(request: Request) -> Response:
    given = {name: request.query_params.get(name, "") for name in ("application", "no")}
    said = {"no": t("异议编号是数字"), "secret": t("条目、编号和密钥对不上")}
    wrong = request.query_params.get("fault", "")
    faults = [fault(wrong, said[wrong])] if wrong in said else []
    return html_page(request, "public/objections.html", given=given, faults=faults)


async def objection_found(request: Request, own: KnownObjection) -> Json | None:
    """What has become of the objection; None where the secret is not its own."""
    path = f"/applications/{own.application}/objections/{own.no}"
    params = {"id": own.application, "no": str(own.no)}
    inner = inner_request(request, path, params=params, headers={KEY_HEADER: own.secret})
    try:
        found: Json = json_of(await objections.objection(inner))
    except HTTPException as error:
        if error.status_code != 404:
            raise
        return None
    return found


async def own_page(request: Request) -> Response:
    """`/objections/mine`: what became of one's own objection; it may be withdrawn here."""
    given = await inputs_posted(request) if request.method == "POST" else None
    own = known(request)
    found = await objection_found(request, own) if own else None
    if own is None or found is None:
        return RedirectResponse(OBJECTIONS_PAGE, 303)
    entry = await publicised_entry(request, own.application)
    faults = [] if given is None else await withdrawn_by_page(request, own, given)
    if faults is None:
        return RedirectResponse(f"{OBJECTIONS_PAGE}/mine", 303)
    return html_page(
        request,
        "public/objection.html",
        key=uuid4().hex,
        own=own,
        found=found,
        entry=entry,
        faults=faults,
        is_open=found["stand"] in OPEN,
    )


async def withdrawn_by_page(
    request: Request, own: KnownObjection, given: GivenTexts
) -> list[Json] | None:
    """None once it is withdrawn, else why it is not."""
    if not given.get("reason"):
        return [fault("reason", t("请写明撤回的原因"))]
    body = {"command": {"no": own.no, "reason": given["reason"]}}
    headers = {"Idempotency-Key": given.get("key") or uuid4().hex, KEY_HEADER: own.secret}
    answered = await acted(request, own.application, "withdraw-objection", body, headers)
    return problem_faults(answered) if isinstance(answered, Problem) else None


PAGES = (
    PageRoute(f"{OBJECTIONS_PAGE}/new", new_objection, ("application", "paper"), posts=True),
    PageRoute(f"{OBJECTIONS_PAGE}/receipt", receipt_page, ()),
    PageRoute(f"{OBJECTIONS_PAGE}/mine", own_page, (), posts=True),
    PageRoute(OBJECTIONS_PAGE, enquiry_page, ("application", "no", "fault"), posts=True),
)
