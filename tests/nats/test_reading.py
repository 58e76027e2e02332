"""Reading a range of the stream: a consumer that has no leader yet is asked again."""

import asyncio
from typing import Any, cast

import pytest
from nats.js import JetStreamContext
from nats.js.errors import ServiceUnavailableError

from adapters.nats import reading
from adapters.nats.connection import NatsAway


class Electing:
    """A consumer that is refused with 503 so many times before it answers."""

    def __init__(self, refusals: int) -> None:
        self.refusals, self.asked = refusals, 0

    async def fetch(self, number: int, **_: float) -> list[Any]:
        self.asked += 1
        if self.asked <= self.refusals:
            raise ServiceUnavailableError
        return [None] * number


def fetched(consumer: Electing) -> Any:
    subscription = cast(JetStreamContext.PullSubscription, consumer)
    return asyncio.run(reading.fetched(subscription, 3))


def test_a_consumer_without_a_leader_is_asked_until_it_has_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "NO_LEADER_PAUSE", 0.0)
    consumer = Electing(4)
    assert len(fetched(consumer)) == 3
    assert consumer.asked == 5


def test_one_that_never_has_one_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "READ_WITHIN", 0.05)
    monkeypatch.setattr(reading, "NO_LEADER_PAUSE", 0.01)
    with pytest.raises(NatsAway, match="no leader"):
        fetched(Electing(10**6))
