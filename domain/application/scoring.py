"""Blind scoring: each panel member scores alone, by the regulation's criteria."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.score_sheet import Mark, Sheet
from domain.application.seats import is_tied, panel_of
from domain.case import CaseId, Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.panel import Panel, Panels
from domain.parts import Part
from domain.points import in_points
from domain.refusal import Kind, Refusal, Text
from domain.regulation.judging import PanelRules


def panel_rule(matter: Matter[Application]) -> PanelRules:
    """The regulation's `[panel]` block; the checker demands it of a file with these steps."""
    block = matter.rules.text.panel
    assert block is not None
    return block


def seat_refusal(
    matter: Matter[Application],
    asked: Text,
    allowed: Text,
    kind: Kind = "form",
    fields: tuple[str, ...] = (),
    over: bool = False,
) -> Refusal:
    return matter.rules.refuse(panel_rule(matter).rule, asked, allowed, kind, fields, over)


def no_panel(matter: Matter[Application]) -> Refusal:
    return seat_refusal(
        matter,
        Text("尚未组成评审组", "no panel yet"),
        Text("先抽取专家", "draw a panel first"),
        "order",
    )


class SubmitScore(Command, frozen=True, kw_only=True):
    """评分: one member's sheet, each criterion once. A later one replaces the earlier until the
    panel has given its result; both stay in the record."""

    block = "panel"
    panel_no: CaseId
    sheet: tuple[Mark, ...]
    opinion: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        reviewing = panel_of(matter.reader, matter.case)
        if reviewing is None:
            yield no_panel(matter)
            return
        yield from no_seat(matter, *reviewing)
        yield from too_late(matter, reviewing[1].scores_by)

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        if matter.case.panel not in (None, self.panel_no):
            yield seat_refusal(
                matter,
                Text(
                    f"评审组 {self.panel_no} 不评审本案",
                    f"panel {self.panel_no} does not review this case",
                ),
                Text(f"评审组 {matter.case.panel}", f"panel {matter.case.panel}"),
                fields=("/panel_no",),
            )
            return
        yield from self.wrong_marks(matter)

    def wrong_marks(self, matter: Matter[Application]) -> Iterable[Refusal]:
        criteria = matter.rules.text.criterion
        if sorted(mark.criterion for mark in self.sheet) != sorted(one.name for one in criteria):
            names = [criterion.name for criterion in criteria]
            given = [mark.criterion for mark in self.sheet]
            yield seat_refusal(
                matter,
                Text(
                    f"评分项：{'、'.join(given) or '无'}",
                    f"criteria: {', '.join(given) or 'none'}",
                ),
                Text(f"每项一次：{'、'.join(names)}", f"each once: {', '.join(names)}"),
                fields=("/sheet",),
            )
        most = {criterion.name: criterion for criterion in criteria}
        for n, mark in enumerate(self.sheet):
            if mark.criterion in most and mark.points > most[mark.criterion].most:
                criterion = most[mark.criterion]
                yield matter.rules.refuse(
                    criterion.rule,
                    Text(
                        f"{criterion.name} {in_points(mark.points)} 分",
                        f"{in_points(mark.points)} points for {criterion.name}",
                    ),
                    Text(
                        f"至多 {in_points(criterion.most)} 分",
                        f"at most {in_points(criterion.most)}",
                    ),
                    "form",
                    (f"/sheet/{n}/points",),
                )

    def decide(self, matter: Matter[Application]) -> "ScoreSubmitted":
        return self.as_event(ScoreSubmitted, expert=matter.context.actor.person)


def no_seat(matter: Matter[Application], batch: Panels, panel: Panel) -> Iterable[Refusal]:
    """Refuses who does not sit on the panel, or may not open the case."""
    person = matter.context.actor.person
    if person not in batch.members(panel):
        yield seat_refusal(
            matter,
            Text("不是本评审组现任委员", "not a member of the panel now"),
            Text("现任委员", "a member"),
            "who",
        )
    elif person not in panel.declared:
        yield seat_refusal(
            matter,
            Text(
                "尚未声明无利害关系并承诺保密",
                "no declaration of confidentiality and no conflict yet",
            ),
            Text("先作声明", "declare first"),
            "order",
        )
    elif is_tied(matter.reader, batch, panel, person):
        yield seat_refusal(
            matter,
            Text("与本批次的申报单位有利害关系", "related to an applicant of the batch"),
            Text("回避", "be recused"),
            "who",
        )


def too_late(matter: Matter[Application], last: date) -> Iterable[Refusal]:
    if matter.day > last:
        yield seat_refusal(
            matter,
            Text(f"评分日 {matter.day}", f"scored on {matter.day}"),
            Text(f"{last} 及以前", f"by {last}"),
            "period",
            over=True,
        )


class ScoreSubmitted(Event, frozen=True, kw_only=True, tag="score-submitted"):
    part = Part.EXPERTS
    inward = True
    panel_no: str
    expert: str
    sheet: tuple[Mark, ...]
    opinion: str

    def evolve(self, case: Application, context: Context) -> Application:
        others = [sheet for sheet in case.sheets if sheet.expert != self.expert]
        own = Sheet(self.expert, self.sheet, self.opinion)
        return replace(case, sheets=tuple(sorted([*others, own], key=lambda one: one.expert)))
