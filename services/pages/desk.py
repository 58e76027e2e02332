"""The work desk: what waits for who is signed in."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.api import bureau_lists
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import signed_in


async def desk_page(request: Request) -> Response:
    """`/desk`; an expert has a room of their own instead."""
    if signed_in(request).role == "EXPERT":
        return RedirectResponse("/reviewing", 303)
    found = await answer_of(request, bureau_lists.work, "/worklist")
    return html_page(request, "desk.html", data="/worklist", found=found)


PAGES = (PageRoute("/desk", desk_page, ()),)
