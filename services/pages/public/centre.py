"""A centre's page: what it is called, whether it holds, since when and why, what it offers, and
what the registry has said of it before."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.api import public_centres, registry_history
from services.pages.answering import html_page
from services.pages.both_clocks import CLOCKS
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.public.published_papers import papers_of_centre
from services.pages.public.registry import REGISTRY_PAGE, query_asked


async def centre_page(request: Request) -> Response:
    """`/registry/centres/{id}?as_of&known_at`."""
    id, asked = request.path_params["id"], query_asked(request, CLOCKS)
    path = f"{REGISTRY_PAGE}/{id}"
    known = {"known_at": asked["known_at"]}
    spells = await answer_of(request, registry_history.history, f"{path}/history", known, id=id)
    try:
        centre = await answer_of(request, public_centres.centre, path, asked, id=id)
    except HTTPException as error:
        if error.status_code != 404:
            raise
        return not_there_yet(request, asked, spells["items"])
    return html_page(
        request,
        "public/centre.html",
        data=path,
        asked=asked,
        centre=centre,
        spells=spells["items"][::-1],
        papers=await papers_of_centre(request, id, asked["as_of"]),
        there=request.app.state.page_paths,
    )


def not_there_yet(
    request: Request, asked: dict[str, str], spells: list[dict[str, Any]]
) -> Response:
    """The page of a day on which the registry did not hold the centre: from when on it did."""
    later = next((one for one in spells if one["begins"] > asked["as_of"]), spells[-1])
    return html_page(request, "public/centre_before.html", asked=asked, later=later)


PAGES = (PageRoute(REGISTRY_PAGE + "/{id}", centre_page, CLOCKS),)
