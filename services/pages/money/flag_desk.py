"""Desk of red flags (资金线索): what stands, each with its evidence, statistical hints apart. One
flag is a case like any other."""

from starlette.requests import Request
from starlette.responses import Response

from services.api import red_flags
from services.api.history_threads import beside_the_loop
from services.api.lists import Json
from services.api.requests import runtime_of
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.named_cases import case_named
from services.pages.page_route import PageRoute
from services.pages.session import who_reads
from services.pages.telling import NamedCase
from services.runtime import Runtime
from services.subscriptions.catalogue import CENTRES

FLAG_DESK = "/flags"
ASKED = ("q", "kind", "status", "centre", "cursor")


async def flag_desk_page(request: Request) -> Response:
    """`/flags?q&kind&status&centre&cursor`: 403 for whom the API refuses."""
    asked = {name: request.query_params.get(name, "") for name in ASKED}
    query = {name: value for name, value in asked.items() if value}
    found = await answer_of(request, red_flags.red_flags, FLAG_DESK, query)
    weights = {kind: of_weight(found["items"], kind) for kind in FLAG_WEIGHTS}
    return html_page(
        request,
        "money/flags.html",
        data=FLAG_DESK,
        asked=asked,
        found=found,
        names=await titles_of(request, found["items"]),
        weights=weights,
    )


async def titles_of(request: Request, flags: list[Json]) -> dict[str, NamedCase | None]:
    """Centres and projects by their titles, for whoever may see them."""
    runtime, reader = runtime_of(request), who_reads(request)
    wanted = {(stream, one[name]) for one in flags for name, stream in OF_FLAGS if one.get(name)}

    def found() -> dict[str, NamedCase | None]:
        return {
            f"{stream}/{id}": case_named(runtime, reader, stream, id) or registered(runtime, id)
            for stream, id in wanted
        }

    return await beside_the_loop(request, found)


def registered(runtime: Runtime, centre: str) -> NamedCase | None:
    """A centre as the public registry has it, for those who do not see its case."""
    today = runtime.clock.today()
    for row in runtime.readmodel.page(CENTRES, as_of=today, key=centre, limit=1):
        name = CENTRES.decoded(row.row.decode()).name
        return NamedCase(name, f"/registry/centres/{centre}") if name else None
    return None


def of_weight(flags: list[Json], kind: str) -> list[Json]:
    return [one for one in flags if one.get("weight") == kind]


FLAG_WEIGHTS = ("LEAD", "HINT")
OF_FLAGS = (("centre", "centres"), ("project", "fund-projects"))
PAGES = (PageRoute(FLAG_DESK, flag_desk_page, ASKED),)
