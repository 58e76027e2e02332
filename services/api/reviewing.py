"""What reviewers work with: the conditions of the regulation beside the case, an expert's own
panels, and the criteria of a score sheet."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.application.case import Application
from domain.application.score_sheet import Mark, Sheet
from domain.application.seats import panel_of, reviews
from domain.points import in_points
from domain.refusal import Text
from domain.streams import STREAMS
from services.api.form_conditions import FormCondition, form_conditions
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import CASE_PROBLEMS, one
from services.api.problems import english
from services.api.requests import actor_of, id_of, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.api.views import CaseView, visible
from services.queries.own_panels import OwnPanel, seats_told
from services.runtime import Runtime


class ConditionsOf(Struct, frozen=True):
    """Every condition on which the regulation lets an application be handed in, one by one."""

    items: tuple[FormCondition, ...]


class OwnPanels(Struct, frozen=True):
    """The panels on which the caller sits."""

    items: tuple[OwnPanel, ...]


class SheetCriterion(Struct, frozen=True):
    """What experts judge, under which article; `most` in hundredths of a point."""

    name: str
    most: int
    most_shown: str
    article: str


class ScoreSheet(Struct, frozen=True):
    """A member's sheet: what is to be judged by when, and what they gave, if anything."""

    panel_no: str
    scores_by: date
    open: bool
    criteria: tuple[SheetCriterion, ...]
    most: int
    most_shown: str
    marks: tuple[Mark, ...] = ()
    total: str = ""
    opinion: str = ""


async def conditions_read(request: Request) -> Response:
    """`GET /applications/{id}/conditions`: each condition, with what the form says."""
    return await beside_the_loop(request, conditions_answer, request)


def conditions_answer(request: Request) -> Response:
    runtime, view = application_seen(request)
    return json(ConditionsOf(tuple(form_conditions(runtime, view, english(request)))))


async def score_sheet(request: Request) -> Response:
    """`GET /applications/{id}/score-sheet`: 404 for whoever does not review it."""
    return await beside_the_loop(request, sheet_answer, request)


def sheet_answer(request: Request) -> Response:
    runtime, view = application_seen(request)
    reader, case, person = runtime.current_reader(), view.case, view.actor.person
    if not isinstance(case, Application) or not reviews(reader, case, person):
        raise HTTPException(404)
    reviewing = panel_of(reader, case)
    assert reviewing is not None
    panel = reviewing[1]
    criteria = tuple(criteria_of(view))
    most = sum(one.most for one in criteria)
    asked = ScoreSheet(
        panel_no=panel.panel_no,
        scores_by=panel.scores_by,
        open=runtime.clock.today() <= panel.scores_by,
        criteria=criteria,
        most=most,
        most_shown=in_points(most),
        **given(case.sheet(person)),
    )
    return json(asked, {"Cache-Control": "no-store"})


def given(sheet: Sheet | None) -> dict[str, Any]:
    if sheet is None:
        return {}
    return {"marks": sheet.marks, "total": in_points(sheet.total), "opinion": sheet.opinion}


def criteria_of(view: CaseView) -> Iterator[SheetCriterion]:
    rules = view.subject.rules
    for asked in rules.text.criterion:
        article = rules.by_id[asked.rule].article
        yield SheetCriterion(asked.name, asked.most, in_points(asked.most), article)


def application_seen(request: Request) -> tuple[Runtime, CaseView]:
    runtime = runtime_of(request)
    actor, stream = actor_of(request), STREAMS["applications"]
    return runtime, visible(runtime, actor, stream, id_of(request))


async def panels(request: Request) -> Response:
    """`GET /panels`: the panels on which the caller sits, and what is left to do on each; 403 for
    whoever is no expert."""
    return await beside_the_loop(request, panels_answer, request)


def panels_answer(request: Request) -> Response:
    runtime, actor = runtime_of(request), actor_of(request)
    if actor.role != "EXPERT":
        raise HTTPException(403)
    return json(OwnPanels(tuple(seats_told(runtime, actor.person))), {"Cache-Control": "no-store"})


ROUTES = (
    Route(
        "GET",
        "/applications/{id}/conditions",
        conditions_read,
        "formConditions",
        one(ConditionsOf),
        CASE_PROBLEMS,
        {},
        words=Text("条件逐项对照", "Conditions beside the form"),
    ),
    Route(
        "GET",
        "/applications/{id}/score-sheet",
        score_sheet,
        "scoreSheet",
        one(ScoreSheet),
        CASE_PROBLEMS,
        {},
        words=Text("评分表", "Score sheet"),
    ),
    Route(
        "GET",
        "/panels",
        panels,
        "ownPanels",
        one(OwnPanels),
        ("401", "403", "422"),
        {},
        words=Text("本人所在的评审组", "Panels on which one sits"),
    ),
)
