"""Random lives of applications keep what must hold; together they reach every command."""

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import invariant as after_every_step
from hypothesis.stateful import run_state_machine_as_test

from domain.streams import STREAMS
from tests.citing import invariant, rule
from tests.life import REACHED, Life
from tests.true_of_every_life import CHECKS

COMMANDS = {
    command.__name__
    for stream in ("batches", "applications", "expert-pools")
    for command in STREAMS[stream].commands
} | {"RenameParty", "PublishCalendar", "IssueRegime"}
COMMANDS -= {"OpenExpertPool"}  # each life begins with one


class TrueLife(Life):
    """A life whose every step is looked at."""

    @after_every_step()
    def everything_holds(self) -> None:
        for check in CHECKS:
            check(self)
        self.fresh.clear()


MANY = settings(
    max_examples=60,
    stateful_step_count=40,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TestLife = pytest.mark.invariant(1, 7, 8, 14, 15, 17, 19, 29, 30, 55)(TrueLife.TestCase)
TestLife.settings = settings(stateful_step_count=40)


@invariant(1, 7, 8, 14, 15, 17, 19, 29, 30, 55)
@rule("SC-06.1")
def test_every_command_of_batches_and_applications_is_reached() -> None:
    """A few seeds, the same every time; more of them only where a command is still missing."""
    REACHED.clear()
    for number in range(8):
        if not COMMANDS - REACHED:
            break
        lives = seed(number)(type("Lives", (TrueLife,), {}))
        run_state_machine_as_test(lives, settings=MANY)
    missing = COMMANDS - REACHED
    assert not missing
