"""How hard Hypothesis looks: dev is quick, ci the same every time, soak long.

HYPOTHESIS_PROFILE chooses; without it ci where the variable CI is set, else dev.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from tests.support.soaking import EXAMPLES

# Where the surroundings forbid compiled files, each of the hundreds of processes that tests start
# would compile the whole of Anjuan and its libraries again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile("dev", max_examples=20, deadline=None, suppress_health_check=SLOW)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=SLOW,
)
settings.register_profile("soak", max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if "CI" in os.environ else "dev")
)


@pytest.fixture(scope="session", autouse=True)
def passwords_cost_little() -> Iterator[None]:
    """In the tests' own process; services in processes of their own hash as they always do."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("adapters.credentials.passwords.hasher", cheap)
        patch.setattr("adapters.credentials.passwords.UNKNOWN_HASH", cheap.hash("-"))
        patch.setattr("adapters.personal_data.reply_keys._hasher", cheap)
        yield


def pytest_itemcollected(item: pytest.Item) -> None:
    """What shows the same on whichever database is tried on SQLite, and on both in the soak run."""
    twin, called = item.get_closest_marker("twin"), getattr(item, "callspec", None)
    if twin and twin.args == ("soak",) and called and "postgres" in called.params.values():
        item.add_marker(pytest.mark.soak)


LONGEST = Path(__file__).with_name("longest.txt")
"""Tests that take long, longest first. They are begun first, so that at the end no core waits for
the other's last test."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: place for place, name in enumerate(LONGEST.read_text("utf-8").split())}
    items.sort(key=lambda item: order.get(item.nodeid.partition("[")[0], len(order)))
