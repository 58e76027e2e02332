"""Statistics as pages: how many acts of which kind, when and where, as charts whose bars are links,
with the same as tables, also to take away."""

from typing import Any
from urllib.parse import urlencode

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.api import totals
from services.api.lists import Json
from services.pages.answering import html_page
from services.pages.charts import Bar, bars, columns
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.public.registry import REGISTRY_PAGE
from services.pages.public.sheets import table_file
from services.pages.words import phrased, t

TOTALS = "/statistics/totals"
TRAIL = "/audit"


class StatisticsChart(Struct, frozen=True):
    """A chart with what it says: `part` of the totals, of which the table beneath is."""

    part: str
    title: str
    heading: str
    drawn: Any
    rows: list[Bar]


async def statistics_page(request: Request) -> Response:
    """`/statistics?type=`."""
    wanted = {"type": request.query_params.get("type", "")}
    found = await answer_of(request, totals.totals, TOTALS, wanted)
    return html_page(
        request,
        "public/statistics.html",
        data=f"{TOTALS}?{urlencode({'type': found['type']})}",
        found=found,
        kinds=kinds_chart(found),
        charts=[one for one in (when_chart(request, found), where_chart(found)) if one.rows],
    )


def kinds_chart(found: Json) -> StatisticsChart:
    rows = [bar(one, f"/statistics?{urlencode({'type': one['value']})}") for one in found["types"]]
    title = t("各类事项办理数量（件）")
    return StatisticsChart("types", title, t("事项"), bars(rows, title), rows)


def when_chart(request: Request, found: Json) -> StatisticsChart:
    """By year, each a link to the registry at its end; for officials by month, to its records."""
    rows = [bar(one, period_href(request, found, one["value"])) for one in found["periods"]]
    act = phrased(found["type_words"])
    title = t("{act}：按年（件）", act=act) if found["least"] else t("{act}：按月（件）", act=act)
    heading = t("年") if found["least"] else t("月")
    return StatisticsChart("periods", title, heading, columns(rows, title), rows)


def period_href(request: Request, found: Json, period: str) -> str:
    if found["least"] and period:
        today = str(request.app.state.runtime.clock.today())
        return f"{REGISTRY_PAGE}?as_of={min(f'{period}-12-31', today)}"
    if not found["least"] and TRAIL in request.app.state.page_paths:
        days = {"from": f"{period}-01", "to": f"{period}-31", "type": found["type"]}
        return f"{TRAIL}?{urlencode(days)}"
    return ""


def where_chart(found: Json) -> StatisticsChart:
    rows = [bar(one, division_href(one["value"])) for one in found["divisions"]]
    title = t("{act}：按所在地（件）", act=phrased(found["type_words"]))
    return StatisticsChart("divisions", title, t("所在地"), bars(rows, title), rows)


def division_href(code: str) -> str:
    return f"{REGISTRY_PAGE}?division={code}" if code else ""


def bar(one: Json, href: str) -> Bar:
    return Bar(phrased(one["words"]), one["count"], href)


async def statistics_csv(request: Request) -> Response:
    """`/statistics.csv?type=&part=types|periods|divisions`: the table of one chart."""
    wanted, part = request.query_params.get("type", ""), request.query_params.get("part", "")
    if part not in ("types", "periods", "divisions"):
        raise HTTPException(404)
    found = await answer_of(request, totals.totals, TOTALS, {"type": wanted})
    rows = [(phrased(one["words"]), one["count"]) for one in found[part]]
    name = t("统计") if part == "types" else phrased(found["type_words"])
    return table_file("csv", name, (t("项目"), t("件数")), rows)


PAGES = (
    PageRoute("/statistics", statistics_page, ("type",)),
    PageRoute("/statistics.csv", statistics_csv, ("type", "part")),
)
