"""How many days each step takes, as a page: regime by regime, and area by area beneath."""

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from services.access.policy import OFFICIALS
from services.api import step_times
from services.pages.answering import html_page
from services.pages.both_clocks import CLOCKS, clocks_in
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import who_reads

STEP_TIMES_PAGE = "/statistics/step-times"


async def step_times_page(request: Request) -> Response:
    """`/statistics/step-times?year&as_of&known_at`; to others than officials always as of now."""
    has_clocks = who_reads(request).role in OFFICIALS
    asked = {"year": request.query_params.get("year", "")}
    asked |= clocks_in(request) if has_clocks else {}
    found = await answer_of(request, step_times.step_times, STEP_TIMES_PAGE, asked)
    by_regime = groupby(found["items"], key=lambda one: one["regulation"])
    return html_page(
        request,
        "public/step_times.html",
        data=STEP_TIMES_PAGE,
        found=found,
        asked=asked,
        regimes=[[*some] for _, some in by_regime],
        has_clocks=has_clocks,
    )


PAGES = (PageRoute(STEP_TIMES_PAGE, step_times_page, ("year", *CLOCKS)),)
