"""Ends a centre because of its evaluation (退出). C18b, N-20."""

from domain.adverse import AdverseDecided, AdverseDecision
from domain.calendar.lifecycle import Year


class ExitedOnEvaluation(AdverseDecided, frozen=True, kw_only=True, tag="exited-on-evaluation"):
    """Its qualification ends from now on, by the evaluation of a year."""

    year: int


class ExitOnEvaluation(AdverseDecision, frozen=True, kw_only=True):
    """评价不合格退出: the evaluation of that year is below what the regulation requires."""

    recorded_as = ExitedOnEvaluation

    year: Year
