"""Two moments of the registry compared: what came, went or is otherwise, each with why."""

from starlette.requests import Request
from starlette.responses import Response

from services.api import registry_changes
from services.pages.answering import html_page, query_with
from services.pages.both_clocks import with_beijing
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute

COMPARISON, OF_THE_REGISTRY = "/audit/compare", "/registry/changes"
TWO_MOMENTS = ("from", "known_from", "to", "known_to")
SHOWN_OF_A_ROW = ("name", "builder", "industry", "status")


async def comparison_page(request: Request) -> Response:
    """`/audit/compare?from&known_from&to&known_to&cursor`: for anybody, as the registry is."""
    asked = {name: request.query_params.get(name, "") for name in (*TWO_MOMENTS, "cursor")}
    given = {**asked, **{name: with_beijing(asked[name]) for name in ("known_from", "known_to")}}
    is_asked = any(asked[name] for name in TWO_MOMENTS)
    found = await answer_of(request, registry_changes.registry_changes, OF_THE_REGISTRY, given)
    return html_page(
        request,
        "auditing/compare.html",
        data=OF_THE_REGISTRY + query_with(given),
        asked=asked,
        is_asked=is_asked,
        found=found if is_asked else {"items": [], "next": None},
        row_fields=SHOWN_OF_A_ROW,
    )


PAGES = (PageRoute(COMPARISON, comparison_page, (*TWO_MOMENTS, "cursor")),)
