"""The registry of centres as a page: search, filters with their numbers, both clocks, a map of
tiles, and the same to take away."""

from typing import Any

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.api import lists, registry_counts
from services.pages.answering import html_page, query_with
from services.pages.both_clocks import CLOCKS, clocks_in
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.public.sheets import TableFormat, table_file
from services.pages.public.tiles import tile_maps
from services.pages.words import phrased, t

REGISTRY_PAGE = "/registry/centres"
REGISTRY_FILTERS = ("status", "regulation", "division", "industry")
CONDITIONS = ("q", *REGISTRY_FILTERS)
REGISTRY_ASKED = (*CONDITIONS, *CLOCKS)
NEWEST_FIRST = {"sort": "-recognised_on"}
INDUSTRIES_SHOWN = 24
MOST_TAKEN, TAKEN_AT_ONCE = 20_000, 500  # rows


class FilterLink(Struct, frozen=True):
    """One way to narrow the list, with how many centres there are then."""

    words: Any
    count: int
    href: str
    current: bool


class AppliedCondition(Struct, frozen=True):
    """A condition of the list at hand, and the list without it."""

    label: str
    words: str
    href: str


async def registry_page(request: Request) -> Response:
    """`/registry/centres` with search, filters and both clocks."""
    asked = query_asked(request, (*REGISTRY_ASKED, "cursor"))
    conditions = {name: asked[name] for name in REGISTRY_ASKED}
    found = await answer_of(request, lists.centres, REGISTRY_PAGE, asked | NEWEST_FIRST)
    counted = await answer_of(request, registry_counts.counts, "/registry/counts", conditions)
    return html_page(
        request,
        "public/registry.html",
        data=REGISTRY_PAGE + query_with(asked | NEWEST_FIRST),
        asked=asked,
        found=found,
        counted=counted,
        places=words_by_value(counted["division"]),
        filters=filters_of(counted, conditions),
        applied=conditions_applied(counted, conditions),
        maps=tile_maps(counted["division"], lambda code: registry_with(conditions, division=code)),
        taken=conditions,
        as_json=REGISTRY_PAGE + query_with(conditions | NEWEST_FIRST),
    )


def query_asked(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    asked = {name: request.query_params.get(name, "").strip() for name in names}
    return asked | clocks_in(request)


def words_by_value(values: list[dict[str, Any]]) -> dict[str, Any]:
    return {one["value"]: one["words"] for one in values}


def registry_with(conditions: dict[str, str], **changed: str) -> str:
    """The list under these conditions, some of them changed."""
    return REGISTRY_PAGE + query_with(conditions, **changed)


def filters_of(
    counted: dict[str, Any], conditions: dict[str, str]
) -> list[tuple[str, list[FilterLink]]]:
    """Links that narrow the list, by kind; places are in the map."""
    kinds = ((t("状态"), "status"), (t("依据"), "regulation"), (t("产业"), "industry"))
    return [
        (label, [filter_link(one, name, conditions) for one in counted[name][:INDUSTRIES_SHOWN]])
        for label, name in kinds
    ]


def filter_link(one: dict[str, Any], name: str, conditions: dict[str, str]) -> FilterLink:
    current = conditions[name] == one["value"]
    href = registry_with(conditions, **{name: "" if current else one["value"]})
    return FilterLink(one["words"], one["count"], href, current)


def conditions_applied(
    counted: dict[str, Any], conditions: dict[str, str]
) -> list[AppliedCondition]:
    """The conditions of the list at hand, each with the list without it."""
    labels = {"q": t("查找"), "status": t("状态"), "regulation": t("依据")}
    labels |= {"division": t("所在地"), "industry": t("产业")}
    return [
        AppliedCondition(
            labels[name],
            value_said(conditions[name], counted.get(name, [])),
            registry_with(conditions, **{name: ""}),
        )
        for name in CONDITIONS
        if conditions[name]
    ]


def value_said(value: str, among: list[dict[str, Any]]) -> str:
    return phrased(words_by_value(among).get(value, value))


async def registry_csv(request: Request) -> Response:
    """`/registry/centres.csv`."""
    return await registry_file(request, "csv")


async def registry_xlsx(request: Request) -> Response:
    """`/registry/centres.xlsx`."""
    return await registry_file(request, "xlsx")


async def registry_file(request: Request, format: TableFormat) -> Response:
    """All centres of the list at hand with what it shows of them. 413 where they are too many."""
    asked = query_asked(request, REGISTRY_ASKED)
    counted = await answer_of(request, registry_counts.counts, "/registry/counts", asked)
    if counted["total"] > MOST_TAKEN:
        raise HTTPException(413)
    places, rows, cursor = words_by_value(counted["division"]), list[list[str]](), ""
    while True:
        query = {**asked, **NEWEST_FIRST, "cursor": cursor, "limit": str(TAKEN_AT_ONCE)}
        page = await answer_of(request, lists.centres, REGISTRY_PAGE, query)
        rows += [row_taken(one, places) for one in page["items"] if "name" in one]
        if not (cursor := page["next"] or ""):
            break
    headings = (t("名称"), t("建设主体"), t("产业"), t("所在地"), t("认定日期"), t("状态"))
    day = asked["as_of"] or str(request.app.state.runtime.clock.today())
    return table_file(format, f"{t('认定名录')}-{day}", headings, rows)


def row_taken(one: dict[str, Any], places: dict[str, Any]) -> list[str]:
    place = phrased(places.get(one["division"], one["division"]))
    status = phrased(one["status_words"])
    return [
        *(one["name"], one["builder"], one["industry"], place),
        *(one["recognised_on"] or "", status),
    ]


PAGES = (
    PageRoute(REGISTRY_PAGE, registry_page, (*REGISTRY_ASKED, "cursor")),
    PageRoute(f"{REGISTRY_PAGE}.csv", registry_csv, REGISTRY_ASKED),
    PageRoute(f"{REGISTRY_PAGE}.xlsx", registry_xlsx, REGISTRY_ASKED),
)
