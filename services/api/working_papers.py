"""Working papers of fund projects over HTTP: a workbook for whoever audits or inspects."""

from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from domain.streams import STREAMS
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import BINARY, MOMENTS, Answered
from services.api.positions import reached
from services.api.requests import actor_of, day_asked, id_of, moment_asked, runtime_of
from services.api.route import Route
from services.api.views import visible
from services.queries.ledger import LedgerClock
from services.queries.working_paper import working_paper
from services.subscriptions.catalogue import LEDGER

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def paper_of_project(request: Request) -> Response:
    """`GET /fund-projects/{id}/working-paper.xlsx?as_of&known_at`: for who is shown the project."""
    await reached(request, LEDGER.name)
    return await beside_the_loop(request, paper_made, request)


def paper_made(request: Request) -> Response:
    runtime, id = runtime_of(request), id_of(request)
    visible(runtime, actor_of(request), STREAMS["fund-projects"], id)
    day = day_asked(request, "as_of") or runtime.clock.today()
    content = working_paper(runtime, id, LedgerClock(day, moment_asked(request, "known_at")))
    headers = {"Content-Disposition": f'attachment; filename="{id}-{day}.xlsx"'}
    return Response(content, 200, headers, WORKBOOK_TYPE)


ROUTES = (
    Route(
        "GET",
        "/fund-projects/{id}/working-paper.xlsx",
        paper_of_project,
        "fundProjectWorkingPaper",
        Answered(BINARY),
        ("401", "404", "422", "503"),
        MOMENTS,
        words=Text("项目资金底稿", "A project's working paper"),
    ),
)
