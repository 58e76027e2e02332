"""Draws an expert panel from the pool by lot, repeatable from its seed. Domain.md A18."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.panelling import AssignPanel
from domain.batch.case import Batch
from domain.batch.eligibility import excluded, of_fields
from domain.case import CaseId, Command, stream_id
from domain.context import Context
from domain.event import Event
from domain.expert_pool.case import Expert, ExpertPool
from domain.matter import Matter
from domain.panel import Excluded, Panel, drawn
from domain.parts import Part
from domain.refusal import Kind, Refusal, Text
from domain.regulation.judging import PanelRules
from domain.words import value_words

Applications = Annotated[tuple[CaseId, ...], Meta(min_length=1, max_length=5000)]


APPLICATIONS = ("/applications",)


def rule_of(matter: Matter[Batch]) -> PanelRules:
    """The regulation's `[panel]` block; the checker demands it of a file with this step."""
    block = matter.rules.text.panel
    assert block is not None
    return block


def panel_refusal(
    matter: Matter[Batch],
    zh: str,
    en: str,
    allowed_zh: str,
    allowed_en: str,
    fields: tuple[str, ...] = (),
    kind: Kind = "form",
    over: bool = False,
) -> Refusal:
    asked, allowed, rule = Text(zh, en), Text(allowed_zh, allowed_en), rule_of(matter).rule
    return matter.rules.refuse(rule, asked, allowed, kind, fields, over)


class AppointPanel(Command, frozen=True, kw_only=True):
    """抽取评审专家: by lot among the pool's experts in these fields (none: in any), without those
    who are tied to an applicant or a rival. The seed of the draw is the command's own id, which the
    service makes and nobody chooses."""

    entailing = (AssignPanel,)
    brings = (AssignPanel,)
    block = "panel"

    panel_no: CaseId
    pool: CaseId
    size: Annotated[int, Meta(ge=1, le=99)]
    applications: Applications
    scores_by: date
    fields: tuple[str, ...] = ()

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        if matter.case.panel(self.panel_no):
            yield panel_refusal(
                matter,
                f"评审组 {self.panel_no} 已存在",
                "the panel exists already",
                "新编号",
                "a new number",
                ("/panel_no",),
            )
        if self.scores_by < matter.day:
            yield panel_refusal(
                matter,
                f"评分截止日 {self.scores_by}",
                f"scores by {self.scores_by}",
                f"{matter.day} 或以后",
                f"on or after {matter.day}",
                ("/scores_by",),
            )
        yield from self.wrong_size(matter)
        yield from self.not_before_us(matter)
        yield from self.too_few(matter)

    def wrong_size(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        block = rule_of(matter)
        if self.size < block.least or (block.odd and self.size % 2 == 0):
            odd_zh, odd_en = ("，单数", ", an odd number") if block.odd else ("", "")
            yield panel_refusal(
                matter,
                f"评审组 {self.size} 人",
                f"a panel of {self.size}",
                f"不少于 {block.least} 人{odd_zh}",
                f"at least {block.least}{odd_en}",
                ("/size",),
            )

    def not_before_us(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        for id in sorted(id for id, times in Counter(self.applications).items() if times > 1):
            yield panel_refusal(
                matter, f"{id} 重复列入", f"{id} twice", "一件一次", "each once", APPLICATIONS
            )
        for id in dict.fromkeys(self.applications):
            case = matter.named("applications", id)
            if not isinstance(case, Application) or case.batch != matter.id:
                yield panel_refusal(
                    matter,
                    f"申报 {id}",
                    f"application {id}",
                    f"批次 {matter.id} 的申报",
                    f"an application of batch {matter.id}",
                    APPLICATIONS,
                )

    def too_few(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        candidates, barred = self.candidates(matter), self.barred(matter)
        left = len(candidates) - len(barred)
        if left < self.size:
            grounds = [(b, value_words(b.ground, "ground")) for b in barred]
            zh = "；".join(f"{b.expert} {why.zh} {b.because_of}" for b, why in grounds)
            en = "; ".join(f"{b.expert} {why.en} ({b.because_of})" for b, why in grounds)
            yield panel_refusal(
                matter,
                f"候选 {len(candidates)} 人，排除 {len(barred)} 人（{zh or '无'}），余 {left} 人",
                f"{len(candidates)} candidates, {len(barred)} excluded ({en or 'none'}): {left}",
                f"可抽取的专家不少于 {self.size} 人",
                f"at least {self.size} who can be drawn",
                ("/size", "/fields", "/pool"),
            )

    def candidates(self, matter: Matter[Batch]) -> tuple[Expert, ...]:
        """Experts of the authority's own pool; none where another pool is named."""
        own = self.pool == matter.rules.about.authority
        pool = matter.reader.state("expert-pools", self.pool) if own else None
        return of_fields(pool, self.fields) if isinstance(pool, ExpertPool) else ()

    def barred(self, matter: Matter[Batch]) -> tuple[Excluded, ...]:
        return excluded(matter, self.candidates(matter), self.applications)

    def decide(self, matter: Matter[Batch]) -> "PanelAppointed":
        candidates, barred = self.candidates(matter), self.barred(matter)
        out = {one.expert for one in barred}
        seed = matter.context.command_id
        order = drawn(seed, [one.person for one in candidates if one.person not in out])
        return self.as_event(
            PanelAppointed,
            pool_version=matter.reader.reads[stream_id("expert-pools", self.pool)],
            candidates=tuple(one.person for one in candidates),
            excluded=barred,
            seed=seed,
            order=order,
            members=order[: self.size],
            applicants=names(matter, self.applications),
        )

    def entails(self, matter: Matter[Batch]) -> Iterable[tuple[str, Command]]:
        for id in self.applications:
            assigned = AssignPanel(batch=matter.id, panel_no=self.panel_no)
            yield stream_id("applications", id), assigned


def names(matter: Matter[Batch], applications: Iterable[str]) -> tuple[str, ...]:
    """Names of the builders and co-builders under review: experts declare no conflict with them."""
    named: dict[str, None] = {}
    for id in applications:
        case = matter.reader.state("applications", id)
        if isinstance(case, Application):
            units = (case.form.unit_name, *(unit.name for unit in case.form.co_builders))
            named |= dict.fromkeys(name for name in units if name)
    return tuple(named)


class PanelAppointed(Event, frozen=True, kw_only=True, tag="panel-appointed"):
    """The panel is drawn; the event holds all that whoever may read it needs to draw again."""

    part = Part.EXPERTS
    panel_no: str
    pool: str
    pool_version: int
    candidates: tuple[str, ...]
    excluded: tuple[Excluded, ...]
    seed: str
    size: int
    order: tuple[str, ...]
    members: tuple[str, ...]
    applications: tuple[str, ...]
    applicants: tuple[str, ...]
    scores_by: date
    fields: tuple[str, ...] = ()

    def evolve(self, case: Batch, context: Context) -> Batch:
        panel = Panel(
            panel_no=self.panel_no,
            pool=self.pool,
            size=self.size,
            seed=self.seed,
            order=self.order,
            excluded=self.excluded,
            applications=self.applications,
            applicants=self.applicants,
            scores_by=self.scores_by,
        )
        return replace(case, panels=case.with_panel(panel))
