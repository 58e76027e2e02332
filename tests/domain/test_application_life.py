"""Random lives of applications keep what must hold; together they reach every command that leads
to a centre. What comes after: test_centre_lives."""

from random import Random
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import invariant as after_every_step
from hypothesis.stateful import run_state_machine_as_test

from tests.support.citing import invariant, rule
from tests.support.life import REACHED, Life
from tests.support.road import Road
from tests.support.roads import ROADS
from tests.support.true_of_every_life import CHECKS


class TrueLife(Life):
    """A life whose every step is looked at."""

    @after_every_step()
    def everything_holds(self) -> None:
        for check in CHECKS:
            check(self)
        self.fresh.clear()


LEADS_TO = {"RequestCorrection": "LapseCorrection", "RecuseExpert": "ReopenExpertReview"}


class SeekingLife(TrueLife):
    """One that turns to what nobody had done before it, or to what leads there, where it can."""

    seen: ClassVar[frozenset[tuple[str, str]]] = frozenset()

    def chosen(self, road: Road, names: list[str], luck: Random) -> str:
        new = [name for name in names if (road.code, name) not in self.seen]
        leading = [
            name
            for name, end in LEADS_TO.items()
            if name in names and road.step(end) and (road.code, end) not in self.seen
        ]
        return super().chosen(road, new or leading or names, luck)


MANY = settings(
    max_examples=25,
    stateful_step_count=40,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TestLife = pytest.mark.invariant(1, 2, 3, 4, 7, 8, 14, 15, 17, 19, 23, 24, 28, 29, 30, 55)(
    TrueLife.TestCase
)
TestLife.settings = settings(stateful_step_count=40)


TO_A_CENTRE = ("applications", "batches", "expert-pools")
OPENING_CENTRES = ("OpenCentreFile", "OpenConstructionFile", "RegisterLead")


@invariant(1, 2, 3, 4, 7, 8, 14, 15, 17, 18, 19, 23, 24, 27, 28, 29, 30, 39, 55)
@rule("SC-06.1", "IM-06.1")
@pytest.mark.soak
@pytest.mark.parametrize("regime", sorted({road.code for road in ROADS}))
def test_every_step_of_every_file_is_reached(regime: str) -> None:
    """A few seeds, the same every time; more of them only where a command is still missing."""
    roads = tuple(road for road in ROADS if road.code == regime)
    requested = {
        (regime, step.do)
        for road in roads
        for step in road.steps
        if step.stream in TO_A_CENTRE or step.do in OPENING_CENTRES
        if step.rule != "IMPLICIT:record-correction"  # tests/domain/test_correcting_records.py
    }
    requested |= {
        ("HOUSE", do) for do in ("RenameParty", "ProposeCalendar", "PublishCalendar", "IssueRegime")
    }
    for number in range(24):
        if not requested - REACHED:
            break
        lives = seed(number)(
            type("Lives", (SeekingLife,), {"roads": roads, "seen": frozenset(REACHED)})
        )
        run_state_machine_as_test(lives, settings=MANY)
    missing = requested - REACHED
    assert not missing
