"""The public home page: what is publicised now, the registry, how to apply, how to verify. Who is
signed in goes to the desk."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access.visibility import ANYBODY
from services.api import lists, periods
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.public.notices import PUBLICITY_PAGE, UNDER_WAY, notice_hrefs, shown_entries
from services.pages.public.registry import REGISTRY_PAGE
from services.pages.session import who_reads

NOTICES_SHOWN = 5  # notices


async def home_page(request: Request) -> Response:
    """`/`."""
    if who_reads(request) != ANYBODY:
        return RedirectResponse("/desk", 303)
    query = {"limit": str(NOTICES_SHOWN), "status": UNDER_WAY}
    current = await answer_of(request, periods.publicity, PUBLICITY_PAGE, query)
    last = await answer_of(
        request, periods.publicity, PUBLICITY_PAGE, {"limit": "1", "sort": "-ends"}
    )
    centres = await answer_of(request, lists.centres, REGISTRY_PAGE, {"limit": "1", "total": "1"})
    return html_page(
        request,
        "home.html",
        current=shown_entries(current),
        last=shown_entries(last),
        hrefs=notice_hrefs(current) | notice_hrefs(last),
        centres=centres["total"],
        there=request.app.state.page_paths,
    )


PAGES = (PageRoute("/", home_page, ()),)
