"""Corrects what was recorded wrong about an application (更正记载)."""

from typing import ClassVar

from domain.correcting_records import (
    ConfirmCorrection,
    CorrectionProposed,
    ProposeCorrection,
    RecordCorrected,
)
from domain.event import Event


class ApplicationCorrectionProposed(
    CorrectionProposed, frozen=True, kw_only=True, tag="application-correction-proposed"
):
    """A record of an application is said to be wrong."""


class ProposeApplicationCorrection(ProposeCorrection, frozen=True, kw_only=True):
    """提出更正申报记载: what is wrong in a record of an application, and what is right."""

    recorded_as: ClassVar[type[Event] | None] = ApplicationCorrectionProposed


class ApplicationRecordCorrected(
    RecordCorrected, frozen=True, kw_only=True, tag="application-record-corrected"
):
    """A record of an application says what is right."""

    undoes = (ProposeApplicationCorrection.__name__,)


class ConfirmApplicationCorrection(ConfirmCorrection, frozen=True, kw_only=True):
    """确认更正申报记载: by another person of the same organ or unit."""

    proposes = ApplicationCorrectionProposed
    confirmed_as = ApplicationRecordCorrected
