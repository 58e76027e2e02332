"""Records a remedy that a reconsideration organ, or a court, has taken (登记复议、诉讼). Domain.md
2.8."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from domain.case import CaseId
from domain.matter import Matter
from domain.own_step import StepReason
from domain.refusal import Refusal, Text
from domain.remedy.case import Remedy, RemedyKind
from domain.remedy.filing import FileRemedy

TAKEN_LATER = StepReason(
    Text("受理日 {filed}", "taken on {filed}"), Text("{day} 及以前", "by {day}"), ("/filed_on",)
)


class RecordRemedy(FileRemedy, frozen=True, kw_only=True):
    """登记复议、诉讼: the organ that decided records that the reconsideration organ, or the court,
    took it on a day; the notice is its evidence."""

    own_organ = True
    taken_as: Literal["RECONSIDERATION", "SUIT"]
    filed_on: date
    upheld_by: CaseId | None = None

    @property
    def channel(self) -> RemedyKind:
        return self.taken_as

    @property
    def taken_on(self) -> date | None:
        return self.filed_on

    @property
    def after(self) -> str | None:
        return self.upheld_by

    def check(self, matter: Matter[Remedy]) -> Iterable[Refusal]:
        yield from super().check(matter)
        if self.filed_on > matter.day:
            yield from TAKEN_LATER.said(matter, filed=self.filed_on, day=matter.day)
