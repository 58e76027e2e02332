"""The work desk: what waits for who is signed in."""

from starlette.requests import Request
from starlette.responses import Response

from services.api import bureau_lists
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import signed_in


async def desk_page(request: Request) -> Response:
    """`/desk`."""
    signed_in(request)
    found = await answer_of(request, bureau_lists.work, "/worklist")
    return html_page(request, "desk.html", data="/worklist", found=found)


PAGES = (PageRoute("/desk", desk_page, ()),)
