"""Open data: what is public here, as tables and as JSON, with what each is."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from services.api.route import API
from services.pages.answering import html_page
from services.pages.page_route import PageRoute
from services.pages.public.notices import PUBLICITY_PAGE
from services.pages.public.registry import REGISTRY_PAGE
from services.pages.public.statistics import TOTALS
from services.pages.words import t


class OpenTable(Struct, frozen=True):
    """One set of data: what it is, where people read it, where it can be taken from, by format."""

    title: str
    about: str
    page: str
    formats: tuple[tuple[str, str], ...]


def open_tables() -> tuple[OpenTable, ...]:
    return (*of_the_registry(), *of_publicity(), of_statistics())


def of_the_registry() -> tuple[OpenTable, ...]:
    tables = tuple((one.upper(), f"{REGISTRY_PAGE}.{one}") for one in ("csv", "xlsx"))
    return (
        OpenTable(
            t("认定名录"),
            t(
                "每家中心的名称、建设主体、产业、所在地、状态和依据。可以按任意一天、按当时所知查询。"
            ),
            REGISTRY_PAGE,
            (*tables, json_format(REGISTRY_PAGE)),
        ),
        OpenTable(
            t("名录变动"),
            t("两个时点之间新列入、不再列入和有变动的中心，以及原因。"),
            "",
            (json_format("/registry/changes"),),
        ),
        OpenTable(
            t("中心公布的事项"),
            t("公共服务目录、产品价格、典型案例、表扬和建设主体变更公示。"),
            "",
            (json_format("/publications"),),
        ),
    )


def of_publicity() -> tuple[OpenTable, ...]:
    return (
        OpenTable(
            t("公示名单"),
            t("每个公示条目、起止日期、怎样计算和结果。"),
            PUBLICITY_PAGE,
            (json_format(PUBLICITY_PAGE),),
        ),
        OpenTable(t("公告全文"), t("公示和结果公告的原文。"), "", (json_format("/notices"),)),
    )


def of_statistics() -> OpenTable:
    return OpenTable(
        t("统计"),
        t("各类事项按年、按所在地的数量，不足五件的不单列。"),
        "/statistics",
        (("CSV", "/statistics.csv?part=types"), json_format(TOTALS)),
    )


def json_format(path: str) -> tuple[str, str]:
    return "JSON", API + path


async def open_data_page(request: Request) -> Response:
    """`/open-data`."""
    return html_page(request, "public/open_data.html", tables=open_tables())


PAGES = (PageRoute("/open-data", open_data_page, ()),)
