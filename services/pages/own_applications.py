"""A unit's own applications (我的申报): how far each has come, and a new one from an open call."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.application.drafting import CreateDraft
from domain.context import UNITS, Actor
from domain.party.lifecycle import RegisterParty
from domain.refusal import Refused
from domain.streams import STREAMS
from domain.words import value_words
from services.api import case_lists, commands, roads, states
from services.api.requests import runtime_of
from services.commands.json_bodies import WrongBody
from services.pages.answering import html_page
from services.pages.forms.choosing import rules_of_case
from services.pages.inside import answer_of, inner_request, json_of, rows_of_all_pages
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form, posted_texts
from services.pages.session import signed_in
from services.pages.words import phrased, t

APPLICATIONS_SHOWN = 20
LONGEST_BEGINNING = 64 * 1024  # bytes
MINE = "/desk/applications"
JsonAnswer = dict[str, Any]


async def own_applications_page(request: Request) -> Response:
    """`/desk/applications`: each with its road, the latest first; and the open calls."""
    actor = unit_signed_in(request)
    query = {"limit": str(APPLICATIONS_SHOWN), "cursor": request.query_params.get("cursor", "")}
    found = await listed_cases(request, "applications", query)
    return html_page(
        request,
        "own_applications.html",
        data="/applications",
        found=found,
        roads={one["id"]: await road_of_case(request, one["id"]) for one in found["items"]},
        calls=[one async for one in open_calls(request)],
        unit=await registered_name(request, actor),
        asked={"cursor": query["cursor"]},
    )


def unit_signed_in(request: Request) -> Actor:
    """Whoever acts for a unit; 403 for others, who have no applications of their own."""
    actor = signed_in(request)
    if actor.role not in UNITS:
        raise HTTPException(403)
    return actor


async def listed_cases(request: Request, stream: str, query: JsonAnswer) -> JsonAnswer:
    found: JsonAnswer = await answer_of(
        request, case_lists.cases, f"/{stream}", {"sort": "", **query}, stream=stream
    )
    return found


async def road_of_case(request: Request, id: str) -> JsonAnswer:
    path = f"/applications/{id}/road"
    found: JsonAnswer = await answer_of(
        request, roads.application_road, path, stream="applications", id=id
    )
    return found


async def open_calls(request: Request) -> AsyncIterator[JsonAnswer]:
    """The calls that a unit can apply in today, with how long they are open."""
    today = runtime_of(request).clock.today().isoformat()
    query = {"ended": "no", "stage": "OPEN"}
    batches = await rows_of_all_pages(
        request, case_lists.cases, "/batches", query, stream="batches"
    )
    for row in batches:
        call = await call_of(request, row["id"])
        if call and call["window_from"] <= today <= call["window_to"]:
            yield call


async def call_of(request: Request, id: str) -> JsonAnswer | None:
    """A call with its regulation and the channels that it may be applied through."""
    told = await answer_of(request, states.state, f"/batches/{id}", stream="batches", id=id)
    state: JsonAnswer = told["state"]
    rules = rules_of_case(runtime_of(request), state.get("regime"))
    if rules is None or state.get("stage") != "OPEN":
        return None
    ways = [step.channel for step in rules.text.step if step.do == CreateDraft.__name__]
    channels = tuple((one, value_words(one, "channel")) for one in ways if one)
    return {**state, "id": id, "about": rules.about, "channels": channels}


async def registered_name(request: Request, actor: Actor) -> str:
    """The name under which the unit is registered; empty before that."""
    path = f"/parties/{actor.organ}"
    try:
        told = await answer_of(request, states.state, path, stream="parties", id=actor.organ)
    except HTTPException as error:
        if error.status_code != 404:
            raise
        return ""
    return str(told["state"]["name"])


async def new_application_page(request: Request) -> Response:
    """`/desk/applications/new?call=`: begins an application in an open call, with what is known of
    the unit filled in."""
    actor = unit_signed_in(request)
    call = await call_of(request, request.query_params.get("call", ""))
    if call is None:
        raise HTTPException(404)
    name = await registered_name(request, actor)
    if request.method == "GET":
        return asked_anew(request, call, name, {})
    async with posted_form(request, LONGEST_BEGINNING) as sent:
        given = posted_texts(sent)
    try:
        id = await begun_application(request, actor, call, given, name)
    except (Refused, WrongBody) as error:
        return asked_anew(request, call, name, given, phrased_faults(error))
    return RedirectResponse(f"/applications/{id}/tasks", 303)


def asked_anew(
    request: Request,
    call: JsonAnswer,
    name: str,
    given: dict[str, str],
    faults: list[JsonAnswer] | None = None,
) -> Response:
    key = given.get("key") or uuid4().hex
    return html_page(
        request, "new_application.html", call=call, name=name, given=given, key=key, faults=faults
    )


def phrased_faults(error: Refused | WrongBody) -> list[JsonAnswer]:
    """The faults of the answer, as a summary says them."""
    if isinstance(error, WrongBody):
        return [fault_line(phrased(one.words)) for one in error.faults]
    return [
        fault_line(
            t(
                "{article}：{asked}。应当：{allowed}",
                article=one.article,
                asked=phrased(one.asked),
                allowed=phrased(one.allowed),
            )
        )
        for one in error.refusals
    ]


def fault_line(detail: str) -> JsonAnswer:
    return {"pointer": "", "label": "", "detail": detail}


async def begun_application(
    request: Request, actor: Actor, call: JsonAnswer, given: dict[str, str], name: str
) -> str:
    """Registers the unit where that was not done yet, and opens the draft."""
    key = given.get("key", "")[:64] or uuid4().hex
    if not name:
        name = given.get("unit_name", "").strip()
        unit = {"uscc": actor.organ, "name": name}
        await opened_case(request, "parties", RegisterParty, actor.organ, unit, f"{key}-unit")
    form = {"unit_name": name, "uscc": actor.organ}
    channels = [code for code, _ in call["channels"]]
    channel = given.get("channel") or (channels[0] if len(channels) == 1 else "")
    draft = {"regime": call["regime"], "batch": call["id"], "channel": channel, "form": form}
    answer = await opened_case(request, "applications", CreateDraft, key, draft, key)
    return str(answer["id"])


async def opened_case(
    request: Request, stream: str, kind: type, id: str, command: JsonAnswer, key: str
) -> JsonAnswer:
    body = msgspec.json.encode({"id": id, "command": command})
    headers = {"idempotency-key": key}
    asked = inner_request(request, f"/{stream}", method="POST", body=body, headers=headers)
    answer: JsonAnswer = json_of(await commands.perform(asked, STREAMS[stream], None, kind))
    return answer


PAGES = (
    PageRoute("/desk/applications", own_applications_page, ("cursor",)),
    PageRoute("/desk/applications/new", new_application_page, ("call",), posts=True),
)
