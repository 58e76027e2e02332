"""Facts of an application's objections, for the guards of a regulation file."""

from domain.application.case import Application
from domain.application.objection import any_open
from domain.facts import fact
from domain.matter import Matter


@fact("flag", "没有未办结的异议", "no objection is open")
def objections_settled(matter: Matter[Application]) -> bool:
    return not any_open(matter.case.objections)


@fact("flag", "没有成立而未重新公示的异议", "no objection is upheld and uncured")
def objections_cured(matter: Matter[Application]) -> bool:
    return not matter.case.uncured
