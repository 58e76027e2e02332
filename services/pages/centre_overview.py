"""Where the centres of an area stand: who is late, who is under rectification, whose term ends; and
the list of their duties."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.api import duties
from services.pages.answering import html_page
from services.pages.both_clocks import CLOCKS, clocks_in
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import signed_in

DUTY_FILTERS = ("proceeding_kind", "year", "stage", "late", "grade")


async def overview_page(request: Request) -> Response:
    """`/overview?year&as_of&known_at`."""
    signed_in(request)
    asked = clocks_in(request) | {"year": request.query_params.get("year", "")}
    found = await answer_of(request, duties.overview, "/overview", asked)
    return html_page(
        request,
        "centre_overview.html",
        data="/overview",
        found=found,
        asked=asked,
        waiting=await papers_to_come(request, found["year"], asked),
        standing=sum(one["count"] for one in found["centres"]),
    )


async def papers_to_come(
    request: Request, year: int, asked: dict[str, str]
) -> list[dict[str, Any]]:
    """The papers of the year that are still to come, by their last day."""
    query = {"proceeding_kind": "annual", "year": str(year), "sort": "due", "limit": "500"}
    clocks = {name: asked[name] for name in CLOCKS}
    told = await answer_of(request, duties.duties, "/duties", query | clocks)
    return [one for one in told["items"] if one.get("missing")]


async def duties_page(request: Request) -> Response:
    """`/duties?proceeding_kind&year&stage&late&grade&as_of&known_at`."""
    signed_in(request)
    asked = clocks_in(request)
    asked |= {name: request.query_params.get(name, "") for name in (*DUTY_FILTERS, "cursor")}
    found = await answer_of(request, duties.duties, "/duties", asked)
    return html_page(request, "duties.html", data="/duties", found=found, asked=asked)


PAGES = (
    PageRoute("/overview", overview_page, ("year", *CLOCKS)),
    PageRoute("/duties", duties_page, (*DUTY_FILTERS, *CLOCKS, "cursor")),
)
