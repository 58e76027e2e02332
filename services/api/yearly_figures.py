"""Statistics by year and regime: of their own area for bureaus, of everything for anybody."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from services.access.policy import Tie
from services.access.scope import in_its_area, is_listed, scope
from services.api.duties import A_YEAR
from services.api.lists import rules_today
from services.api.openapi_words import many
from services.api.positions import reached
from services.api.requests import actor_of, number_asked, runtime_of
from services.api.responses import Page, json
from services.api.route import Route
from services.queries.yearly_figures import (
    YearlyFigure,
    YearRights,
    figures_of,
    for_the_public,
)
from services.subscriptions.catalogue import CENTRE_DUTIES, STATISTICS


async def of_an_area(request: Request) -> Response:
    """`GET /statistics/years?year`: each figure of the caller's own area."""
    runtime, actor = runtime_of(request), actor_of(request)
    if not is_listed(actor, STATISTICS, Tie.AREA):
        raise HTTPException(403)
    today = runtime.clock.today()

    def rights() -> YearRights:
        regimes = runtime.regimes()
        duties = [*in_its_area(actor, CENTRE_DUTIES, regimes, today)]
        return YearRights(duties, scope(actor, STATISTICS, regimes, today, tuple))

    return json(await figures_asked(request, rights))


async def for_everybody(request: Request) -> Response:
    """`GET /statistics/public?year`: public. All areas together; fewer than five is not told."""
    page = await figures_asked(request, YearRights)
    return json(Page(tuple(for_the_public(page.items))))


async def figures_asked(request: Request, rights: Callable[[], YearRights]) -> Page:
    runtime = runtime_of(request)
    today = runtime.clock.today()
    year = number_asked(request, "year", today.year, 2000, 2200)
    for table in (CENTRE_DUTIES, STATISTICS):
        await reached(request, table.name)

    def figures() -> Page:
        regimes = rules_today(runtime)
        return Page(tuple(figures_of(runtime.readmodel, regimes, year, today, rights())))

    return await run_in_threadpool(figures)


ROUTES = (
    Route(
        "GET",
        "/statistics/years",
        of_an_area,
        "yearlyStatistics",
        many(YearlyFigure),
        ("401", "403", "422", "503"),
        {"year": A_YEAR},
        words=Text("辖区年度统计", "Figures of a year, for an area"),
    ),
    Route(
        "GET",
        "/statistics/public",
        for_everybody,
        "publicStatistics",
        many(YearlyFigure),
        ("422", "503"),
        {"year": A_YEAR},
        public=True,
        words=Text("公开统计", "Public statistics"),
    ),
)
