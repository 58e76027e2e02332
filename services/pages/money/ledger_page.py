"""The ledger of a project as a page: what is left of each source, budget lines, legs with their
evidence."""

from starlette.requests import Request
from starlette.responses import Response

from projections.ledger.legs import purse
from services.api import fund_ledger, working_papers
from services.api.requests import runtime_of
from services.pages.answering import html_page, query_with
from services.pages.both_clocks import CLOCKS, clocks_in
from services.pages.inside import answer_of, inner_request
from services.pages.money.project_titles import project_title
from services.pages.page_route import PageRoute
from services.pages.session import signed_in

OF_A_PAGE = ("source", "cursor")


async def ledger_page(request: Request) -> Response:
    """`/fund-projects/{id}/ledger?as_of&known_at&source&cursor`."""
    signed_in(request)
    id = request.path_params["id"]
    path = f"/fund-projects/{id}/ledger"
    asked = {name: request.query_params.get(name, "") for name in OF_A_PAGE} | clocks_in(request)
    moment = runtime_of(request).clock.now()
    found = await answer_of(request, fund_ledger.of_a_project, path, asked, id=id)
    return html_page(
        request,
        "money/ledger.html",
        data=f"{path}{query_with(asked)}",
        id=id,
        title=await project_title(request, id),
        asked=asked,
        found=found,
        own=[one for one in found["legs"] if one["account"] == purse(id)],
        moment=moment,
        reading={"as_of": found["as_of"], "known_at": asked["known_at"] or moment.isoformat()},
    )


async def workbook_file(request: Request) -> Response:
    """`/fund-projects/{id}/working-paper.xlsx?as_of&known_at`: the workbook itself."""
    return await working_papers.paper_of_project(working_paper_request(request))


async def pdf_file(request: Request) -> Response:
    """`/fund-projects/{id}/working-paper.pdf?as_of&known_at`: the same as PDF."""
    return await working_papers.pdf_of_project(working_paper_request(request))


def working_paper_request(request: Request) -> Request:
    signed_in(request)
    path, params = request.url.path, request.path_params
    return inner_request(request, path, query=clocks_in(request), params=params)


PAGES = (
    PageRoute("/fund-projects/{id}/ledger", ledger_page, (*CLOCKS, *OF_A_PAGE)),
    PageRoute("/fund-projects/{id}/working-paper.xlsx", workbook_file, CLOCKS),
    PageRoute("/fund-projects/{id}/working-paper.pdf", pdf_file, CLOCKS),
)
