"""The province's recheck and the experts' result. SC 7(3)."""

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.application.adverse import Adverse, Ended
from domain.application.case import Application
from domain.case import Command, Context, Event, Reason
from domain.matter import Matter

Score = Annotated[int, Meta(ge=0, le=10000)]
Panel = Annotated[int, Meta(ge=1, le=99)]


class StartRecheck(Command, frozen=True, kw_only=True):
    """开始复核."""

    def decide(self, matter: Matter[Application]) -> "RecheckStarted":
        return RecheckStarted()


class RecheckStarted(Event, frozen=True, kw_only=True, tag="recheck-started"):
    pass


class PassRecheck(Command, frozen=True, kw_only=True):
    """复核通过, with its findings."""

    findings: Reason

    def decide(self, matter: Matter[Application]) -> "RecheckPassed":
        return RecheckPassed(findings=self.findings)


class RecheckPassed(Event, frozen=True, kw_only=True, tag="recheck-passed"):
    findings: str


class FailRecheck(Adverse, frozen=True, kw_only=True):
    """复核不通过."""

    def decide(self, matter: Matter[Application]) -> "RecheckFailed":
        return RecheckFailed(reason=self.reason, served_on=self.served_on, remedies=self.remedies)


class RecheckFailed(Ended, frozen=True, kw_only=True, tag="recheck-failed"):
    pass


class CompleteExpertReview(Command, frozen=True, kw_only=True):
    """专家评审意见: the panel's result. `score` in hundredths of a point, `experts` who scored."""

    opinion: Reason
    score: Score
    experts: Panel

    def decide(self, matter: Matter[Application]) -> "ExpertReviewCompleted":
        return ExpertReviewCompleted(opinion=self.opinion, score=self.score, experts=self.experts)


class ExpertReviewCompleted(Event, frozen=True, kw_only=True, tag="expert-review-completed"):
    opinion: str
    score: int
    experts: int

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, score=self.score)
