"""评审报告: how a panel came about and what it found, for those who may know the experts."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from adapters.event_store.codec import decode
from domain.application.case import Application, Mark
from domain.application.expert_review import ExpertReviewCompleted
from domain.application.scoring import in_points
from domain.application.seats import panel_of
from domain.expert_pool.case import ExpertPool
from domain.matter import CaseReader
from domain.panel import Excluded, Panel, Panels, Recused
from domain.words import value_words
from services.runtime import Runtime

DRAW = "按 SHA-256(seed:expert) 排序，前 size 名为委员，首位为组长，其余依次递补"
AVERAGE = "有效评分表总分的平均数，以百分之一分计，四舍五入"


class Seat(Struct, frozen=True):
    """A member as of now, by name; the first is in the chair. `scored` says that a sheet is in."""

    expert: str
    name: str
    chair: bool
    declared: bool
    scored: bool


class Given(Struct, frozen=True):
    """A sheet. Void where its expert is recused. Hundredths of a point."""

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
    """What the panel found. `points` are hundredths, `shown` as officers write them."""

    shown: str
    points: int
    experts: int
    opinion: str
    on: date
    computed: str = AVERAGE


class ReviewReport(Struct, frozen=True):
    """`sheets` are empty until the panel has spoken."""

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
    """None before the application is given to a panel."""
    reader = runtime.current_reader()
    found = panel_of(reader, case)
    if found is None:
        return None
    batch, panel = found
    members = batch.members(panel)
    recused = {one.expert for one in batch.recused}
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
        recused=tuple(left(one) for one in concerned(batch, panel)),
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
    """Nobody sees a sheet before the panel has spoken."""
    for sheet in case.sheets if case.reviewed else ():
        void = sheet.expert not in members
        yield Given(sheet.expert, sheet.marks, sheet.total, sheet.opinion, void)


def concerned(batch: Panels, panel: Panel) -> tuple[Recused, ...]:
    """Those who were drawn for this panel."""
    return tuple(one for one in batch.recused if one.expert in panel.order)


def left(one: Recused) -> Left:
    why = value_words(one.ground, "ground")
    return Left(one.expert, one.ground, why.zh, one.source, one.on, one.note)


def result(runtime: Runtime, id: str) -> Result | None:
    """The last word of the panel; an earlier one may have been taken back."""
    for stored in reversed(runtime.log.history(f"applications/{id}")):
        record = decode(stored.topic, stored.state)
        match record.event:
            case ExpertReviewCompleted(score=score, experts=experts, opinion=opinion):
                day = record.context.occurred_on
                return Result(in_points(score), score, experts, opinion, day)
    return None
