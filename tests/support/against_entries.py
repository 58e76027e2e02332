"""Objections to an entry in publicity: who objects, how it is handled, the outcome of each."""

from datetime import date

from domain.application.case import Application
from domain.application.objection import Objection
from domain.objector import Objector
from domain.violation.case import Violation
from tests.support.asking import Ask, do, state
from tests.support.world import DAY, World

UNIT = Objector(
    kind="UNIT", name="示例竞品有限公司", contact="028-87654321", uscc="91510100MA6T000134"
)


def objections(world: World, id: str = "a1") -> tuple[Objection, ...]:
    case = state(world, id)
    assert isinstance(case, Application)
    return case.objections


def stands(world: World, id: str = "a1") -> list[str]:
    return [one.stand for one in objections(world, id)]


def leads(world: World) -> list[Violation]:
    return [case for case in world.states.values() if isinstance(case, Violation)]


def ground(lead: Violation) -> str | None:
    """The ground on which it became a lead; None where it is an objection."""
    return lead.paper.ground if lead.paper else None


def acted(world: World, *asks: Ask, on: date = DAY) -> World:
    for ask in asks:
        do(world, ask, on)
    return world


def also(ask: Ask, no: int) -> Ask:
    """The same command on another objection."""
    return ask.saying(no=no)
