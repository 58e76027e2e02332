"""The work desk (工作台): what waits for who is signed in, running periods, unsent papers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.streams import STREAMS
from domain.words import command_words, stream_words
from projections import worklist
from services.access.policy import UNITS
from services.api import bureau_lists, case_lists, periods
from services.api.requests import runtime_of
from services.api.route import Handler
from services.pages.answering import html_page
from services.pages.case_titles import row_title
from services.pages.forms.paper import papers_of, writer_of
from services.pages.inside import REACHED, answer_of, reached_in
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form
from services.pages.session import signed_in
from services.runtime import Runtime

DEADLINES_SHOWN, OWN_CASES = "20", "50"  # rows
KINDS_OF_TASKS = tuple(name for name in STREAMS if name in worklist.PROJECTION.streams)
AGAINST_SOMEBODY = {c.__name__ for one in STREAMS.values() for c in one.commands if c.adverse}
FILTERED_BY = ("q", "stream", "stage", "cursor")
OWN_STREAMS = ("applications", "centres", "fund-projects")


async def desk_page(request: Request) -> Response:
    """`/desk?q&stream&stage&cursor`; experts and administrators have one of their own."""
    actor, runtime = signed_in(request), runtime_of(request)
    if actor.role == "EXPERT":
        return RedirectResponse("/reviewing", 303)
    if actor.role == "SYSADMIN":
        return RedirectResponse("/admin", 303)
    asked = {name: request.query_params.get(name, "") for name in FILTERED_BY}
    now = {REACHED: reached_in(request)}
    tasks = await rows_if_any(request, bureau_lists.work, "/worklist", {**asked, **now})
    few = {"limit": DEADLINES_SHOWN, "running": "yes", **now}
    running = await rows_if_any(request, periods.deadlines, "/deadlines", few)
    own = {"limit": OWN_CASES, "sort": "-since", **now} if actor.role in UNITS else None
    mine = await own_cases(request, own) if own else []
    return html_page(
        request,
        "desk.html",
        data="/worklist",
        asked=asked,
        tasks=with_titles(runtime, tasks["items"]),
        next=tasks["next"],
        kinds=[(name, stream_words(name)) for name in KINDS_OF_TASKS],
        running=with_titles(runtime, running["items"]),
        mine=mine,
        papers=await papers_of(request),
        left=calendar_days_left,
        command_words=command_words,
    )


async def rows_if_any(
    request: Request, handler: Handler, path: str, query: dict[str, str]
) -> dict[str, Any]:
    """A list of the API's; empty for who has no such list."""
    try:
        found: dict[str, Any] = await answer_of(request, handler, path, query)
    except HTTPException as error:
        if error.status_code != 403:
            raise
        return {"items": [], "next": None}
    return found


async def own_cases(request: Request, query: dict[str, str]) -> list[dict[str, Any]]:
    """The applications, centres and fund projects of a unit, the latest first."""
    found: list[dict[str, Any]] = []
    for stream in OWN_STREAMS:
        told = await answer_of(request, case_lists.cases, f"/{stream}", query, stream=stream)
        found += told["items"]
    return found


def with_titles(runtime: Runtime, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, each with what people call its case."""
    found = [{**row, "title": row_title(runtime, row)} for row in rows if "stream" in row]
    return [{**row, "acts": acts_in(row)} if "commands_words" in row else row for row in found]


def acts_in(row: dict[str, Any]) -> list[tuple[str, Any]]:
    """What may be done with a case, by its address and words; what is adverse last."""
    pairs = list(zip(row["commands"], row["commands_words"], strict=True))
    return sorted(pairs, key=lambda pair: pair[0] in AGAINST_SOMEBODY)


def calendar_days_left(row: dict[str, Any], today: date) -> int | None:
    """Calendar days until a period is over; negative where it is."""
    due = row.get("runs_until") or row.get("due")
    return (date.fromisoformat(due) - today).days if due else None


async def papers_page(request: Request) -> Response:
    """`/desk/papers`: what one has not handed in; a POST throws one away."""
    signed_in(request)
    if request.method == "POST":
        async with posted_form(request) as form:
            key = str(form.get("paper") or "")
        await run_in_threadpool(runtime_of(request).papers.drop, key, writer_of(request))
        return RedirectResponse("/desk/papers", 303)
    papers = await papers_of(request)
    return html_page(request, "papers.html", papers=papers, command_words=command_words)


async def deadlines_page(request: Request) -> Response:
    """`/deadlines?running&cursor`: periods, and how each was counted: those that run, or with `no`
    those that are interrupted."""
    signed_in(request)
    runtime, asks = runtime_of(request), request.query_params
    asked = {"running": asks.get("running") or "yes", "cursor": asks.get("cursor", "")}
    found = await answer_of(request, periods.deadlines, "/deadlines", asked)
    rows = with_titles(runtime, found["items"])
    shown = {"rows": rows, "next": found["next"], "asked": asked}
    return html_page(request, "deadlines.html", data="/deadlines", **shown)


PAGES = (
    PageRoute("/desk", desk_page, (*FILTERED_BY, REACHED)),
    PageRoute("/desk/papers", papers_page, (), posts=True),
    PageRoute("/deadlines", deadlines_page, ("running", "cursor")),
)
