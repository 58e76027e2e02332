"""Concludes an inquiry, established or not, and closes the case. Domain.md 2.6, SC 20, IM 18."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.adverse import AdverseDecided, served_too_early
from domain.case import Command, stream_id
from domain.context import Context, Reason
from domain.event import Event
from domain.hold.lifecycle import LiftHold, hold_on
from domain.matter import Matter
from domain.parts import Part
from domain.personal import Personal
from domain.refusal import Refusal
from domain.running import term_key
from domain.violation.case import EstablishedConduct, Violation
from domain.violation.weighing import DEFENCE, StatedConclusion, against_establishing


def lifted(matter: Matter[Violation]) -> Iterable[tuple[str, Command]]:
    """The hold of this inquiry is lifted, where it stands."""
    own = stream_id(matter.stream, matter.id)
    id, hold = hold_on(matter.reader, matter.case.owner)
    if own in hold.inquiries:
        yield stream_id("holds", id), LiftHold(regime=matter.case.regime or "", inquiry=own)


class ConcludeInquiry(StatedConclusion, frozen=True, kw_only=True):
    """调查结论: established, with the type, the facts and the days of the conduct, or not. Nothing
    is established of which the unit was not told, and could not speak to."""

    entailing = (LiftHold,)
    outcomes = ("ESTABLISHED", "NOT_ESTABLISHED")
    adverse = True

    def check(self, matter: Matter[Violation]) -> Iterable[Refusal]:
        if self.served_on:
            yield from served_too_early(self.served_on, matter.day)
        if self.establishes:
            yield from against_establishing(matter, self)

    def decide(self, matter: Matter[Violation]) -> Event:
        if self.establishes:
            return self.established(matter)
        told = ViolationNotEstablished if matter.case.notice else InquiryDiscontinued
        return told(reason=self.reason, served_on=self.served_on)

    def established(self, matter: Matter[Violation]) -> "ViolationEstablished":
        return ViolationEstablished(
            reason=self.reason,
            served_on=self.served_on or matter.day,
            remedies=self.remedies,
            violation_type=self.violation_type or "",
            facts=self.facts or "",
            grave=self.grave,
            conduct_from=self.conduct_from or matter.day,
            conduct_to=self.conduct_to or matter.day,
            on_defence=self.on_defence,
            heard_on=self.heard_on,
        )

    def entails(self, matter: Matter[Violation]) -> Iterable[tuple[str, Command]]:
        return () if self.establishes else lifted(matter)


class ViolationEstablished(AdverseDecided, frozen=True, kw_only=True, tag="violation-established"):
    violation_type: str
    facts: Personal
    grave: bool = False
    conduct_from: date
    conduct_to: date
    on_defence: str | None = None
    heard_on: date | None = None

    @property
    def outcome(self) -> str | None:
        return "ESTABLISHED"

    @property
    def finds(self) -> str:
        return self.violation_type

    def closes(self) -> Iterable[str]:
        return (*super().closes(), term_key(DEFENCE))

    def evolve(self, case: Violation, context: Context) -> Violation:
        finding = EstablishedConduct(
            violation_type=self.violation_type,
            facts=self.facts,
            grave=self.grave,
            conduct_from=self.conduct_from,
            conduct_to=self.conduct_to,
            document_no=context.document_no,
        )
        return replace(case, established=finding, conclusion=self.reason)


class NothingEstablished(Event, frozen=True, kw_only=True):
    """What the lead says was not established."""

    reason: str
    served_on: date | None = None

    @property
    def outcome(self) -> str | None:
        return "NOT_ESTABLISHED"

    def closes(self) -> Iterable[str]:
        return (*super().closes(), term_key(DEFENCE))

    def evolve(self, case: Violation, context: Context) -> Violation:
        return replace(case, conclusion=self.reason)


class ViolationNotEstablished(
    NothingEstablished, frozen=True, kw_only=True, tag="violation-not-established"
):
    """The unit, which was told what was intended, is told this too."""


class InquiryDiscontinued(
    NothingEstablished, frozen=True, kw_only=True, tag="inquiry-discontinued"
):
    """The unit was told nothing so far, and is told nothing."""

    part = Part.INQUIRY


class ViolationClosed(Event, frozen=True, kw_only=True, tag="violation-closed"):
    part = Part.INQUIRY

    reason: str
    suspected_crime: bool


class CloseViolation(Command, frozen=True, kw_only=True):
    """违法违规案件办结. `suspected_crime`: whether the conduct may be a crime; then the case has to
    have been transferred. SC 20."""

    recorded_as = ViolationClosed
    entailing = (LiftHold,)

    reason: Reason
    suspected_crime: bool

    def entails(self, matter: Matter[Violation]) -> Iterable[tuple[str, Command]]:
        return lifted(matter)
