"""A list is recognised whole or not at all, whoever dies, whatever is lost, whoever looks on."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from subprocess import PIPE
from threading import Event

import pytest

from adapters.event_store.log import Stored
from services.queries.verification_case import Histories, differences
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from services.subscriptions import catch_up as subscription
from services.subscriptions.catalogue import CENTRES
from tests.commands.test_dispatcher import Writing
from tests.support.asking import OVER, RECOGNISE_LIST
from tests.support.calling import eventually
from tests.support.citing import invariant, rule
from tests.support.dispatching import requested
from tests.support.rounds import enter, ids, publicise

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

SIZES = [40, pytest.param(300, marks=pytest.mark.soak)]


def events(size: int) -> int:
    """The act's own, and of each entry: application, centre, name taken, place given back."""
    return 1 + 4 * size


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> int:
    given: int = request.param
    return given


@pytest.fixture
def clear(settings: Settings, size: int) -> Iterator[Runtime]:
    """A list of that size, publicised, every entry clear."""
    with closing(open_runtime(settings)) as runtime:
        seed(runtime)
        entries = ids(range(1, size + 1))
        enter(runtime, entries)
        publicise(runtime, "L1", entries)
        yield runtime


def end(runtime: Runtime) -> int:
    last = runtime.log.end()
    assert last is not None
    return last[0]


def added(runtime: Runtime, before: int) -> list[Stored]:
    return runtime.log.follow(before, 10_000)


@rule("SC-07.9")
@invariant(55, 56)
def test_an_acknowledgement_that_was_lost_leaves_the_whole_list_and_a_lost_list_nothing(
    clear: Runtime, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, writing = end(clear), Writing(clear, monkeypatch)
    writing.fail(1, before=True)
    writing.fail(1, before=False)
    done = clear.dispatcher.act(requested(RECOGNISE_LIST, key="once"))
    stored = added(clear, before)
    assert [one.position for one in stored] == list(range(before + 1, before + 1 + events(size)))
    assert len({one.recorded_at for one in stored}) == 1
    assert done.replayed and [one.position for one in done.events] == [s.position for s in stored]


@rule("SC-07.9")
@invariant(55)
def test_a_process_killed_while_it_recognises_leaves_all_or_nothing(
    clear: Runtime, size: int
) -> None:
    before, outcomes = end(clear), list[int]()
    place = [str(clear.settings.data), clear.settings.database or ""]
    command = [sys.executable, "-m", "tests.support.list_process", *place]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, bufsize=0) as processes:
        assert processes.stdin and processes.stdout
        while not outcomes or outcomes[-1] == 0:
            processes.stdin.write(b"one more\n")
            pid = int(processes.stdout.readline())
            time.sleep(random.uniform(0.0, 0.1) + 0.15 * len(outcomes))
            with suppress(ProcessLookupError):  # it has ended by itself
                os.kill(pid, signal.SIGKILL)
            assert processes.stdout.readline() == b"ended\n"
            outcomes.append(len(added(clear, before)))
    assert set(outcomes) <= {0, events(size)}
    assert clear.dispatcher.store.current("centres/a1")[0] is not None


@rule("SC-07.9")
def test_nobody_reads_half_a_list_in_the_store_or_in_the_registry(
    clear: Runtime, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the list is recognised, its projector follows in small steps and others count."""
    monkeypatch.setattr(subscription, "BATCH", 50)
    before, done = end(clear), Event()
    following = subscription.CatchUpSubscription(clear.log, clear.readmodel)
    following.catch_up()
    clear.dispatcher.listeners.append(following.wake)

    def count() -> tuple[set[int], set[int]]:
        stored, shown = set(), set()
        while True:
            last = done.is_set()
            stored.add(len(added(clear, before)))
            shown.add(len(clear.readmodel.page(CENTRES, as_of=OVER, limit=10_000)))
            if last:
                return stored, shown

    following.start()
    try:
        with ThreadPoolExecutor() as pool:
            counting = pool.submit(count)
            try:
                clear.dispatcher.act(requested(RECOGNISE_LIST))
                eventually(lambda: following.checkpoints["registry"] >= end(clear), 30)
            finally:
                done.set()
            stored, shown = counting.result()
    finally:
        following.stop()
    assert (stored, shown) == ({0, events(size)}, {0, size})


@rule("SC-07.9")
@invariant(55)
def test_every_record_of_the_act_is_decided_again_alone_and_none_is_large(
    clear: Runtime, size: int
) -> None:
    done = clear.dispatcher.act(requested(RECOGNISE_LIST))
    histories, claim = Histories(clear.log), clear.vault.claim_id
    assert [found for one in done.events for found in differences(histories, one, claim)] == []
    assert len(done.events) == events(size)
    assert max(len(one.state) for one in done.events[1:]) < 2_500
    assert len(done.events[0].state) < 400 * size + 2_000
