"""Reads the centre that a project belongs to: its stage, its grades, what its projects come to."""

from typing import Any

from domain.centre.case import Centre, CentreFunds
from domain.fund_case import FundProject
from domain.matter import Matter


def centre_of(matter: Matter[Any]) -> Centre | None:
    """The centre of the project that is decided on."""
    case = matter.case
    found = matter.reader.state("centres", case.centre) if isinstance(case, FundProject) else None
    return found if isinstance(found, Centre) else None


def funds_of(matter: Matter[Any]) -> CentreFunds:
    """What all projects of the centre come to."""
    centre = centre_of(matter)
    return centre.funds if centre else CentreFunds()
