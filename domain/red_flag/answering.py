"""Answers a red flag: dismissed with a reason, or opened as a lead for an inquiry."""

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace

from domain.case import Command, stream_id
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.personal import HoldsPersons, Personal, Subject
from domain.red_flag.case import FlagAnswer, RedFlag
from domain.refusal import Refusal, Text, file_rule
from domain.violation.case import Told
from domain.violation.lead import RegisterLead


class RedFlagDismissed(Event, frozen=True, kw_only=True, tag="red-flag-dismissed"):
    inward = True

    reason: str

    def evolve(self, case: RedFlag, context: Context) -> RedFlag:
        answer = FlagAnswer(reason=self.reason, answered_on=context.occurred_on)
        return replace(case, dismissed=answer)


class DismissFlag(Command, frozen=True, kw_only=True):
    """排除线索: the evidence was looked at, and there is a reason for it. More evidence brings the
    flag up again."""

    at_any_time = True
    recorded_as = RedFlagDismissed

    reason: Reason


class RedFlagOpenedAsLead(Event, frozen=True, kw_only=True, tag="red-flag-opened-as-lead"):
    inward = True

    violation: str
    facts: Personal

    def evolve(self, case: RedFlag, context: Context) -> RedFlag:
        return replace(case, violation=self.violation)


class OpenAsLead(HoldsPersons, Command, frozen=True, kw_only=True):
    """转为违法违规线索: registered as a lead, from the check of finances. A statistical hint is
    none."""

    at_any_time = True
    entailing = (RegisterLead,)
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("facts",), identity=(), purpose="lead"),
    )

    facts: Told

    @classmethod
    def beforehand(cls, matter: Matter[RedFlag]) -> Iterable[Refusal]:
        if matter.case.hint:
            yield only_a_hint(matter.case)

    def decide(self, matter: Matter[RedFlag]) -> RedFlagOpenedAsLead:
        return RedFlagOpenedAsLead(violation=matter.context.command_id, facts=self.facts)

    def entails(self, matter: Matter[RedFlag]) -> Iterable[tuple[str, Command]]:
        lead = RegisterLead(
            regime=matter.case.regime or "",
            source="FINANCE",
            centre=matter.case.centre,
            facts=self.facts,
        )
        yield stream_id("violations", matter.context.command_id), lead


def only_a_hint(case: RedFlag) -> Refusal:
    return file_rule(
        "hint",
        "统计提示只供参考，不作为线索办理",
        Text(f"统计提示：{case.title_zh}", f"a statistical hint: {case.title_en}"),
        Text("线索，即由具体凭证、流水支持的", "a lead, which vouchers or bank lines support"),
        "fact",
        over=True,
    )
