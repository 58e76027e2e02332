"""Random lives of centres keep what must hold, under every regulation; together they reach every
step that a file has for a centre and for a violation."""

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import invariant as after_every_step
from hypothesis.stateful import run_state_machine_as_test

from domain.streams import STREAMS
from tests.support.centre_lives import LIVING, REACHED
from tests.support.citing import invariant
from tests.support.contested_lives import ContestedLives
from tests.support.national import NationalRoad
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA_DIRECT, SICHUAN
from tests.support.true_of_every_centre import look


class TrueCentreLives(ContestedLives):
    """Lives whose every step is looked at."""

    @after_every_step()
    def everything_holds(self) -> None:
        if hasattr(self, "life"):
            look(self)


FEW = settings(
    max_examples=10,
    stateful_step_count=16,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
IN_SHORT = (SICHUAN, INNER_MONGOLIA_DIRECT)


def wanted(road: Road) -> set[tuple[str, str]]:
    """Every step of a road that lives are to reach, those of remedies among them."""
    own = (step for step in road.steps if step.stream in ("centres", "violations"))
    contesting = (step for step in road.rules.text.step if step.stream == "remedies")
    return {
        (road.name, step.do)
        for step in (*own, *contesting)
        if not step.refused and (step.do not in OPENING or step.do in begun_by(road))
    }


OPENING = {one.__name__ for one in STREAMS["centres"].commands if one.opens and not one.entailed}
"""By which a file of a centre begins that nobody has recognised: each on a road of its own."""


def begun_by(road: Road) -> set[str]:
    begun = road.begun if isinstance(road, NationalRoad) else None
    return {type(begun[0]).__name__} if begun else set()


def test_each_way_to_begin_a_centre_s_file_has_a_road() -> None:
    known = {step.do for road in LIVING for step in road.steps if step.do in OPENING}
    assert known == set[str]().union(*map(begun_by, LIVING))


def live(road: Road, number: int) -> None:
    """A few lives of centres of one road, the same every time; what was not reached yet, sooner."""
    kind = type("Lives", (TrueCentreLives,), {"roads": (road,), "seen": frozenset(REACHED)})
    run_state_machine_as_test(seed(number)(kind), settings=FEW)


@invariant(32, 33, 35, 36, 37, 38, 40, 42, 43, 44, 45, 46, 47, 55, 63, 64)
@pytest.mark.parametrize("road", IN_SHORT, ids=lambda road: road.name)
def test_nothing_untrue_comes_of_whole_lives_of_centres(road: Road) -> None:
    for number in range(3):
        live(road, number)
    assert len(wanted(road) & REACHED) > len(wanted(road)) // 2


@pytest.mark.soak
@invariant(32, 33, 35, 36, 37, 38, 39, 40, 42, 43, 44, 45, 46, 47, 55, 63, 64)
@pytest.mark.parametrize("road", LIVING, ids=lambda road: road.name)
def test_every_step_of_a_centre_s_life_is_reached_and_nothing_untrue_with_it(road: Road) -> None:
    """More seeds only where a step is still missing."""
    for number in range(120):
        if wanted(road) <= REACHED:
            break
        live(road, number)
    assert sorted(do for _, do in wanted(road) - REACHED) == []
