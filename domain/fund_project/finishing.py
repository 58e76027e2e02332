"""Checks a project midway, accepts its results, closes it (中期检查、验收、结题). Domain.md 2.7."""

from collections.abc import Iterable
from typing import Literal

from domain.case import Command
from domain.context import Reason
from domain.event import Event
from domain.fund_case import FundProject
from domain.matter import Matter
from domain.money import in_yuan
from domain.own_step import StepReason
from domain.refusal import Refusal, Text


class MidtermChecked(Event, frozen=True, kw_only=True, tag="midterm-checked"):
    correctable = ("findings", "occurred_on", "effective_on", "document_no")

    result: str
    findings: str


class CheckMidterm(Command, frozen=True, kw_only=True):
    """中期检查: how far the project is, against its contract."""

    recorded_as = MidtermChecked

    result: Literal["ON_COURSE", "BEHIND"]
    findings: Reason


class AcceptanceRequested(Event, frozen=True, kw_only=True, tag="acceptance-requested"):
    undoes = ("FailAcceptance",)
    correctable = ("summary", "occurred_on", "effective_on")

    summary: str


class ApplyAcceptance(Command, frozen=True, kw_only=True):
    """申请验收: the centre says what was reached, with its report as evidence."""

    recorded_as = AcceptanceRequested

    summary: Reason


class ProjectAccepted(Event, frozen=True, kw_only=True, tag="project-accepted"):
    correctable = ("findings", "occurred_on", "effective_on", "document_no")

    findings: str


class AcceptProject(Command, frozen=True, kw_only=True):
    """验收通过: what the contract wanted was reached."""

    recorded_as = ProjectAccepted

    findings: Reason


class AcceptanceFailed(Event, frozen=True, kw_only=True, tag="acceptance-failed"):
    undoes = ("ApplyAcceptance",)
    correctable = ("findings", "occurred_on", "effective_on", "document_no")

    findings: str


class FailAcceptance(Command, frozen=True, kw_only=True):
    """验收不通过: what the contract wanted was not reached."""

    recorded_as = AcceptanceFailed

    findings: Reason


class ProjectClosed(Event, frozen=True, kw_only=True, tag="project-closed"):
    goes_on = True

    note: str


SOMETHING_LEFT = StepReason(
    Text("结余 {left} 元", "{left} yuan are left"),
    Text("先上缴结余", "the balance returned first"),
    kind="fact",
)


class CloseProject(Command, frozen=True, kw_only=True):
    """结题: accepted and settled, and nothing of the special money is left."""

    recorded_as = ProjectClosed

    note: Reason

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        left = matter.case.sums.special_left
        if left:
            yield from SOMETHING_LEFT.said(matter, left=in_yuan(left))
