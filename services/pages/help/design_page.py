"""The page that shows every component of the pages, and every state (`/help/design`)."""

from starlette.requests import Request
from starlette.responses import Response

from services.pages.answering import html_page
from services.pages.charts import Bar, bars, columns
from services.pages.page_route import PageRoute
from services.pages.words import t

INKS = ("ink", "soft", "blue", "red", "green", "amber", "pale", "sky")


async def design_page(request: Request) -> Response:
    """`/help/design`."""
    rows = [Bar(t("受理"), 12, "#charts"), Bar(t("推荐"), 7, "#charts"), Bar(t("复核"), 3)]
    return html_page(
        request,
        "help/design.html",
        inks=INKS,
        lying=bars(rows, t("横条图（件）")),
        upright=columns(rows, t("竖条图（件）")),
        asked={"as_of": "2026-02-08", "known_at": "", "q": "", "cursor": "x"},
        faults=[{"pointer": "sample", "label": t("文字"), "detail": t("请填写")}],
    )


PAGES = (PageRoute("/help/design", design_page, ()),)
