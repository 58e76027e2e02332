"""The room of a batch: its applications by stage with what may be done next, their ranking, and who
could be drawn for a panel."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.batch.case import Batch
from domain.context import Actor
from domain.parts import Part
from domain.refusal import Text
from domain.regulation.rules import Rules
from domain.streams import STREAMS
from domain.words.stages import STAGES
from projections.cases import ListedCase
from projections.open_case import OpenCase
from services.access.policy import OFFICIALS
from services.access.scope import case_scope
from services.api.batch_ranking import BatchRanking, ranking
from services.api.case_lists import reading
from services.api.draw_preview import DrawPreview, draw_preview
from services.api.history_threads import beside_the_loop
from services.api.lists import Json, item, rules_today
from services.api.openapi_words import CASE_PROBLEMS, TEXT, TEXTS, one, pages
from services.api.positions import reached
from services.api.requests import (
    actor_of,
    cursor_asked,
    cursor_to,
    id_of,
    no_nul,
    number_asked,
    runtime_of,
)
from services.api.responses import json
from services.api.route import Route
from services.api.views import CaseView, visible
from services.api.wording import with_words
from services.queries.open_tasks import TasksOf
from services.queries.pages import Read, every, read_page
from services.queries.panel_tasks import reviewed
from services.runtime import Runtime
from services.subscriptions.catalogue import CASES, WORKLIST

APPLIED, STAGE_ORDER = "applications", tuple(STAGES)


class BatchRoom(Struct, frozen=True):
    """A page of the applications of a batch, each with what its reader may do about it next; and of
    all that the reader may see how many are at each stage."""

    stages: list[Json]
    items: list[Json]
    next: str | None = None


async def batch_room(request: Request) -> Response:
    """`GET /batches/{id}/applications?stage&q`: those that the caller may see."""
    await reached(request, CASES.name)
    return await run_in_threadpool(room_of, request)


def room_of(request: Request) -> Response:
    runtime, actor, id = runtime_of(request), actor_of(request), id_of(request)
    regime = visible(runtime, actor, STREAMS["batches"], id).case.regime or ""
    regimes = rules_today(runtime)
    limit, after = number_asked(request, "limit", 50, 1, 500), cursor_asked(request)
    page = read_page(of_the_batch(request, id), after, limit, every)
    rows = [CASES.decoded(one.row.decode()) for one in page.rows if not one.parked]
    acts = acts_on(runtime, actor, rows)

    def shown(row: ListedCase) -> Json:
        rules = regimes.get(row.regulation)
        told = {**msgspec.to_builtins(row), **acts.get(row.id, NO_ACTS)}
        return told | place_words(row, rules, runtime)

    items = [item(CASES, one, shown, regimes) for one in page.rows]
    stages = [*stage_counts(runtime, actor, id, regimes.get(regime))]
    return json(BatchRoom(stages, items, page.after and cursor_to(page.after)))


def of_the_batch(request: Request, id: str) -> Read:
    stages = [no_nul(one) or "" for one in request.query_params.getlist("stage") if one]
    where = {"stream": [APPLIED], "batch": [id], **({"stage": stages} if stages else {})}
    asked: dict[str, Any] = {"where": where, "text": no_nul(request.query_params.get("q"))}
    return reading(runtime_of(request), actor_of(request), APPLIED, asked)


NO_ACTS: Json = {"commands": (), "due": ""}


def acts_on(runtime: Runtime, actor: Actor, rows: list[ListedCase]) -> dict[str, Json]:
    """By application what waits for this official, on the case or on its batch, and by when."""
    if actor.role not in OFFICIALS:
        return {}
    tasks = TasksOf(runtime, actor)
    keys = [f"{APPLIED}/{row.id}" for row in rows]
    waiting: Mapping[str, OpenCase] = runtime.readmodel.rows(WORKLIST, keys)
    return {row.id: {"commands": tasks.asked_of(row), "due": row.due} for row in waiting.values()}


def place_words(row: ListedCase, rules: Rules | None, runtime: Runtime) -> Json:
    name = rules and rules.places.name_of(row.place, runtime.clock.today())
    return {"place_words": name} if name else {}


def stage_counts(runtime: Runtime, actor: Actor, id: str, rules: Rules | None) -> Iterator[Json]:
    """How many applications are at each stage, in the order of the procedure, of those that this
    person may see."""
    rights = case_scope(
        actor,
        APPLIED,
        runtime.regimes(),
        runtime.clock.today(),
        lambda: reviewed(runtime, actor.person),
    )
    where = {"stream": [APPLIED], "batch": [id]}
    tally = runtime.readmodel.tally(CASES, "stage", where=where, rights=rights)
    for stage in sorted(tally, key=in_procedure):
        yield with_words({"stage": stage, "count": tally[stage]}, rules)


def in_procedure(stage: str) -> tuple[int, str]:
    """Where a stage comes in the usual course of a case, which is the order of their words."""
    return (STAGE_ORDER.index(stage) if stage in STAGE_ORDER else len(STAGE_ORDER)), stage


async def batch_ranking(request: Request) -> Response:
    """`GET /batches/{id}/ranking`: what the panels gave, best first; who has not scored yet."""
    return await beside_the_loop(request, ranking_of, request)


def ranking_of(request: Request) -> Response:
    runtime, view = batch_seen(request)
    batch, shown = view.case, view.shown()
    if not isinstance(batch, Batch) or not isinstance(shown, Batch):
        raise HTTPException(404)
    found = ranking(runtime, batch, shown, panelled(runtime, view.actor, batch))
    told = msgspec.to_builtins(found)
    rules = view.subject.rules
    return json(
        {
            name: [ranked_in_words(row, rules, runtime) for row in rows]
            for name, rows in told.items()
        }
    )


def ranked_in_words(row: Json, rules: Rules, runtime: Runtime) -> Json:
    name = rules.places.name_of(row["division"], runtime.clock.today())
    return with_words(row, rules) | ({"division_words": name} if name else {})


def panelled(runtime: Runtime, actor: Actor, batch: Batch) -> Iterator[tuple[str, CaseView]]:
    """The applications that the batch's panels review or have reviewed, as somebody sees them."""
    ids = dict.fromkeys(id for panel in batch.standing for id in panel.applications)
    for id in ids:
        try:
            yield id, visible(runtime, actor, STREAMS[APPLIED], id)
        except HTTPException:
            continue


def batch_seen(request: Request) -> tuple[Runtime, CaseView]:
    runtime = runtime_of(request)
    return runtime, visible(runtime, actor_of(request), STREAMS["batches"], id_of(request))


async def draw_ahead(request: Request) -> Response:
    """`GET /batches/{id}/draw?application&field`: who could be drawn for these, and who not and
    why; 404 for whoever may not know the experts."""
    return await beside_the_loop(request, draw_of, request)


def draw_of(request: Request) -> Response:
    runtime, view = batch_seen(request)
    if not view.sight.shows(Part.EXPERTS):
        raise HTTPException(404)
    applications = request.query_params.getlist("application")
    fields = request.query_params.getlist("field")
    return json(draw_preview(runtime, view, tuple(applications), tuple(fields)))


ROUTES = (
    Route(
        "GET",
        "/batches/{id}/applications",
        batch_room,
        "batchRoom",
        one(BatchRoom),
        (*CASE_PROBLEMS, "503"),
        {"stage": TEXT, "q": TEXT, **pages(500)},
        words=Text("批次内的申报", "Applications of a batch"),
    ),
    Route(
        "GET",
        "/batches/{id}/ranking",
        batch_ranking,
        "batchRanking",
        one(BatchRanking),
        CASE_PROBLEMS,
        {},
        words=Text("评审结果排序", "Applications of a batch by their results"),
    ),
    Route(
        "GET",
        "/batches/{id}/draw",
        draw_ahead,
        "drawPreview",
        one(DrawPreview),
        CASE_PROBLEMS,
        {"application": TEXTS, "field": TEXTS},
        words=Text("抽取预览", "Who could be drawn"),
    ),
)
