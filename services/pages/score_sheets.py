"""The score sheet of an expert: what is to be judged and what each criterion may have, beside the
papers of the case."""

from starlette.requests import Request
from starlette.responses import Response

from services.api import reviewing, states
from services.pages.answering import html_page
from services.pages.form_beside import form_beside
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import signed_in


async def sheet_page(request: Request) -> Response:
    """`/applications/{id}/score-sheet`."""
    signed_in(request)
    id = request.path_params["id"]
    path = f"/applications/{id}/score-sheet"
    sheet = await answer_of(request, reviewing.score_sheet, path, id=id)
    at = f"/applications/{id}"
    case = await answer_of(request, states.state, at, stream="applications", id=id)
    given = {one["criterion"]: one["points"] for one in sheet["marks"]}
    return html_page(
        request,
        "score_sheet.html",
        data=path,
        case=case,
        **form_beside(request, id, case),
        sheet=sheet,
        rows=[(one, points_typed(given.get(one["name"]))) for one in sheet["criteria"]],
    )


def points_typed(hundredths: int | None) -> str:
    """Points as people write them; empty where none were given."""
    return "" if hundredths is None else f"{hundredths / 100:g}"


PAGES = (PageRoute("/applications/{id}/score-sheet", sheet_page, ()),)
