"""The registry of centres as a page: search, both clocks."""

from starlette.requests import Request
from starlette.responses import Response

from services.api import lists
from services.pages.answering import html_page
from services.pages.both_clocks import clocks_in
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute

ASKED = ("q", "as_of", "known_at", "cursor")


async def registry_page(request: Request) -> Response:
    """`/registry/centres?q&as_of&known_at&cursor`."""
    asked = {name: request.query_params.get(name, "") for name in ASKED} | clocks_in(request)
    path = "/registry/centres"
    found = await answer_of(request, lists.centres, path, asked | {"total": "1"})
    return html_page(request, "registry.html", data=path, found=found, asked=asked)


PAGES = (PageRoute("/registry/centres", registry_page, ASKED),)
