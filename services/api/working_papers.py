"""Working papers of fund projects over HTTP: a workbook, or the same as PDF, for whoever audits or
inspects."""

from collections.abc import Callable
from functools import cache, partial

from starlette.requests import Request
from starlette.responses import Response

from domain.context import Actor
from domain.refusal import Text
from domain.streams import STREAMS
from domain.words import role_words
from services.api.documents import PDF, told_as_problems
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import BINARY, MOMENTS, Answered
from services.api.organ_names import organ_name
from services.api.positions import reached
from services.api.requests import actor_of, day_asked, id_of, moment_asked, runtime_of
from services.api.route import Handler, Route
from services.api.views import visible
from services.api.working_paper_pdf import working_paper_pdf
from services.queries.ledger import LedgerClock
from services.queries.working_paper import WorkingPaper, workbook_of, working_paper
from services.runtime import Runtime
from services.subscriptions.catalogue import LEDGER

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def paper_of_project(request: Request) -> Response:
    """`GET /fund-projects/{id}/working-paper.xlsx?as_of&known_at`: for who is shown the project."""
    await reached(request, LEDGER.name)
    return await beside_the_loop(request, workbook_made, request)


async def pdf_of_project(request: Request) -> Response:
    """`GET /fund-projects/{id}/working-paper.pdf?as_of&known_at`: the same, set as PDF; of the same
    two moments the same bytes."""
    await reached(request, LEDGER.name)
    return await beside_the_loop(request, pdf_made, request)


def workbook_made(request: Request) -> Response:
    _, clock = project_at(request)
    content = workbook_of(paper_asked(request, clock))
    return Response(content, 200, as_download(request, clock, "xlsx"), WORKBOOK_TYPE)


def pdf_made(request: Request) -> Response:
    title, clock = project_at(request)
    with told_as_problems():
        content = working_paper_pdf(runtime_of(request), paper_asked(request, clock), title, clock)
    return Response(content, 200, as_download(request, clock, "pdf"), "application/pdf")


def project_at(request: Request) -> tuple[str, LedgerClock]:
    """The name of the project, and the moments asked about; 404 for whom it is not shown."""
    runtime, id = runtime_of(request), id_of(request)
    view = visible(runtime, actor_of(request), STREAMS["fund-projects"], id)
    day = day_asked(request, "as_of") or runtime.clock.today()
    clock = LedgerClock(day, moment_asked(request, "known_at"))
    return getattr(view.shown(), "name", id), clock


def paper_asked(request: Request, clock: LedgerClock) -> WorkingPaper:
    runtime = runtime_of(request)
    return working_paper(runtime, id_of(request), clock, organ_in_words(runtime))


def organ_in_words(runtime: Runtime) -> Callable[[Actor], str]:
    """For whom somebody acted: their organ by its name, and in which capacity."""
    named = cache(partial(organ_name, runtime))

    def called(actor: Actor) -> str:
        name, capacity = named(actor.organ), role_words((actor.role,)).zh
        return f"{name.zh} {capacity}" if name else capacity

    return called


def as_download(request: Request, clock: LedgerClock, suffix: str) -> dict[str, str]:
    name = f"{id_of(request)}-{clock.as_of}.{suffix}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def paper_route(suffix: str, handler: Handler, name: str, answers: Answered, words: Text) -> Route:
    return Route(
        "GET",
        f"/fund-projects/{{id}}/working-paper.{suffix}",
        handler,
        name,
        answers,
        ("401", "404", "413", "422", "503"),
        MOMENTS,
        words=words,
    )


ROUTES = (
    paper_route(
        "xlsx",
        paper_of_project,
        "fundProjectWorkingPaper",
        Answered(BINARY),
        Text("项目资金底稿", "A project's working paper"),
    ),
    paper_route(
        "pdf",
        pdf_of_project,
        "fundProjectWorkingPaperPdf",
        Answered(PDF),
        Text("项目资金底稿（PDF）", "A project's working paper as PDF"),
    ),
)
