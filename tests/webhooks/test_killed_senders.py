"""However senders and receivers fail, each bureau has exactly its events, in order in each case."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from random import Random
from threading import Thread
from time import sleep

import pytest

from adapters.webhooks.signing import new_webhook_secret
from services.settings import Settings
from services.webhooks.registration import bureau_actor, secrets_of, webhooks_of
from tests.support.calling import Caller, done, eventually
from tests.support.killed_senders import sender_process
from tests.support.receivers import Delivered, Desk, receiving
from tests.support.soaking import EXAMPLES

pytest_plugins = ["tests.support.http_fixtures"]
PREFECTURES = ("510100", "510600", "510700", "510300")
KILLS = 6
LUCK = Random(20261130)


def first_arrivals(desk: Desk) -> list[int]:
    """Versions in each case must only grow as they are first accepted; the positions then."""
    seen: dict[str, int] = defaultdict(int)
    positions = []
    known = set[str]()
    for one in desk.taken:
        if one.id in known:
            continue
        known.add(one.id)
        case = f"{one.event['stream']}/{one.event['id']}"
        assert one.event["version"] > seen[case], case
        seen[case] = one.event["version"]
        positions.append(one.event["position"])
    return positions


def moody(one: Delivered) -> tuple[int, dict[str, str]]:
    """A receiver that fails at times, and closes the connection at others."""
    status = LUCK.choice([204] * 40 + [500])
    return status, LUCK.choice([{}, {}, {"connection": "close"}])


def has_exactly(desk: Desk, positions: list[int]) -> bool:
    return first_arrivals(desk) == positions


@contextmanager
def senders(settings: Settings, kills: int) -> Iterator[None]:
    """One sender after the other, each killed after a moment, the last at the end of the block."""
    running = [sender_process(settings)]

    def kill_and_begin() -> None:
        for _ in range(kills - 1):
            sleep(LUCK.uniform(0.1, 1.5))
            running[-1].kill()
            running.append(sender_process(settings))

    killing = Thread(target=kill_and_begin)
    killing.start()
    try:
        yield
    finally:
        killing.join()
        for process in running:
            process.kill()
            process.join()


def check_after_kills(call: Caller, kills: int) -> None:
    runtime, settings = call.runtime, call.runtime.settings
    webhooks, sealed = webhooks_of(settings), secrets_of(runtime.vault)
    with ExitStack() as running:
        desks = {code: running.enter_context(receiving()) for code in PREFECTURES}
        for code, desk in desks.items():
            name, desk.answer = f"p{code}", moody
            box = sealed.seal(name, new_webhook_secret())
            webhooks.add(name, desk.url, bureau_actor(name, "PREF", code), box, "test")
        with senders(settings, kills):
            call.walk("killed", until="AcceptApplication")
        with senders(settings, 1):
            for code, desk in desks.items():
                told = done(call.get(f"pref.{code}", "/events", limit=1000), 200)["items"]
                eventually(partial(has_exactly, desk, [one["position"] for one in told]), 60)
    for one in webhooks.all():
        webhooks.remove(one.name)


@pytest.mark.soak
@pytest.mark.twin("soak")
def test_kills_at_random_lose_nothing_and_turn_nothing_round(call: Caller) -> None:
    check_after_kills(call, max(KILLS, EXAMPLES // 50))
