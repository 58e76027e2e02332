"""Corrects what was recorded wrong about a violation (更正记载)."""

from typing import ClassVar

from domain.correcting_records import (
    ConfirmCorrection,
    CorrectionProposed,
    ProposeCorrection,
    RecordCorrected,
)
from domain.event import Event
from domain.parts import Part


class ViolationCorrectionProposed(
    CorrectionProposed, frozen=True, kw_only=True, tag="violation-correction-proposed"
):
    """A record of a violation is said to be wrong."""

    part = Part.INQUIRY
    inward = True


class ProposeViolationCorrection(ProposeCorrection, frozen=True, kw_only=True):
    """提出更正违规案记载: what is wrong in a record of a violation, and what is right."""

    recorded_as: ClassVar[type[Event] | None] = ViolationCorrectionProposed


class ViolationRecordCorrected(
    RecordCorrected, frozen=True, kw_only=True, tag="violation-record-corrected"
):
    """A record of a violation says what is right."""

    undoes = (ProposeViolationCorrection.__name__,)

    part = Part.INQUIRY
    inward = True


class ConfirmViolationCorrection(ConfirmCorrection, frozen=True, kw_only=True):
    """确认更正违规案记载: by another person of the same organ or unit."""

    proposes = ViolationCorrectionProposed
    confirmed_as = ViolationRecordCorrected
