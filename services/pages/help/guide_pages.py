"""The guide to each act (办事指南) as pages: who, when, with which papers, in which term, by which
article."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.access.visibility import ANYBODY
from services.api import guide
from services.api.requests import runtime_of
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import who_reads

GUIDE_PAGE = "/help"
FOR_THE_PUBLIC = frozenset({"PUBLIC", "APPLICANT", "CENTRE"})


async def guide_page(request: Request) -> Response:
    """`/help`: the acts of who reads first (the public: those of units), then all others."""
    found = await answer_of(request, guide.guide, "/guide")
    actor = who_reads(request)
    own_roles = FOR_THE_PUBLIC if actor == ANYBODY else {actor.role}
    own = [one for one in found["items"] if own_roles & {*one["roles"]}]
    others = [one for one in found["items"] if one not in own]
    return html_page(
        request,
        "help/guide.html",
        data="/guide",
        own=by_stream(own),
        others=by_stream(others),
    )


def by_stream(acts: list[dict[str, Any]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The acts under the kind of case that they are about."""
    kinds = {one["stream"]: one["stream_words"] for one in acts}
    return [
        (words, [one for one in acts if one["stream"] == name]) for name, words in kinds.items()
    ]


async def act_guide_page(request: Request) -> Response:
    """`/help/{command}`."""
    command = request.path_params["command"]
    path = f"/guide/{command}"
    told = await answer_of(request, guide.guide_to_act, path, command=command)
    contact = runtime_of(request).settings.footer
    return html_page(request, "help/act.html", data=path, told=told, contact=contact)


PAGES = (
    PageRoute(GUIDE_PAGE, guide_page, ()),
    PageRoute(f"{GUIDE_PAGE}/{{command}}", act_guide_page, ()),
)
