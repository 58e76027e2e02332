"""Corrects what was recorded wrong about a remedy (更正记载)."""

from typing import ClassVar

from domain.correcting_records import (
    ConfirmCorrection,
    CorrectionProposed,
    ProposeCorrection,
    RecordCorrected,
)
from domain.event import Event


class RemedyCorrectionProposed(
    CorrectionProposed, frozen=True, kw_only=True, tag="remedy-correction-proposed"
):
    """A record of a remedy is said to be wrong."""


class ProposeRemedyCorrection(ProposeCorrection, frozen=True, kw_only=True):
    """提出更正救济案记载: what is wrong in a record of a remedy, and what is right."""

    recorded_as: ClassVar[type[Event] | None] = RemedyCorrectionProposed


class RemedyRecordCorrected(
    RecordCorrected, frozen=True, kw_only=True, tag="remedy-record-corrected"
):
    """A record of a remedy says what is right."""

    undoes = (ProposeRemedyCorrection.__name__,)


class ConfirmRemedyCorrection(ConfirmCorrection, frozen=True, kw_only=True):
    """确认更正救济案记载: by another person of the same organ or unit."""

    proposes = RemedyCorrectionProposed
    confirmed_as = RemedyRecordCorrected
