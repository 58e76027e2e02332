"""Files the case (立案), investigates, sends it to review (审理) and back. 监察法 42 on."""

from collections.abc import Iterable
from typing import ClassVar

from domain.discipline_case.case import DisciplineCase
from domain.discipline_case.clue import REASONED, WRITTEN
from domain.discipline_case.named_persons import HandlersCommand, ReviewersCommand
from domain.event import Event
from domain.matter import Matter
from domain.personal import HoldsPersons, Personal, Subject
from domain.refusal import Refusal, Text
from domain.violation.case import Told


class DisciplineCaseFiled(Event, frozen=True, kw_only=True, tag="discipline-case-filed"):
    inward = True

    facts: Personal


class FileDisciplineCase(HoldsPersons, HandlersCommand, frozen=True, kw_only=True):
    """监察立案: after a preliminary check, on the document that approves it. 监察法 42."""

    recorded_as = DisciplineCaseFiled
    subjects: ClassVar[tuple[Subject, ...]] = WRITTEN

    facts: Told

    @classmethod
    def beforehand(cls, matter: Matter[DisciplineCase]) -> Iterable[Refusal]:
        yield from super().beforehand(matter)
        step = matter.step(cls.__name__)
        if step and matter.case.stage and matter.case.disposal != "PRELIM":
            yield matter.rules.refuse(
                step.rule,
                Text("线索未经初步核实", "there was no preliminary check of the clue"),
                Text("先处置为“初步核实”", "first dispose of the clue by a preliminary check"),
                "order",
            )


class InvestigationBegun(Event, frozen=True, kw_only=True, tag="investigation-begun"):
    inward = True

    facts: Personal


class BeginInvestigation(HoldsPersons, HandlersCommand, frozen=True, kw_only=True):
    """开展调查: its plan, as it was approved."""

    recorded_as = InvestigationBegun
    subjects: ClassVar[tuple[Subject, ...]] = WRITTEN

    facts: Told


class SentToReview(Event, frozen=True, kw_only=True, tag="sent-to-review"):
    inward = True

    facts: Personal


class SendToReview(HoldsPersons, HandlersCommand, frozen=True, kw_only=True):
    """移送审理: the report of the investigation; the reviewer is another person."""

    recorded_as = SentToReview
    subjects: ClassVar[tuple[Subject, ...]] = WRITTEN

    facts: Told


class ReturnedToInvestigation(Event, frozen=True, kw_only=True, tag="returned-to-investigation"):
    inward = True
    undoes = ("SendToReview",)

    reason: Personal


class ReturnToInvestigation(HoldsPersons, ReviewersCommand, frozen=True, kw_only=True):
    """退回补充调查: what is still to be found out."""

    recorded_as = ReturnedToInvestigation
    subjects: ClassVar[tuple[Subject, ...]] = REASONED

    reason: Told
