"""Corrects what was recorded wrong about a project beside its amounts (更正记载).

Lines of money are corrected by counter-lines (domain/fund_project/correcting_lines.py).
"""

from typing import ClassVar

from domain.correcting_records import (
    ConfirmCorrection,
    CorrectionProposed,
    ProposeCorrection,
    RecordCorrected,
)
from domain.event import Event


class FundCorrectionProposed(
    CorrectionProposed, frozen=True, kw_only=True, tag="fund-correction-proposed"
):
    """A record of a project is said to be wrong."""


class ProposeFundCorrection(ProposeCorrection, frozen=True, kw_only=True):
    """提出更正项目记载: what is wrong in a record of a project, and what is right."""

    recorded_as: ClassVar[type[Event] | None] = FundCorrectionProposed


class FundRecordCorrected(RecordCorrected, frozen=True, kw_only=True, tag="fund-record-corrected"):
    """A record of a project says what is right."""

    undoes = (ProposeFundCorrection.__name__,)


class ConfirmFundCorrection(ConfirmCorrection, frozen=True, kw_only=True):
    """确认更正项目记载: by another person of the same organ or unit."""

    proposes = FundCorrectionProposed
    confirmed_as = FundRecordCorrected
