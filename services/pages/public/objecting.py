"""Objections of the public: the form. It comes back with what is wrong with it, or leads to the
receipt. Who objects leaves nothing here but the objection itself."""

import re
from uuid import uuid4

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adapters.personal_data.reply_keys import make_key
from services.access.policy import OFFICIALS
from services.api.lists import Json
from services.api.problems import Problem
from services.api.public import slow_down
from services.api.reply_keys import KEY_HEADER
from services.api.requests import runtime_of
from services.pages.answering import html_page, query_with
from services.pages.page_route import PageRoute
from services.pages.public.known_objection import KnownObjection, known_from_now_on
from services.pages.public.objector_acts import (
    OBJECTION_INPUTS,
    GivenTexts,
    acted,
    fault,
    inputs_posted,
    problem_faults,
    publicised_entry,
)
from services.pages.session import form_key, mark_of, who_reads
from services.pages.words import t

PAPER_KEY = re.compile("[0-9a-f]{32}")
OBJECTIONS_PAGE = "/objections"


class KeptObjection(Struct, frozen=True):
    """The form as somebody has sent it, and what is wrong with it."""

    given: dict[str, str]
    faults: list[dict[str, str]]


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


def objection_command(given: GivenTexts) -> Json:
    if given.get("kind") == "ANONYMOUS":
        return {"facts": given["facts"]}
    named = {name: given.get(name) for name in ("kind", "name", "contact", "uscc")}
    objector = {name: value for name, value in named.items() if value}
    return {"facts": given["facts"], "objector": objector}


PAGES = (PageRoute(f"{OBJECTIONS_PAGE}/new", new_objection, ("application", "paper"), posts=True),)
