"""Corrects what was recorded wrong about a centre (更正记载)."""

from typing import ClassVar

from domain.correcting_records import (
    ConfirmCorrection,
    CorrectionProposed,
    ProposeCorrection,
    RecordCorrected,
)
from domain.event import Event


class CentreCorrectionProposed(
    CorrectionProposed, frozen=True, kw_only=True, tag="centre-correction-proposed"
):
    """A record of a centre is said to be wrong."""


class ProposeCentreCorrection(ProposeCorrection, frozen=True, kw_only=True):
    """提出更正中心记载: what is wrong in a record of a centre, and what is right."""

    recorded_as: ClassVar[type[Event] | None] = CentreCorrectionProposed


class CentreRecordCorrected(
    RecordCorrected, frozen=True, kw_only=True, tag="centre-record-corrected"
):
    """A record of a centre says what is right."""

    undoes = (ProposeCentreCorrection.__name__,)


class ConfirmCentreCorrection(ConfirmCorrection, frozen=True, kw_only=True):
    """确认更正中心记载: by another person of the same organ or unit."""

    proposes = CentreCorrectionProposed
    confirmed_as = CentreRecordCorrected
