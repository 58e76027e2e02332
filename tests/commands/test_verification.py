"""Stored commands are decided again: also those of a release that stored less than this one."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from adapters.event_store.log import Stored
from services.queries.verification_case import Histories, differences
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from tests.support.asking import SUBMIT
from tests.support.citing import invariant
from tests.support.dispatching import BEGINNING, requested

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = [invariant(55)]


@pytest.fixture
def runtime(settings: Settings) -> Iterator[Runtime]:
    with closing(open_runtime(settings)) as runtime:
        seed(runtime)
        for ask in (*BEGINNING, SUBMIT):
            runtime.dispatcher.act(requested(ask))
        yield runtime


def submission(runtime: Runtime) -> Stored:
    return runtime.log.history("applications/a1")[-1]


def differing(runtime: Runtime, stored: Stored) -> list[str]:
    found = differences(Histories(runtime.log), stored, runtime.vault.claim_id)
    return [difference.pointer for difference in found]


def as_released_before(stored: Stored, **event: Any) -> Stored:
    """Without the days to answer, for which that release read no calendar."""
    record = msgspec.json.decode(stored.state)
    assert record["event"].pop("answer")
    assert record["reads"].pop("calendars/CN") and record.pop("calendar")
    record["event"] |= event
    return replace(stored, state=msgspec.json.encode(record))


def test_a_submission_is_decided_again_alike_with_the_days_to_answer_it(runtime: Runtime) -> None:
    stored = submission(runtime)
    assert differing(runtime, stored) == []
    other = msgspec.json.decode(stored.state)
    other["event"]["answer"]["ends"] = "2026-03-10"
    changed = replace(stored, state=msgspec.json.encode(other))
    assert differing(runtime, changed) == ["/event/answer/ends"]


def test_one_that_was_stored_without_them_is_alike_in_all_that_it_says(runtime: Runtime) -> None:
    old = as_released_before(submission(runtime))
    assert differing(runtime, old) == []
    changed = as_released_before(submission(runtime), addressee="510700")
    assert differing(runtime, changed) == ["/event/addressee"]
