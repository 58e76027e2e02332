"""Disposes of a reviewed case (处置), transfers it to the procuratorate, closes it. 监察法 52."""

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from msgspec import Meta
from msgspec.structs import replace

from domain.context import Context
from domain.discipline_case.case import DisciplineCase
from domain.discipline_case.clue import REASONED, WRITTEN
from domain.discipline_case.named_persons import HandlersCommand, ReviewersCommand
from domain.event import Event
from domain.matter import Matter
from domain.own_step import under_own_step
from domain.personal import HoldsPersons, Personal, Subject
from domain.refusal import Refusal, Text
from domain.typed_text import ShortText
from domain.violation.case import Told

Measure = Literal[
    "GOVERNMENT_SANCTION",
    "PARTY_SANCTION",
    "ACCOUNTABILITY",
    "SUPERVISORY_ADVICE",
    "NO_ACTION",
]


class DisciplineCaseDisposed(Event, frozen=True, kw_only=True, tag="discipline-case-disposed"):
    inward = True

    measures: tuple[str, ...]
    reason: Personal

    def evolve(self, case: DisciplineCase, context: Context) -> DisciplineCase:
        return replace(case, measures=self.measures)


class DisposeDisciplineCase(HoldsPersons, ReviewersCommand, frozen=True, kw_only=True):
    """处置: 政务处分, 党纪处分, 问责, 监察建议, several of them, or 不予处理."""

    recorded_as = DisciplineCaseDisposed
    subjects: ClassVar[tuple[Subject, ...]] = REASONED

    measures: Annotated[tuple[Measure, ...], Meta(min_length=1, max_length=4)]
    reason: Told

    def check(self, matter: Matter[DisciplineCase]) -> Iterable[Refusal]:
        if len(set(self.measures)) < len(self.measures):
            yield from self._refused(
                matter, Text("处置种类重复", "a measure twice"), Text("每种一次", "each once")
            )
        if "NO_ACTION" in self.measures and len(self.measures) > 1:
            yield from self._refused(
                matter,
                Text("不予处理又列其他处置", "no action beside a measure"),
                Text("不予处理单独列明", "no action stands alone"),
            )

    def _refused(
        self, matter: Matter[DisciplineCase], asked: Text, allowed: Text
    ) -> Iterable[Refusal]:
        return under_own_step(matter, asked, allowed, fields=("/measures",))


class TransferredToProcuratorate(
    Event, frozen=True, kw_only=True, tag="transferred-to-procuratorate"
):
    inward = True

    receiver: str
    facts: Personal


class TransferToProcuratorate(HoldsPersons, HandlersCommand, frozen=True, kw_only=True):
    """移送审查起诉: to which procuratorate, on what facts."""

    recorded_as = TransferredToProcuratorate
    subjects: ClassVar[tuple[Subject, ...]] = WRITTEN

    receiver: ShortText
    facts: Told


class DisciplineCaseClosed(Event, frozen=True, kw_only=True, tag="discipline-case-closed"):
    inward = True

    reason: Personal


class CloseDisciplineCase(HoldsPersons, HandlersCommand, frozen=True, kw_only=True):
    """监察结案: nothing follows but the custody of what was sealed."""

    recorded_as = DisciplineCaseClosed
    subjects: ClassVar[tuple[Subject, ...]] = REASONED

    reason: Told
