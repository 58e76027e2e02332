"""Triages a lead, and opens an inquiry, which holds some steps of the unit back. Domain.md 2.6."""

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from domain.case import CaseId, Command, stream_id
from domain.context import Context, Reason
from domain.event import Event
from domain.hold.lifecycle import PlaceHold, hold_on
from domain.matter import Matter
from domain.parts import Part
from domain.refusal import Refusal, Text, file_rule
from domain.violation.case import Violation
from domain.violation.lead import unit_of


class LeadTriaged(Event, frozen=True, kw_only=True, tag="lead-triaged"):
    correctable = ("reason", "occurred_on", "effective_on", "document_no")

    part = Part.INQUIRY

    proposal: str
    reason: str

    @property
    def outcome(self) -> str | None:
        return self.proposal


class TriageLead(Command, frozen=True, kw_only=True):
    """线索处置: whether the lead is worth an inquiry, and why."""

    outcomes = ("INQUIRY", "DROPPED")
    recorded_as = LeadTriaged

    proposal: Literal["INQUIRY", "DROPPED"]
    reason: Reason


class OpenInquiry(Command, frozen=True, kw_only=True):
    """立案调查: from now on the steps that the regulation lists wait. `centre` is that of the unit
    which the inquiry is about, where the lead has not named it."""

    entailing = (PlaceHold,)

    reason: Reason
    centre: CaseId | None = None

    def check(self, matter: Matter[Violation]) -> Iterable[Refusal]:
        case = matter.case
        centre = self.centre or case.centre
        if centre and unit_of(matter, centre, None) != case.owner:
            yield file_rule(
                "lead-about",
                "线索写明所反映的单位",
                Text(f"中心 {centre} 不是该单位的", f"{centre} is no centre of that unit"),
                Text("该单位自己的中心，或者不填", "a centre of that unit, or none"),
                "form",
                ("/centre",),
            )

    def decide(self, matter: Matter[Violation]) -> "InquiryOpened":
        return InquiryOpened(reason=self.reason, centre=self.centre or matter.case.centre)

    def entails(self, matter: Matter[Violation]) -> Iterable[tuple[str, Command]]:
        id, _ = hold_on(matter.reader, matter.case.owner)
        own = stream_id(matter.stream, matter.id)
        yield stream_id("holds", id), PlaceHold(regime=matter.case.regime or "", inquiry=own)


class InquiryOpened(Event, frozen=True, kw_only=True, tag="inquiry-opened"):
    correctable = ("reason", "occurred_on", "effective_on", "document_no")

    part = Part.INQUIRY

    reason: str
    centre: str | None = None

    def evolve(self, case: Violation, context: Context) -> Violation:
        return replace(case, centre=self.centre)
