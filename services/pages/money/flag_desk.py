"""Desk of red flags (资金线索): what stands, each with its evidence, statistical hints apart. One
flag is a case like any other."""

from starlette.requests import Request
from starlette.responses import Response

from services.api import red_flags
from services.api.lists import Json
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute

FLAG_DESK = "/flags"
ASKED = ("q", "kind", "status", "centre", "cursor")


async def flag_desk_page(request: Request) -> Response:
    """`/flags?q&kind&status&centre&cursor`: 403 for whom the API refuses."""
    asked = {name: request.query_params.get(name, "") for name in ASKED}
    query = {name: value for name, value in asked.items() if value}
    found = await answer_of(request, red_flags.red_flags, FLAG_DESK, query)
    weights = {kind: of_weight(found["items"], kind) for kind in FLAG_WEIGHTS}
    return html_page(
        request, "money/flags.html", data=FLAG_DESK, asked=asked, found=found, weights=weights
    )


def of_weight(flags: list[Json], kind: str) -> list[Json]:
    return [one for one in flags if one.get("weight") == kind]


FLAG_WEIGHTS = ("LEAD", "HINT")
PAGES = (PageRoute(FLAG_DESK, flag_desk_page, ASKED),)
