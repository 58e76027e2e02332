"""Decides on a project: the party group approves it, or does not, on the minutes of its meeting
(党组会议审定). SZ 五."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.application.adverse import Adverse, Ended
from domain.application.case import Application
from domain.application.claiming import (
    claim_project_name,
    free_old_name,
    let_go,
    project_name_taken,
)
from domain.application.passing import NOT_SUBMITTED, below_the_mark
from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal


class SubmitToPartyGroup(Command, frozen=True, kw_only=True):
    """提请党组会审定: after the expert review, the application goes before the party group."""

    opinion: Reason | None = None

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from below_the_mark(matter, NOT_SUBMITTED)
        yield from project_name_taken(matter, cls.__name__)

    def decide(self, matter: Matter[Application]) -> "SubmittedToPartyGroup":
        return SubmittedToPartyGroup(opinion=self.opinion)

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        return free_old_name(matter)


class SubmittedToPartyGroup(Event, frozen=True, kw_only=True, tag="submitted-to-party-group"):
    opinion: str | None = None


class ApproveByPartyGroup(Command, frozen=True, kw_only=True):
    """党组会审定立项: the project is approved, and has its name from now on. It is no recognition;
    construction is to follow."""

    deliberated = True

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        return project_name_taken(matter, cls.__name__)

    def decide(self, matter: Matter[Application]) -> "ApprovedByPartyGroup":
        return ApprovedByPartyGroup()

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        yield from claim_project_name(matter)
        yield from let_go(matter)


class ApprovedByPartyGroup(Event, frozen=True, kw_only=True, tag="approved-by-party-group"):
    """The application has succeeded; somebody still has to start the construction."""

    goes_on = True

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, holds=(), approved_on=context.effective_on)


class RejectByPartyGroup(Adverse, frozen=True, kw_only=True):
    """党组会审定不予立项: with the reason."""

    deliberated = True

    def decide(self, matter: Matter[Application]) -> "RejectedByPartyGroup":
        return RejectedByPartyGroup(
            reason=self.reason, served_on=self.served_on, remedies=self.remedies
        )


class RejectedByPartyGroup(Ended, frozen=True, kw_only=True, tag="rejected-by-party-group"):
    """The project is not approved."""
