"""Many act at once, processes race and databases fail: each command happens once or not at all."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.event_store.log import AppendRequest, Outcome, StoreUnavailable
from domain.deciding import CaseMissing
from domain.refusal import Refused
from services.commands import dispatcher as acting
from services.commands.dispatcher import Dispatcher
from services.commands.messages import Busy, CommandRequest, CommandResult, KeyReused, Stale
from services.metrics import REGISTRY
from services.runtime import Runtime
from tests.support.asking import ACCEPT, DRAFT, REVISE, SUBMIT, WITHDRAW
from tests.support.citing import invariant
from tests.support.dispatching import held, requested, together

pytest_plugins = ["tests.support.http_fixtures"]

A1 = "applications/a1"


def metric(name: str) -> float:
    return REGISTRY.get_sample_value(name) or 0.0


def version(runtime: Runtime, stream: str = A1) -> int:
    return runtime.log.heads([stream])[stream]


def seen(runtime: Runtime, stream: str = A1) -> int:
    """The version that this process believes is the last."""
    return runtime.store.held(stream)[1]


class Writing:
    """Stands before a log's `write`: counts commits, and fails as it is told."""

    def __init__(self, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
        self.write, self.commits = runtime.log.write, list[int]()
        self.failures, self.before = 0, True
        monkeypatch.setattr(runtime.log, "write", self)

    def fail(self, times: int, before: bool) -> None:
        self.failures, self.before = times, before

    def __call__(self, appends: list[AppendRequest], now: datetime) -> list[Outcome]:
        failing, self.failures = self.failures > 0, self.failures - 1
        if failing and self.before:
            raise StoreUnavailable("the database went away")
        self.commits.append(len(appends))
        outcomes = self.write(appends, now)
        if failing:
            raise StoreUnavailable("the acknowledgement was lost")
        return outcomes


@pytest.fixture
def writing(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Writing:
    return Writing(runtime, monkeypatch)


def test_all_who_wait_are_stored_in_one_commit(runtime: Runtime, writing: Writing) -> None:
    commits, commands = metric("anjuan_commit_size_count"), metric("anjuan_commit_size_sum")
    answers = together(runtime.dispatcher, [requested(DRAFT.on(f"d{n}")) for n in range(64)])
    assert all(isinstance(answer, CommandResult) for answer in answers)
    assert writing.commits == [1, 64]
    assert metric("anjuan_commit_size_count") - commits == 2
    assert metric("anjuan_commit_size_sum") - commands == 65


def test_commands_on_one_case_are_each_decided_on_what_the_last_one_left(
    runtime: Runtime, writing: Writing
) -> None:
    decisions = metric("anjuan_decisions_total")
    answers = together(runtime.dispatcher, [requested(REVISE) for _ in range(64)])
    assert [a.events[0].version for a in answers if isinstance(a, CommandResult)] == list(
        range(2, 66)
    )
    assert writing.commits == [1, 64]
    assert metric("anjuan_decisions_total") - decisions == 65


@invariant(62)
def test_of_commands_on_one_version_in_one_commit_exactly_one_is_stored(runtime: Runtime) -> None:
    answers = together(runtime.dispatcher, [requested(REVISE, if_match=(1,)) for _ in range(8)])
    assert isinstance(answers[0], CommandResult)
    assert [a.version for a in answers if isinstance(a, Stale)] == [2] * 7
    assert version(runtime) == 2


@invariant(62)
def test_of_two_processes_on_one_version_exactly_one_succeeds(
    runtime: Runtime, other: Runtime
) -> None:
    start = threading.Barrier(2)

    def act(one: Runtime, expected: int) -> bool:
        start.wait()
        try:
            one.dispatcher.act(requested(REVISE, if_match=(expected,)))
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        for expected in range(1, 21):
            won = list(pool.map(act, (runtime, other), (expected, expected)))
            assert sorted(won) == [False, True]
            assert version(runtime) == expected + 1


def test_a_lost_race_is_decided_again(runtime: Runtime, other: Runtime) -> None:
    conflicts = metric("anjuan_conflicts_total")
    other.dispatcher.act(requested(REVISE))
    assert (seen(runtime), version(runtime)) == (1, 2)
    assert runtime.dispatcher.act(requested(REVISE)).events[0].version == 3
    assert metric("anjuan_conflicts_total") - conflicts == 1


def test_nobody_is_refused_on_a_state_that_has_passed(runtime: Runtime, other: Runtime) -> None:
    other.dispatcher.act(requested(SUBMIT))
    assert seen(runtime) == 1
    assert runtime.dispatcher.act(requested(ACCEPT)).events[0].version == 3


def test_a_case_that_another_process_opens_is_found(runtime: Runtime, other: Runtime) -> None:
    with pytest.raises(CaseMissing):
        runtime.dispatcher.act(requested(REVISE.on("a9")))
    other.dispatcher.act(requested(DRAFT.on("a9")))
    assert runtime.dispatcher.act(requested(REVISE.on("a9"))).events[0].version == 2


def test_nobody_is_refused_on_a_state_that_was_never_stored(
    runtime: Runtime, other: Runtime
) -> None:
    """The withdrawal is of version 1, which has passed; the revision behind it must not suffer."""
    other.dispatcher.act(requested(REVISE))
    assert seen(runtime) == 1
    withdrawn, revised = together(
        runtime.dispatcher, [requested(WITHDRAW, if_match=(1,)), requested(REVISE)]
    )
    assert isinstance(withdrawn, Stale)
    assert isinstance(revised, CommandResult)
    assert revised.events[0].version == 3


def test_who_is_refused_after_another_of_the_same_commit_is_refused(runtime: Runtime) -> None:
    withdrawn, revised = together(runtime.dispatcher, [requested(WITHDRAW), requested(REVISE)])
    assert isinstance(withdrawn, CommandResult)
    assert isinstance(revised, Refused)


@pytest.mark.parametrize("key", ["k1", None])
def test_a_lost_acknowledgement_is_answered_from_the_store(
    runtime: Runtime, writing: Writing, key: str | None
) -> None:
    writing.fail(1, before=False)
    done = runtime.dispatcher.act(requested(REVISE, key=key, body=b"revise"))
    assert done.events[0].version == 2
    assert version(runtime) == 2
    assert runtime.dispatcher.act(requested(REVISE)).events[0].version == 3


def test_a_store_that_comes_back_in_time_is_not_noticed(runtime: Runtime, writing: Writing) -> None:
    writing.fail(2, before=True)
    assert runtime.dispatcher.act(requested(REVISE)).events[0].version == 2


def test_who_has_waited_too_long_is_told_so_and_nothing_is_stored(
    runtime: Runtime, writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "PATIENCE", 0.1)
    writing.fail(10, before=True)
    with pytest.raises(Busy):
        runtime.dispatcher.act(requested(REVISE, key="k1", body=b"revise"))
    writing.fail(0, before=True)
    assert version(runtime) == 1
    assert not runtime.dispatcher.act(requested(REVISE, key="k1", body=b"revise")).replayed


def test_who_still_waits_when_the_office_closes_is_told_so(
    runtime: Runtime, writing: Writing
) -> None:
    dispatcher = Dispatcher(runtime.store, runtime.vault, runtime.clock, runtime.dispatcher.guard)
    writing.fail(1000, before=True)
    future = dispatcher.submit(requested(REVISE))
    dispatcher.close()
    assert isinstance(future.exception(1), Busy)


def test_a_caller_who_goes_away_disturbs_nobody(runtime: Runtime) -> None:
    gate = threading.Event()
    runtime.dispatcher.listeners.append(lambda: (gate.wait(10), None)[1])
    futures = [runtime.dispatcher.submit(requested(REVISE)) for _ in range(4)]
    assert not any(future.cancel() for future in futures)
    gate.set()
    assert [future.result(10).events[0].version for future in futures] == [2, 3, 4, 5]


@invariant(56)
def test_two_processes_with_one_key_store_one_event(runtime: Runtime, other: Runtime) -> None:
    def act(one: Runtime) -> list[int]:
        done = one.dispatcher.act(requested(REVISE, key="k1", body=b"revise"))
        return [stored.position for stored in done.events]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(act, [runtime, other] * 4))
    assert all(answer == answers[0] for answer in answers)
    assert version(runtime) == 2


@invariant(56)
def test_what_another_process_did_under_the_key_meanwhile_is_the_answer(
    runtime: Runtime, other: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A caller gave up waiting there and asks here: no refusal for what it did itself."""
    opening = requested(DRAFT.on("a2"), key="k1", body=b"open")
    answered, elsewhere = runtime.log.answered, list[CommandResult]()

    def overtaken(keys: Any) -> Any:
        known = answered(keys)
        if not elsewhere:
            elsewhere.append(other.dispatcher.act(opening))
        return known

    monkeypatch.setattr(runtime.log, "answered", overtaken)
    done = runtime.dispatcher.act(opening)
    assert done.replayed
    assert done.events == elsewhere[0].events


def test_a_key_with_another_body_is_refused_even_in_one_commit(runtime: Runtime) -> None:
    asks: list[dict[str, Any]] = [{"body": b"one"}, {"body": b"two"}, {"body": b"one"}]
    commands: list[CommandRequest] = [requested(REVISE, key="k1", **ask) for ask in asks]
    first, second, third = together(runtime.dispatcher, commands)
    assert isinstance(first, CommandResult)
    assert isinstance(second, KeyReused)
    assert isinstance(third, CommandResult)
    assert third.replayed


@invariant(56)
def test_two_of_one_key_are_each_answered_once_though_the_store_went_away(
    runtime: Runtime, writing: Writing
) -> None:
    again = requested(REVISE, key="k1", body=b"revise")
    with capture_logs() as told:
        with held(runtime.dispatcher):
            writing.fail(1, before=True)
            futures = [runtime.dispatcher.submit(again) for _ in range(2)]
        first, second = (future.result(10) for future in futures)
        runtime.dispatcher.act(requested(REVISE))
    assert first.events == second.events
    assert [one["event"] for one in told] == ["store unavailable"]


def test_a_defect_in_one_command_hurts_no_other(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(WITHDRAW.command), "decide", broken)
    commands = [requested(DRAFT.on("d1")), requested(WITHDRAW), requested(DRAFT.on("d2"))]
    answers = together(runtime.dispatcher, commands)
    assert [type(answer) for answer in answers] == [CommandResult, ZeroDivisionError, CommandResult]
