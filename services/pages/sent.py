"""What one has sent on (我发出的): cases that one has acted on and that now wait for somebody else,
and those that have ended."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.access.policy import UNITS
from services.api import bureau_lists, case_lists
from services.api.requests import CALLERS_STREAMS, runtime_of
from services.pages.answering import html_page
from services.pages.desk import OWN_STREAMS, rows_if_any, with_titles
from services.pages.inside import answer_of, rows_of_all_pages
from services.pages.page_route import PageRoute
from services.pages.session import signed_in

ACTS_AT_ONCE, ROWS_ASKED = "200", "500"
ENDED_SHOWN = 20
CaseRow = dict[str, Any]
CaseKey = tuple[str, str]


async def sent_page(request: Request) -> Response:
    """`/desk/sent?cursor`: for an official by their own acts, the latest first, for a unit all of
    its cases."""
    actor, runtime = signed_in(request), runtime_of(request)
    asked = {"cursor": request.query_params.get("cursor", "")}
    if actor.role in UNITS:
        rows, earlier = await units_cases(request), None
    else:
        rows, earlier = await cases_acted_on(request, asked["cursor"])
    mine = {case_key(one) for one in await waiting_for_me(request, rows)}
    waiting = [one for one in rows if one["ended"] == "no" and case_key(one) not in mine]
    ended = [one for one in rows if one["ended"] == "yes"][:ENDED_SHOWN]
    return html_page(
        request,
        "sent.html",
        waiting=with_titles(runtime, waiting),
        ended=with_titles(runtime, ended),
        asked=asked,
        next=earlier,
    )


def case_key(row: Mapping[str, Any]) -> CaseKey:
    return row["stream"], row["id"]


async def units_cases(request: Request) -> list[CaseRow]:
    found: list[CaseRow] = []
    for stream in OWN_STREAMS:
        query = {"sort": "-since"}
        found += await rows_of_all_pages(
            request, case_lists.cases, f"/{stream}", query, stream=stream
        )
    return [one for one in found if "stream" in one]


async def cases_acted_on(request: Request, cursor: str) -> tuple[list[CaseRow], str | None]:
    """The cases of a page of one's acts, the latest first, as the lists of cases tell them; and
    where the page before these in time begins."""
    own = {"actor": signed_in(request).person, "sort": "-occurred_on", "limit": ACTS_AT_ONCE}
    acts = await rows_if_any(request, bureau_lists.audit, "/audit", own | {"cursor": cursor})
    keys = dict.fromkeys(case_key(one) for one in acts["items"] if "stream" in one)
    rows = {case_key(one): one for one in await cases_named(request, keys)}
    return [rows[key] for key in keys if key in rows], acts["next"]


async def cases_named(request: Request, keys: Iterable[CaseKey]) -> list[CaseRow]:
    found: list[CaseRow] = []
    for stream, ids in ids_by_stream(keys).items():
        query = {"id": ids, "limit": ROWS_ASKED}
        told = await answer_of(request, case_lists.cases, f"/{stream}", query, stream=stream)
        found += (one for one in told["items"] if "stream" in one)
    return found


def ids_by_stream(keys: Iterable[CaseKey]) -> dict[str, list[str]]:
    """The ids of the cases by their kind, of those kinds that have a list."""
    ids: dict[str, list[str]] = defaultdict(list)
    for stream, id in keys:
        if stream in CALLERS_STREAMS:
            ids[stream].append(id)
    return ids


async def waiting_for_me(request: Request, rows: Iterable[CaseRow]) -> list[CaseRow]:
    """Those of the cases that stand on one's own list of work."""
    ids = [one["id"] for one in rows if one["ended"] == "no"]
    if not ids:
        return []
    try:
        rows = await rows_of_all_pages(request, bureau_lists.work, "/worklist", {"id": ids})
    except HTTPException as error:
        if error.status_code != 403:
            raise
        return []  # who has no such list
    return [one for one in rows if "stream" in one]


PAGES = (PageRoute("/desk/sent", sent_page, ("cursor",)),)
