"""The public home page; who is signed in goes to the desk."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access.visibility import ANYBODY
from services.api import periods
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import who_reads

NOTICES_SHOWN = 5  # notices


async def home_page(request: Request) -> Response:
    """`/`."""
    if who_reads(request) != ANYBODY:
        return RedirectResponse("/desk", 303)
    query = {"limit": str(NOTICES_SHOWN)}
    notices = await answer_of(request, periods.publicity, "/publicity", query)
    return html_page(request, "home.html", notices=notices["items"])


PAGES = (PageRoute("/", home_page, ()),)
