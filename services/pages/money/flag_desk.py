"""Desk of red flags (资金线索): what stands, each with its evidence, statistical hints apart. One
flag is a case like any other."""

from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from domain.words import stage_words
from services.api import red_flags
from services.api.history_threads import beside_the_loop
from services.api.lists import Json
from services.api.requests import runtime_of
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.money.flag_evidence import OF_NO_LINE, role_in_words
from services.pages.named_cases import registered_or_seen
from services.pages.page_route import PageRoute
from services.pages.session import who_reads
from services.pages.telling import NamedCase

FLAG_DESK = "/flags"
ASKED = ("q", "kind", "status", "centre", "cursor")
FLAG_STATUSES = ("RAISED", "DISMISSED", "OPENED_AS_LEAD", "FALLEN")


async def flag_desk_page(request: Request) -> Response:
    """`/flags?q&kind&status&centre&cursor`: 403 for whom the API refuses."""
    asked = {name: request.query_params.get(name, "") for name in ASKED}
    query = {name: value for name, value in asked.items() if value}
    found = await answer_of(request, red_flags.red_flags, FLAG_DESK, query)
    rules = await answer_of(request, red_flags.flag_rules, "/flag-rules")
    weights = {kind: of_weight(found["items"], kind) for kind in FLAG_WEIGHTS}
    return html_page(
        request,
        "money/flags.html",
        data=FLAG_DESK,
        asked=asked,
        found=found,
        names=await titles_of(request, found["items"]),
        weights=weights,
        kinds=[(one["id"], Text(one["zh"], one["en"])) for one in rules["items"]],
        statuses=[(one, stage_words(one)) for one in FLAG_STATUSES],
        role_words=role_in_words,
        lineless=OF_NO_LINE,
    )


async def titles_of(request: Request, flags: list[Json]) -> dict[str, NamedCase | None]:
    """Centres and projects by their titles, for whoever may see them."""
    runtime, reader = runtime_of(request), who_reads(request)
    wanted = {(stream, one[name]) for one in flags for name, stream in OF_FLAGS if one.get(name)}

    def found() -> dict[str, NamedCase | None]:
        return {
            f"{stream}/{id}": registered_or_seen(runtime, reader, stream, id)
            for stream, id in wanted
        }

    return await beside_the_loop(request, found)


def of_weight(flags: list[Json], kind: str) -> list[Json]:
    return [one for one in flags if one.get("weight") == kind]


FLAG_WEIGHTS = ("LEAD", "HINT")
OF_FLAGS = (("centre", "centres"), ("project", "fund-projects"))
PAGES = (PageRoute(FLAG_DESK, flag_desk_page, ASKED),)
