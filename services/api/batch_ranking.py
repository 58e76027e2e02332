"""Ranks the applications of a batch by what their panels gave, and says whose sheets are missing.

Each reader is told no more than the cases themselves would show: the sheets of a panel, and with
them the spread, only who may know the experts.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from domain.application.case import Application
from domain.application.expert_review import valid
from domain.application.score_sheet import Sheet
from domain.batch.case import Batch
from domain.panel import Panel
from domain.parts import Part
from domain.points import in_points
from services.api.views import CaseView
from services.queries.review_report import seats
from services.runtime import Runtime


class RankedApplication(Struct, frozen=True):
    """An application with its result. Points as officers write them; `lowest`, `highest` and
    `spread` of the valid sheets, for those who may know them; `rank` and `reason` as listed."""

    application: str
    builder: str
    name: str
    industry: str
    division: str
    stage: str
    score: int
    points: str
    sheets: int | None = None
    lowest: str = ""
    highest: str = ""
    spread: str = ""
    list_no: str = ""
    rank: int | None = None
    reason: str = ""


class ReviewUnderWay(Struct, frozen=True):
    """An application whose panel has not given its result: of `members` how many sheets are in, and
    who has none yet; without these for those who may not know the experts."""

    application: str
    builder: str
    name: str
    division: str
    stage: str
    panel_no: str
    scores_by: date | None = None
    members: int | None = None
    sheets: int | None = None
    missing: tuple[str, ...] = ()


class BatchRanking(Struct, frozen=True):
    """What the panels of a batch gave, best first, and what they have not given yet."""

    ranked: tuple[RankedApplication, ...]
    under_way: tuple[ReviewUnderWay, ...]


def ranking(
    runtime: Runtime, batch: Batch, shown: Batch, views: Iterable[tuple[str, CaseView]]
) -> BatchRanking:
    """The ranking, from the cases as somebody is shown them; `shown` is the batch so redacted."""
    ranked, under_way = [], []
    for id, view in views:
        case = view.shown()
        if not isinstance(case, Application) or not isinstance(view.case, Application):
            continue
        if case.score is not None:
            ranked.append(with_result(id, case, batch, shown))
        elif case.panel and not case.final:
            under_way.append(review_under_way(runtime, id, view, case, batch))
    ranked.sort(key=lambda one: (-one.score, one.application))
    return BatchRanking(tuple(ranked), tuple(under_way))


def with_result(id: str, case: Application, batch: Batch, shown: Batch) -> RankedApplication:
    panel, listed = batch.panel(case.panel), listed_in(shown, id)
    counted = valid(case, batch.members(panel)) if panel else ()
    return RankedApplication(
        application=id,
        builder=case.form.unit_name or "",
        name=case.form.proposed_name or "",
        industry=case.form.industry or "",
        division=case.form.division_code or "",
        stage=case.stage or "",
        score=case.score or 0,
        points=in_points(case.score or 0),
        **spread_of(counted),
        **listed,
    )


def spread_of(sheets: Sequence[Sheet]) -> dict[str, Any]:
    totals = [sheet.total for sheet in sheets]
    if not totals:
        return {}
    low, high = min(totals), max(totals)
    told = {"lowest": in_points(low), "highest": in_points(high), "spread": in_points(high - low)}
    return {"sheets": len(totals), **told}


def listed_in(shown: Batch, id: str) -> dict[str, Any]:
    """Where the application stands on a list that the reader may know."""
    found = ((one, entry) for one in shown.lists for entry in one.entries)
    for one, entry in found:
        if entry.application == id:
            return {"list_no": one.list_no, "rank": entry.rank, "reason": entry.reason or ""}
    return {}


def review_under_way(
    runtime: Runtime, id: str, view: CaseView, case: Application, batch: Batch
) -> ReviewUnderWay:
    panel = batch.panel(case.panel) if view.sight.shows(Part.EXPERTS) else None
    return ReviewUnderWay(
        application=id,
        builder=case.form.unit_name or "",
        name=case.form.proposed_name or "",
        division=case.form.division_code or "",
        stage=case.stage or "",
        panel_no=case.panel or "",
        **(who_is_missing(runtime, case, batch, panel) if panel else {}),
    )


def who_is_missing(
    runtime: Runtime, case: Application, batch: Batch, panel: Panel
) -> dict[str, Any]:
    seated = [*seats(runtime, runtime.current_reader(), case, panel, batch.members(panel))]
    missing = tuple(one.name for one in seated if not one.scored)
    return {
        "scores_by": panel.scores_by,
        "members": len(seated),
        "sheets": len(seated) - len(missing),
        "missing": missing,
    }
