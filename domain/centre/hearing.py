"""Hears a centre before its qualification is cancelled (告知、陈述申辩、听证). Domain.md 2.5."""

from domain.centre.rectifying import RECTIFICATION
from domain.context import Reason
from domain.in_proceeding import OfNumber, ProceedingEvent


class CancellationIntended(ProceedingEvent, frozen=True, kw_only=True, tag="cancellation-intended"):
    facts: str
    reason: str
    rights: str


class NotifyIntendedCancellation(OfNumber, frozen=True, kw_only=True):
    """告知拟取消资格: facts, reasons, and the right to be heard."""

    recorded_as = CancellationIntended
    proceeding = RECTIFICATION

    facts: Reason
    reason: Reason
    rights: Reason = "可以在期限内陈述、申辩，或者申请听证。"


class CancellationDefended(ProceedingEvent, frozen=True, kw_only=True, tag="cancellation-defended"):
    statement: str


class DefendAgainstCancellation(OfNumber, frozen=True, kw_only=True):
    """对拟取消资格陈述申辩 of the centre, within the time that the notice opened."""

    recorded_as = CancellationDefended
    proceeding = RECTIFICATION

    statement: Reason


class HearingRequested(ProceedingEvent, frozen=True, kw_only=True, tag="hearing-requested"):
    reason: str


class RequestHearing(OfNumber, frozen=True, kw_only=True):
    """申请听证, within the same time."""

    recorded_as = HearingRequested
    proceeding = RECTIFICATION

    reason: Reason


class HearingHeld(ProceedingEvent, frozen=True, kw_only=True, tag="hearing-held"):
    correctable = ("occurred_on", "effective_on", "document_no")

    minutes: str


class HoldHearing(OfNumber, frozen=True, kw_only=True):
    """举行听证; its minutes are the act's evidence."""

    recorded_as = HearingHeld
    proceeding = RECTIFICATION

    minutes: Reason
