"""The local bureau's review: qualification and materials, then recommendation. SC 7(2)."""

from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta, Struct

from domain.application.adverse import Adverse, Ended
from domain.application.case import Application
from domain.application.form import Signatory
from domain.case import Command
from domain.context import Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.regulation.model import Rule

Rank = Annotated[int, Meta(ge=1, le=10000)]


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to one eligibility rule, and on what evidence."""

    rule: str
    result: Literal["PASS", "FAIL", "EXCEPTION"]
    evidence: Reason


class StartLocalReview(Command, frozen=True, kw_only=True):
    """开始地方审查: the reviewers declare themselves free of conflict."""

    no_conflict: bool

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        if not self.no_conflict:
            yield from refuse(
                matter,
                "审查人员有利害关系",
                "a reviewer is conflicted",
                "回避",
                "recuse",
                ("/no_conflict",),
            )

    def decide(self, matter: Matter[Application]) -> "LocalReviewStarted":
        return LocalReviewStarted()


class LocalReviewStarted(Event, frozen=True, kw_only=True, tag="local-review-started"):
    pass


def refuse(
    matter: Matter[Application],
    zh: str,
    en: str,
    allowed_zh: str,
    allowed_en: str,
    fields: tuple[str, ...] = (),
) -> Iterable[Refusal]:
    """A refusal under the rule of the step itself, for what the command says in `fields`."""
    step = matter.step(type(matter.command).__name__)
    if step:
        asked, allowed = Text(zh, en), Text(allowed_zh, allowed_en)
        yield matter.rules.refuse(step.rule, asked, allowed, "form", fields)


def eligibility(matter: Matter[Application]) -> tuple[Rule, ...]:
    """The rules that the reviewer must answer: those of the guards on this very step."""
    guards = matter.guards(CompleteQualificationReview.__name__)
    ids = dict.fromkeys(guard.rule for guard in guards)
    return tuple(matter.rules.by_id[id] for id in ids)


def soft(matter: Matter[Application]) -> frozenset[str]:
    """The rules of this step that hold only in principle (Inv. 13)."""
    guards = matter.guards(CompleteQualificationReview.__name__)
    return frozenset(guard.rule for guard in guards if not guard.hard)


class CompleteQualificationReview(Command, frozen=True, kw_only=True):
    """资格审查: every eligibility rule answered, with evidence. An EXCEPTION needs its override."""

    answers: tuple[Answer, ...]

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        for rule in eligibility(matter):
            problem = self.against(matter, rule)
            if problem is None:
                continue
            allowed = Text(
                "逐条作答；不符合的，不予推荐", "answer each rule; where one fails, decline"
            )
            yield matter.rules.refuse(rule.id, problem, allowed, "form", ("/answers",))

    def against(self, matter: Matter[Application], rule: Rule) -> Text | None:
        results = [answer.result for answer in self.answers if answer.rule == rule.id]
        match results:
            case ["PASS"]:
                return None
            case []:
                return Text("未作答", "not answered")
            case ["FAIL"]:
                return Text("审查结论为不符合", "answered as not met")
            case ["EXCEPTION"] if rule.id not in soft(matter):
                return Text("强制性要求没有例外", "a hard rule knows no exception")
            case ["EXCEPTION"]:
                if any(override.rule == rule.id for override in matter.context.overrides):
                    return None
                return Text("例外未附理由和具名人员", "an exception without reason and official")
        return Text("重复作答", "answered more than once")

    def decide(self, matter: Matter[Application]) -> "QualificationReviewed":
        return QualificationReviewed(answers=self.answers)


class QualificationReviewed(Event, frozen=True, kw_only=True, tag="qualification-reviewed"):
    answers: tuple[Answer, ...]


class CompleteMaterialAudit(Command, frozen=True, kw_only=True):
    """材料审核: the materials are true and complete; what was found."""

    findings: Reason
    passed: bool

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        if not self.passed:
            yield from refuse(
                matter,
                "材料审核未通过",
                "the audit did not pass",
                "不予推荐",
                "decline instead",
                ("/passed",),
            )

    def decide(self, matter: Matter[Application]) -> "MaterialAudited":
        return MaterialAudited(findings=self.findings)


class MaterialAudited(Event, frozen=True, kw_only=True, tag="material-audited"):
    findings: str


class RecommendApplication(Command, frozen=True, kw_only=True):
    """推荐: the bureau's opinion, with its place in the order of merit (择优). SC 7(2), annex."""

    opinion: Reason
    merit_rank: Rank
    recommender_handler: Signatory
    recommender_head: Signatory

    def decide(self, matter: Matter[Application]) -> "ApplicationRecommended":
        return self.as_event(ApplicationRecommended)


class ApplicationRecommended(Event, frozen=True, kw_only=True, tag="application-recommended"):
    opinion: str
    merit_rank: int
    recommender_handler: Signatory
    recommender_head: Signatory


class DeclineRecommendation(Adverse, frozen=True, kw_only=True):
    """不予推荐, with the reason given to the applicant."""

    def decide(self, matter: Matter[Application]) -> "RecommendationDeclined":
        return RecommendationDeclined(
            reason=self.reason, served_on=self.served_on, remedies=self.remedies
        )


class RecommendationDeclined(Ended, frozen=True, kw_only=True, tag="recommendation-declined"):
    pass
