"""Where the centres of an area stand: who is late, who is under rectification, whose cycle ends;
and the list of their duties."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.api import duties
from services.pages.answering import html_page
from services.pages.both_clocks import CLOCKS, clocks_in
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import signed_in

DUTY_FILTERS = ("proceeding_kind", "year", "stage", "late", "grade", "ended", "due_from", "due_to")


async def overview_page(request: Request) -> Response:
    """`/overview?year&as_of&known_at&cursor`; the cursor is of the papers to come."""
    signed_in(request)
    asked = clocks_in(request)
    asked |= {name: request.query_params.get(name, "") for name in ("year", "cursor")}
    of_year = {name: asked[name] for name in ("year", *CLOCKS)}
    found = await answer_of(request, duties.overview, "/overview", of_year)
    waiting = await papers_to_come(request, found["year"], asked)
    return html_page(
        request,
        "centre_overview.html",
        data="/overview",
        found=found,
        asked=asked,
        waiting=[one for one in waiting["items"] if "parked" not in one],
        next=waiting["next"],
        standing=sum(one["count"] for one in found["centres"]),
    )


async def papers_to_come(request: Request, year: int, asked: dict[str, str]) -> dict[str, Any]:
    """A page of the papers of the year that are still to come, by their last day."""
    query = {"proceeding_kind": "annual", "year": str(year), "sort": "due", "awaiting": "1"}
    at = {name: asked[name] for name in (*CLOCKS, "cursor")}
    told: dict[str, Any] = await answer_of(request, duties.duties, "/duties", query | at)
    return told


async def duties_page(request: Request) -> Response:
    """`/duties?proceeding_kind&year&stage&late&grade&ended&due_from&due_to&as_of&known_at`."""
    signed_in(request)
    asked = clocks_in(request)
    asked |= {name: request.query_params.get(name, "") for name in (*DUTY_FILTERS, "cursor")}
    found = await answer_of(request, duties.duties, "/duties", asked)
    return html_page(request, "duties.html", data="/duties", found=found, asked=asked)


PAGES = (
    PageRoute("/overview", overview_page, ("year", *CLOCKS, "cursor")),
    PageRoute("/duties", duties_page, (*DUTY_FILTERS, *CLOCKS, "cursor")),
)
