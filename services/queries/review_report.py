"""The expert review report (评审报告): how a panel was drawn and what it concluded.

For those who may know the experts.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from adapters.event_store.codec import decode
from domain.application.case import Application
from domain.application.expert_review import ExpertReviewCompleted
from domain.application.score_sheet import Mark
from domain.application.seats import panel_of
from domain.expert_pool.case import ExpertPool
from domain.matter import CaseReader
from domain.panel import Excluded, Panel, Panels, Recused
from domain.points import in_points
from domain.words import value_words
from services.runtime import Runtime

DRAW = "按 SHA-256(seed:expert) 排序，前 size 名为委员，首位为组长，其余依次递补"
AVERAGE = "有效评分表总分的平均数，以百分之一分计，四舍五入"


class Seat(Struct, frozen=True):
    """A current member, by name; the first is in the chair. `scored` says that a sheet is in."""

    expert: str
    name: str
    chair: bool
    declared: bool
    scored: bool


class Given(Struct, frozen=True):
    """A score sheet, in hundredths of a point; void where its expert is recused."""

    expert: str
    marks: tuple[Mark, ...]
    total: int
    opinion: str
    void: bool


class Left(Struct, frozen=True):
    """A recusal, with its ground in words."""

    expert: str
    ground: str
    words: str
    source: str
    on: date
    note: str | None


class Result(Struct, frozen=True):
    """The panel's conclusion. `points` are hundredths, `shown` as officers write them."""

    shown: str
    points: int
    experts: int
    opinion: str
    on: date
    computed: str = AVERAGE


class ReviewReport(Struct, frozen=True):
    """The whole report; `sheets` are empty until the panel has concluded."""

    title: str
    builder: str
    application: str
    batch: str
    panel_no: str
    scores_by: date
    result: Result | None
    members: tuple[Seat, ...]
    substitutes: tuple[str, ...]
    sheets: tuple[Given, ...]
    recused: tuple[Left, ...]
    excluded: tuple[Excluded, ...]
    seed: str
    size: int
    order: tuple[str, ...]
    draw: str = DRAW


def report(runtime: Runtime, id: str, case: Application) -> ReviewReport | None:
    """The report; None before the application is given to a panel."""
    reader = runtime.current_reader()
    batch_and_panel = panel_of(reader, case)
    if batch_and_panel is None:
        return None
    batch, panel = batch_and_panel
    members = batch.members(panel)
    recused = {recusal.expert for recusal in batch.recused}
    return ReviewReport(
        title="专家评审报告 Expert review report",
        builder=case.form.unit_name or "",
        application=id,
        batch=case.batch or "",
        panel_no=panel.panel_no,
        scores_by=panel.scores_by,
        result=result(runtime, id) if case.reviewed else None,
        members=tuple(seats(runtime, reader, case, panel, members)),
        substitutes=tuple(e for e in panel.order if e not in recused and e not in members),
        sheets=tuple(sheets(case, members)),
        recused=tuple(map(left, concerned(batch, panel))),
        excluded=panel.excluded,
        seed=panel.seed,
        size=panel.size,
        order=panel.order,
    )


def seats(
    runtime: Runtime, reader: CaseReader, case: Application, panel: Panel, members: tuple[str, ...]
) -> Iterator[Seat]:
    pool = reader.state("expert-pools", panel.pool)
    for person in members:
        expert = pool.expert(person) if isinstance(pool, ExpertPool) else None
        yield Seat(
            expert=person,
            name=str(runtime.vault.open(expert).name) if expert else "",
            chair=person == members[0],
            declared=person in panel.declared,
            scored=case.sheet(person) is not None,
        )


def sheets(case: Application, members: tuple[str, ...]) -> Iterator[Given]:
    """The score sheets; none before the panel has concluded."""
    for sheet in case.sheets if case.reviewed else ():
        void = sheet.expert not in members
        yield Given(sheet.expert, sheet.marks, sheet.total, sheet.opinion, void)


def concerned(batch: Panels, panel: Panel) -> tuple[Recused, ...]:
    """The recusals of those who were drawn for this panel."""
    return tuple(recusal for recusal in batch.recused if recusal.expert in panel.order)


def left(recusal: Recused) -> Left:
    why = value_words(recusal.ground, "ground").zh
    return Left(recusal.expert, recusal.ground, why, recusal.source, recusal.on, recusal.note)


def result(runtime: Runtime, id: str) -> Result | None:
    """The panel's latest conclusion; an earlier one may have been taken back."""
    for stored in reversed(runtime.log.history(f"applications/{id}")):
        record = decode(stored.topic, stored.state)
        match record.event:
            case ExpertReviewCompleted(score=score, experts=experts, opinion=opinion):
                day = record.context.occurred_on
                return Result(in_points(score), score, experts, opinion, day)
    return None
