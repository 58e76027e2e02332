"""The desk of a system administrator: what is amiss and waits for them, and where each thing is
kept."""

from starlette.requests import Request
from starlette.responses import Response

from services.api import health
from services.pages.administration.account_pages import refuse_others
from services.pages.administration.health_page import parts_amiss
from services.pages.answering import html_page
from services.pages.inside import inner_request, json_of
from services.pages.page_route import PageRoute


async def administrators_desk(request: Request) -> Response:
    """`/admin`: what /readyz names, a webhook that is parked among it."""
    refuse_others(request)
    told = json_of(await health.readyz(inner_request(request, "/readyz")))
    return html_page(
        request,
        "administration/desk.html",
        amiss=[*parts_amiss(told["degraded"])],
    )


PAGES = (PageRoute("/admin", administrators_desk, ()),)
