"""Completes the expert review: the average of the valid score sheets, in any order. SC 7(3)."""

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.score_sheet import Mark, Sheet
from domain.application.scoring import no_panel, panel_rule, seat_refusal
from domain.application.seats import panel_of, those_tied
from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.panel import Panel, Panels
from domain.points import GivenPoints
from domain.refusal import Refusal, Text, file_rule

PanelCount = Annotated[int, Meta(ge=1, le=99)]


def average(sheets: Iterable[Sheet]) -> int:
    """Average of the totals, in hundredths of a point, half a hundredth rounded up (四舍五入)."""
    return rounded([sheet.total for sheet in sheets])


def rounded(points: Sequence[int]) -> int:
    """The average of whole numbers, a half rounded up."""
    return (2 * sum(points) + len(points)) // (2 * len(points))


def averages(matter: Matter[Application], sheets: Sequence[Sheet]) -> tuple[Mark, ...]:
    """The panel's average for each criterion, rounded as the whole is."""
    given = [mark for sheet in sheets for mark in sheet.marks]
    names = [criterion.name for criterion in matter.rules.text.criterion] if sheets else []
    return tuple(
        Mark(name, rounded([mark.points for mark in given if mark.criterion == name]))
        for name in names
    )


def valid(case: Application, members: Iterable[str]) -> tuple[Sheet, ...]:
    """The sheets of those who sit now: whoever is recused has given none (Inv. 15)."""
    seated = set(members)
    return tuple(sheet for sheet in case.sheets if sheet.expert in seated)


class CompleteExpertReview(Command, frozen=True, kw_only=True):
    """专家评审意见, by the chair: once all members have scored, or when the days for scoring are
    over and a quorum has. `score` in hundredths of a point, `experts` who scored: both follow from
    the sheets; where they are given they must be the same. Under a regulation without `[panel]`
    there are no sheets, and both are stated."""

    opinion: Reason
    score: GivenPoints | None = None
    experts: PanelCount | None = None

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        if matter.rules.text.panel is None:
            return
        reviewing = panel_of(matter.reader, matter.case)
        if reviewing is None:
            yield no_panel(matter)
            return
        members = reviewing[0].members(reviewing[1])
        yield from not_the_chair(matter, members)
        yield from tied_members(matter, *reviewing)
        yield from scores_missing(matter, reviewing[1], members)

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        if matter.rules.text.panel is None:
            yield from self.unstated()
            return
        reviewing = panel_of(matter.reader, matter.case)
        if reviewing and not any(self.beforehand(matter)):
            yield from self.against_the_sheets(
                matter, valid(matter.case, reviewing[0].members(reviewing[1]))
            )

    def unstated(self) -> Iterable[Refusal]:
        if self.score is None or self.experts is None:
            yield file_rule(
                "expert-result",
                "评审结果写明分数和人数",
                Text("未填写分数或者人数", "no score or no number of experts"),
                Text("填写分数和人数", "give the score and the number of experts"),
                "form",
                ("/score", "/experts"),
            )

    def against_the_sheets(
        self, matter: Matter[Application], sheets: tuple[Sheet, ...]
    ) -> Iterable[Refusal]:
        """Refuses a score or a number that differs from the sheets. Asked only of the chair when
        the panel can give its result, and without saying what would be right: nobody is to learn
        what the others gave while a sheet may still be changed."""
        score, experts = average(sheets), len(sheets)
        if self.score not in (None, score) or self.experts not in (None, experts):
            yield seat_refusal(
                matter,
                Text("所填分数、人数与评分表不一致", "score or number differ from the sheets"),
                Text("不填，由评分表得出", "leave both out: they follow from the sheets"),
                fields=("/score", "/experts"),
            )

    def decide(self, matter: Matter[Application]) -> "ExpertReviewCompleted":
        reviewing = panel_of(matter.reader, matter.case)
        sheets = valid(matter.case, reviewing[0].members(reviewing[1])) if reviewing else ()
        return ExpertReviewCompleted(
            opinion=self.opinion,
            score=average(sheets) if sheets else self.score or 0,
            experts=len(sheets) or self.experts or 0,
            panel_no=matter.case.panel,
            marks=averages(matter, sheets) if matter.rules.judges_each else (),
        )


def not_the_chair(matter: Matter[Application], members: tuple[str, ...]) -> Iterable[Refusal]:
    if matter.context.actor.person not in members[:1]:
        yield seat_refusal(
            matter,
            Text("不是评审组组长", "not the chair"),
            Text("由组长提出", "the panel's chair"),
            "who",
        )


def tied_members(matter: Matter[Application], batch: Panels, panel: Panel) -> Iterable[Refusal]:
    related = those_tied(matter.reader, batch, panel, batch.members(panel))
    if related:
        yield seat_refusal(
            matter,
            Text(
                f"{len(related)} 名委员有利害关系，尚未回避",
                f"{len(related)} related members are not recused yet",
            ),
            Text("先办理回避", "recuse them first"),
            "order",
        )


def scores_missing(
    matter: Matter[Application], panel: Panel, members: tuple[str, ...]
) -> Iterable[Refusal]:
    """Refuses while sheets are missing: within the days for scoring everybody is waited for, so
    that no order of arrival decides; after them a quorum is enough."""
    quorum, given = panel_rule(matter).quorum, len(valid(matter.case, members))
    needed = -(-panel.size * quorum.parts // quorum.of)
    waiting = matter.day <= panel.scores_by and given < len(members)
    if given < needed or waiting:
        yield seat_refusal(
            matter,
            Text(f"有效评分 {given} 份", f"{given} valid sheets"),
            Text(
                f"{len(members)} 名委员全部评分；{panel.scores_by} 以后至少 {needed} 份",
                f"all {len(members)} members; after {panel.scores_by} at least {needed}",
            ),
            "period",
        )


class ExpertReviewCompleted(Event, frozen=True, kw_only=True, tag="expert-review-completed"):
    """The panel has given its result: the average, and that for each criterion where the regulation
    holds it against a value. Inward, since the context names the chair."""

    added: ClassVar[tuple[str, ...]] = ("marks",)
    inward = True
    opinion: str
    score: int
    experts: int
    panel_no: str | None = None
    marks: tuple[Mark, ...] = ()

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, score=self.score, marks=self.marks)
