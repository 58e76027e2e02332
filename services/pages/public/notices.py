"""Notices of publicity (公示公告): those that run, with the days left; the past ones by year;
and each as it was published."""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from services.api import periods, public_centres
from services.api.lists import Json
from services.api.organ_names import division_names
from services.api.requests import runtime_of
from services.pages.answering import html_page
from services.pages.inside import answer_of, rows_of_all_pages
from services.pages.page_route import PageRoute
from services.pages.public.published_papers import papers_at

PUBLICITY_PAGE = "/publicity"
UNDER_WAY = ("RUNNING", "INTERRUPTED")
PAST = ("CLEAR", "RECOGNISED", "WITHDRAWN")
NOTICES_ASKED = ("q", "current", "cursor")
UNDER_WAY_AT_ONCE = "200"  # entries, which stand by their notices


class ShownNotice(Struct, frozen=True):
    """A notice with those of its entries that are shown, and what all of them share."""

    href: str
    title: str
    notice: Json
    entries: list[Json]

    @property
    def first(self) -> Json:
        return self.entries[0]


class YearOfEntries(Struct, frozen=True):
    """Entries whose publicity began in one year."""

    year: str
    entries: list[Json]


async def notices_page(request: Request) -> Response:
    """`/publicity?q&current&cursor`: current notices, then the past entries by year. `current` and
    `cursor` say where the page of each begins."""
    asked = {name: request.query_params.get(name, "") for name in NOTICES_ASKED}
    of_both = {"q": asked["q"]}
    current = {"status": UNDER_WAY, "cursor": asked["current"], "limit": UNDER_WAY_AT_ONCE}
    running = await answer_of(request, periods.publicity, PUBLICITY_PAGE, of_both | current)
    ended = {**of_both, "cursor": asked["cursor"], "status": PAST, "sort": "-began"}
    past = await answer_of(request, periods.publicity, PUBLICITY_PAGE, ended)
    return html_page(
        request,
        "public/notices.html",
        data=PUBLICITY_PAGE,
        asked=asked,
        current=[] if asked["cursor"] else shown_notices(running),
        next_current=running["next"],
        years=by_year(shown_entries(past)),
        hrefs=notice_hrefs(past),
        next=past["next"],
        place=PlaceNames(request),
    )


def shown_entries(found: Json) -> list[Json]:
    """The entries that can be shown: a row that waits for an operator says nothing."""
    return [one for one in found["items"] if "notice" in one]


def shown_notices(found: Json) -> list[ShownNotice]:
    """Entries by the notice that published them, in their order."""
    entries = defaultdict[str, list[Json]](list)
    for one in shown_entries(found):
        entries[one["notice"]].append(one)
    notices = found.get("notices", {})
    return [shown_notice(notices[key], some) for key, some in entries.items() if key in notices]


def shown_notice(notice: Json, entries: list[Json]) -> ShownNotice:
    title, _, _ = notice["text"].partition("\n")
    return ShownNotice(notice_href(notice), title, notice, entries)


def notice_href(notice: Json) -> str:
    return f"{PUBLICITY_PAGE}/{notice['batch']}/{notice['number']}"


def notice_hrefs(found: Json) -> dict[str, str]:
    return {key: notice_href(notice) for key, notice in found.get("notices", {}).items()}


def by_year(entries: Iterable[Json]) -> list[YearOfEntries]:
    found = defaultdict[str, list[Json]](list)
    for one in entries:
        found[one["began"][:4]].append(one)
    return [YearOfEntries(year, some) for year, some in found.items()]


class PlaceNames:
    """What divisions are called, each looked up once for a page."""

    def __init__(self, request: Request) -> None:
        self.runtime = runtime_of(request)
        self.known: dict[str, Text] = {}

    def __call__(self, code: str) -> Text:
        if code not in self.known:
            names = division_names(self.runtime, code)
            self.known[code] = next(names, Text("", ""))
        return self.known[code]


async def notice_page(request: Request) -> Response:
    """`/publicity/{batch}/{list}`: one notice, word for word."""
    batch, number = request.path_params["batch"], request.path_params["list"]
    path = f"{PUBLICITY_PAGE}?batch={batch}"
    query = {"batch": batch}
    notices = await rows_of_all_pages(request, public_centres.notices_published, "/notices", query)
    own = [one for one in notices if one.get("number") == number]
    if not own:
        raise HTTPException(404)
    notice = own[0]
    found = await rows_of_all_pages(request, periods.publicity, PUBLICITY_PAGE, query)
    entries = [one for one in found if one.get("notice") == f"{batch}#{number}"]
    shown = shown_notice(notice, entries)
    places = PlaceNames(request)
    papers = await papers_at(request, (notice["position"], notice["result_position"]))
    return html_page(
        request, "public/notice.html", data=path, shown=shown, place=places, papers=papers
    )


PAGES = (
    PageRoute(PUBLICITY_PAGE, notices_page, NOTICES_ASKED),
    PageRoute(PUBLICITY_PAGE + "/{batch}/{list}", notice_page, ()),
)
