"""Long jobs over HTTP: begun, looked at, cancelled; what came of one for a day. For auditors with a
letter in force; everybody sees their own."""

from typing import Any, Literal

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.jobs.book import JobEntry, JobState
from domain.context import Actor
from domain.refusal import Text
from domain.words import command_words, event_words
from services.access.policy import LETTER
from services.api.commands import body_of
from services.api.openapi_words import BINARY, Answered, many, one, pages
from services.api.problems import WrongForm
from services.api.requests import (
    actor_of,
    cursor_asked,
    cursor_to,
    day_asked,
    number_asked,
    runtime_of,
)
from services.api.responses import Page, json
from services.api.route import Route
from services.commands.json_bodies import read_json
from services.jobs.pool import JobPool, JobRunsAlready
from services.jobs.progress import DifferenceFound, JobOutcome
from services.jobs.seen_cases import case_seen

LONGEST_JOB_BODY = 4096  # bytes
JobKind = Literal["decide-again", "verify", "export"]
KINDS_CALLED: dict[str, Text] = {
    "decide-again": Text("重新裁决", "deciding again"),
    "verify": Text("核对全库", "verifying the whole store"),
    "export": Text("导出", "export"),
}
STATES_CALLED: dict[str, Text] = {
    "RUNNING": Text("正在进行", "under way"),
    "DONE": Text("已完成", "done"),
    "CANCELLED": Text("已取消", "cancelled"),
    "FAILED": Text("没有完成（出错，已记入日志）", "not finished: it failed, and was logged"),
    "INTERRUPTED": Text("没有完成（服务中途停止）", "not finished: the service was stopped"),
}


class JobAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be done: `case` (`applications/…`) or `batch` to decide again, both empty for all
    that one is shown; `from_day` and `to_day` for an export."""

    kind: JobKind
    case: str = ""
    batch: str = ""
    from_day: str = ""
    to_day: str = ""


class DifferenceShown(Struct, frozen=True):
    """A step that is not what the rules say."""

    stream: str
    id: str
    version: int
    type_words: Text
    words: Text


class JobShown(Struct, frozen=True, kw_only=True):
    """A job: how far it is, or what came of it, while that is kept."""

    id: str
    kind: str
    kind_words: Text
    asked: dict[str, str]
    letter: str
    person: str
    state: str
    state_words: Text
    done: int
    total: int
    seconds_left: int | None
    began_at: str
    ended_at: str | None
    outcome: JobOutcome | None = None
    differences: tuple[DifferenceShown, ...] = ()
    has_file: bool = False


async def begin_job(request: Request) -> Response:
    """`POST /jobs`: 202 with the job. 403 without a letter, 409 where one is under way."""
    actor, runtime = auditor_of(request), runtime_of(request)
    body = await body_of(request, LONGEST_JOB_BODY)
    asked = read_json(body, JobAsked, runtime.clock.today())
    about = await run_in_threadpool(job_about, request, actor, asked)
    try:
        entry = await run_in_threadpool(pool_of(request).begin, actor, asked.kind, about)
    except JobRunsAlready as other:
        raise WrongForm("/kind", RUNS_ALREADY.format(other.id), 409) from None
    response = json(shown_job(request, entry), {"Location": f"/api/v1/jobs/{entry.id}"})
    response.status_code = 202
    return response


RUNS_ALREADY = "您已有一项正在进行：{0}，请等它结束或者先取消 / one of yours is under way: {0}"


def job_about(request: Request, actor: Actor, asked: JobAsked) -> dict[str, str]:
    """What the job is about, by names; 422 for a case or day that there is not."""
    if asked.case and case_seen(runtime_of(request), actor, asked.case.strip("/ ")) is None:
        raise WrongForm("/case", "没有这个案卷，或者不在通知书范围内 / no such case in your scope")
    days = {"from": day_given("from_day", asked.from_day), "to": day_given("to_day", asked.to_day)}
    given = {"case": asked.case.strip("/ "), "batch": asked.batch, **days}
    return {name: text for name, text in given.items() if text}


def day_given(name: str, text: str) -> str:
    asked = Request({"type": "http", "query_string": f"{name}={text}".encode(), "headers": []})
    day = day_asked(asked, name)
    return day.isoformat() if day else ""


async def jobs(request: Request) -> Response:
    """`GET /jobs`: one's own, the latest first; for a system administrator who had which done."""
    actor = actor_of(request)
    person = None if actor.role == "SYSADMIN" else actor.person
    limit, after = number_asked(request, "limit", 50, 1, 500), cursor_asked(request)
    found = await run_in_threadpool(pool_of(request).book.entries, person, limit + 1, after)
    items = tuple(shown_job(request, one) for one in found[:limit])
    more = len(found) > limit
    return json(Page(items, cursor_to(found[limit - 1].place) if more else None))


async def job(request: Request) -> Response:
    """`GET /jobs/{id}`: one's own job, with what came of it."""
    entry = await run_in_threadpool(own_job, request)
    return json(await run_in_threadpool(told_job, request, entry))


async def job_file(request: Request) -> Response:
    """`GET /jobs/{id}/file`: what an export has made, for a day."""
    entry = await run_in_threadpool(own_job, request)
    auditor_of(request)
    content = await run_in_threadpool(pool_of(request).book.file, entry.id)
    if content is None:
        raise HTTPException(404)
    name = f"anjuan-{entry.began_at:%Y%m%d-%H%M}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, 200, headers, "application/zip")


async def cancel_job(request: Request) -> Response:
    """`DELETE /jobs/{id}`: asks one's own job to stop."""
    entry = await run_in_threadpool(own_job, request)
    pool_of(request).cancel(entry.id)
    return Response(status_code=204)


def auditor_of(request: Request) -> Actor:
    actor = actor_of(request)
    if LETTER not in actor.duties:
        raise HTTPException(403)
    return actor


def pool_of(request: Request) -> JobPool:
    pool: JobPool = request.app.state.jobs
    return pool


def own_job(request: Request) -> JobEntry:
    actor = actor_of(request)
    entry = pool_of(request).book.entry(request.path_params["id"])
    if entry is None or entry.person != actor.person:
        raise HTTPException(404)
    return entry


def told_job(request: Request, entry: JobEntry) -> JobShown:
    """The job with its outcome, while it is kept, and its reader still has a letter."""
    shown, book = shown_job(request, entry), pool_of(request).book
    kept = book.result(entry.id) if LETTER in actor_of(request).duties else None
    if kept is None:
        return shown
    outcome = msgspec.json.decode(kept, type=JobOutcome)
    return msgspec.structs.replace(
        shown,
        outcome=msgspec.structs.replace(outcome, differences=()),
        differences=tuple(map(difference_shown, outcome.differences)),
        has_file=entry.kind == "export",
    )


def difference_shown(one: DifferenceFound) -> DifferenceShown:
    words = msgspec.convert(one.words, Text)
    return DifferenceShown(one.stream, one.id, one.version, event_words(one.type), words)


def shown_job(request: Request, entry: JobEntry) -> JobShown:
    progress = pool_of(request).progress(entry.id) if entry.state is JobState.RUNNING else None
    far: Any = progress or entry
    return JobShown(
        id=entry.id,
        kind=entry.kind,
        kind_words=KINDS_CALLED.get(entry.kind, command_words(entry.kind)),
        asked=entry.asked,
        letter=entry.letter,
        person=entry.person,
        state=entry.state,
        state_words=STATES_CALLED[entry.state],
        done=far.done,
        total=far.total,
        seconds_left=progress.seconds_left if progress else None,
        began_at=entry.began_at.isoformat(),
        ended_at=entry.ended_at.isoformat() if entry.ended_at else None,
    )


OF_JOBS = ("401", "404", "503")
ROUTES = (
    Route(
        "POST",
        "/jobs",
        begin_job,
        "beginJob",
        one(JobShown, "202", "begun"),
        ("401", "403", "409", "413", "422", "503"),
        body=JobAsked,
        words=Text("开始一项长时间的工作", "Begin a long job"),
        tag="auditing",
    ),
    Route(
        "GET",
        "/jobs",
        jobs,
        "jobs",
        many(JobShown),
        ("401", "422", "503"),
        pages(500),
        words=Text("长时间的工作", "Long jobs"),
        tag="auditing",
    ),
    Route(
        "GET",
        "/jobs/{id}",
        job,
        "job",
        one(JobShown),
        (*OF_JOBS, "422"),
        {},
        words=Text("一项长时间的工作", "A long job"),
        tag="auditing",
    ),
    Route(
        "GET",
        "/jobs/{id}/file",
        job_file,
        "jobFile",
        Answered({"application/zip": BINARY["application/octet-stream"]}),
        (*OF_JOBS, "403", "422"),
        {},
        words=Text("导出的文件", "The file of an export"),
        tag="auditing",
    ),
    Route(
        "DELETE",
        "/jobs/{id}",
        cancel_job,
        "cancelJob",
        Answered({}, status="204", description="asked to stop"),
        OF_JOBS,
        words=Text("取消一项长时间的工作", "Cancel a long job"),
        tag="auditing",
    ),
)
