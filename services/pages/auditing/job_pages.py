"""Long jobs as pages: begun by a form, followed by a bar that needs no script, cancelled, over."""

from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access.policy import LETTER
from services.api import case_lists, jobs
from services.api.problems import Problem
from services.pages.answering import html_page
from services.pages.auditing.record import without_letter
from services.pages.inside import answer_of, inner_request, rows_of_all_pages
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form, posted_texts
from services.pages.session import signed_in
from services.pages.tried_asks import answer_or_problem, faults_of_problem

JOBS = "/jobs"
INPUTS = ("scope", "case", "batch", "from_day", "to_day")


class JobForm(Struct, frozen=True):
    """Where a kind of job is begun."""

    kind: str
    path: str
    template: str


REPLAY = JobForm("decide-again", "/audit/replay", "auditing/replay.html")
VERIFY = JobForm("verify", "/audit/verify", "auditing/verify.html")
EXPORT = JobForm("export", "/audit/export", "auditing/export.html")


async def replay_page(request: Request) -> Response:
    """`/audit/replay`: decide one case, a batch or all cases again."""
    return await job_form(request, REPLAY)


async def verify_page(request: Request) -> Response:
    """`/audit/verify`: decide the whole store again, in one pass."""
    return await job_form(request, VERIFY)


async def export_page(request: Request) -> Response:
    """`/audit/export`: the record of acts and the cases, as a file."""
    return await job_form(request, EXPORT)


async def job_form(request: Request, form: JobForm) -> Response:
    """The form; a POST begins the job and goes on to its page."""
    if LETTER not in signed_in(request).duties:
        return without_letter(request)
    if request.method == "GET":
        return await form_of_job(request, form, {}, None)
    async with posted_form(request) as posted:
        given = posted_texts(posted)
    answered = await answer_or_problem(
        request, jobs.begin_job, "POST", JOBS, {"kind": form.kind, **about_given(given)}
    )
    if isinstance(answered, Problem):
        return await form_of_job(request, form, given, answered)
    return RedirectResponse(f"{JOBS}/{answered['id']}", 303)


def about_given(given: dict[str, str]) -> dict[str, str]:
    """What was filled in for the scope that was chosen. A case may be given by its address."""
    scope = given.get("scope", "")
    names = {"case": ("case",), "batch": ("batch",), "": ("from_day", "to_day")}.get(scope, ())
    told = {name: given.get(name, "").strip() for name in names}
    if "case" in told:
        told["case"] = "/".join(told["case"].split("?")[0].strip("/").split("/")[-2:])
    return {name: text for name, text in told.items() if text}


async def form_of_job(
    request: Request, form: JobForm, given: dict[str, str], problem: Problem | None
) -> Response:
    own = await answer_of(request, jobs.jobs, JOBS)
    rounds = await rows_of_all_pages(request, case_lists.cases, "/batches", stream="batches")
    return html_page(
        request,
        form.template,
        422 if problem else 200,
        data=JOBS,
        given={name: given.get(name, "") for name in INPUTS},
        faults=faults_of_problem(problem) if problem else [],
        own=[one for one in own["items"] if one["kind"] == form.kind],
        rounds=rounds,
    )


async def job_page(request: Request) -> Response:
    """`/jobs/{id}`: how far it is, or what came of it; a POST cancels it."""
    signed_in(request)
    id = request.path_params["id"]
    if request.method == "POST":
        async with posted_form(request):
            pass
        asked = inner_request(request, f"{JOBS}/{id}", method="DELETE", params={"id": id})
        await jobs.cancel_job(asked)
        return RedirectResponse(f"{JOBS}/{id}", 303)
    told: dict[str, Any] = await answer_of(request, jobs.job, f"{JOBS}/{id}", id=id)
    places = {one.kind: one.path for one in (REPLAY, VERIFY, EXPORT)}
    again = places[told["kind"]]
    return html_page(request, "auditing/job.html", data=f"{JOBS}/{id}", job=told, again=again)


async def job_file_page(request: Request) -> Response:
    """`/jobs/{id}/file`: the file of an export."""
    signed_in(request)
    id = request.path_params["id"]
    return await jobs.job_file(inner_request(request, f"{JOBS}/{id}/file", params={"id": id}))


async def jobs_page(request: Request) -> Response:
    """`/jobs?cursor`: one's own; for a system administrator who had which done."""
    actor = signed_in(request)
    asked = {"cursor": request.query_params.get("cursor", "")}
    found = await answer_of(request, jobs.jobs, JOBS, asked)
    of_all = actor.role == "SYSADMIN"
    shown = {"found": found, "asked": asked, "of_all": of_all}
    return html_page(request, "auditing/jobs.html", data=JOBS, **shown)


PAGES = (
    PageRoute(REPLAY.path, replay_page, (), posts=True),
    PageRoute(VERIFY.path, verify_page, (), posts=True),
    PageRoute(EXPORT.path, export_page, (), posts=True),
    PageRoute(JOBS, jobs_page, ("cursor",)),
    PageRoute(f"{JOBS}/{{id}}", job_page, (), posts=True),
    PageRoute(f"{JOBS}/{{id}}/file", job_file_page, ()),
)
