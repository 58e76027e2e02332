"""What a receiver does not accept is sent again, later and later, and after a day no more."""

import asyncio
import ssl
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from adapters.unavailable import DatabaseAway
from adapters.webhooks.posting import PostOutcome, WebhookReceiver
from adapters.webhooks.signing import SigningSecrets, new_webhook_secret
from adapters.webhooks.table import WebhookPlace
from services.queries.feed import Stretch
from services.queries.feed_event import Area, FeedEvent
from services.webhooks.delivery import (
    FAULTY,
    PAUSE_AT_FIRST,
    PAUSE_AT_MOST,
    WebhookDelivery,
    pause_after,
)

OK, NO, GONE = (
    PostOutcome(204, "HTTP 204"),
    PostOutcome(503, "HTTP 503"),
    PostOutcome(410, "HTTP 410"),
)


def event(position: int) -> FeedEvent:
    return FeedEvent(
        position=position,
        stream="applications",
        id=f"a{position % 3}",
        version=1,
        type="draft-created",
        recorded_at="2026-03-02T01:00:00+00:00",
        occurred_on=date(2026, 3, 2),
        effective_on=date(2026, 3, 2),
        area=Area("SC", "510100"),
        event={},
        basis=(),
        document_no=None,
        sha256=f"{position:064x}",
        salt="00",
    )


class Scripted(WebhookReceiver):
    """A receiver that answers as it is told, then accepts everything."""

    def __init__(self, *answers: PostOutcome) -> None:
        super().__init__("https://bureau.example/", (), ssl.create_default_context())
        self.answers, self.sent = [*answers], list[tuple[int, str]]()

    async def post(self, body: bytes, headers: dict[str, str]) -> PostOutcome:
        told: dict[str, Any] = msgspec.json.decode(body)
        self.sent.append((told["data"]["position"], headers["webhook-id"]))
        return self.answers.pop(0) if self.answers else OK

    @property
    def positions(self) -> list[int]:
        return [position for position, _ in self.sent]


def delivering(
    receiver: WebhookReceiver, *positions: int, end: int = 0, **place: Any
) -> WebhookDelivery:
    """A way to a receiver from a log in which these events are for it."""

    async def read(after: int, limit: int) -> Stretch:
        wanted = [event(one) for one in positions if one > after]
        last = max((*positions, end, after))
        ended = len(wanted) <= limit
        return Stretch(tuple(wanted[:limit]), last if ended else wanted[limit - 1].position, ended)

    at = WebhookPlace("turn", 0, **place)
    secrets = SigningSecrets(new_webhook_secret())
    return WebhookDelivery("chengdu", secrets, receiver, read, at)


async def stepped(delivery: WebhookDelivery, steps: int = 1) -> float:
    """The pause after so many steps; none waits for the log to grow."""
    setattr(delivery, "growth", nothing)  # noqa: B010 # a method of this one alone
    pause = 0.0
    for _ in range(steps):
        pause = await delivery.step()
    return pause


async def nothing() -> None: ...


def test_events_go_in_the_order_of_the_log_and_the_place_is_its_end() -> None:
    receiver = Scripted()
    delivery = delivering(receiver, *range(1, 121), end=150)
    assert asyncio.run(stepped(delivery, 3)) == 0
    assert receiver.positions == [*range(1, 121)]
    assert delivery.progress == WebhookPlace("turn", 150)


def test_none_overtakes_what_was_not_accepted_and_its_id_stays() -> None:
    receiver = Scripted(OK, NO, NO)
    delivery = delivering(receiver, 3, 4, 5)
    assert asyncio.run(stepped(delivery)) > 0
    assert (delivery.progress.place, delivery.progress.tries) == (3, 1)
    assert delivery.progress.trouble == "HTTP 503" and not delivery.progress.parked
    asyncio.run(stepped(delivery, 2))
    assert receiver.positions == [3, 4, 4, 4, 5]
    assert len({id for position, id in receiver.sent if position == 4}) == 1
    assert delivery.progress == WebhookPlace("turn", 5)


def test_pauses_double_up_to_an_hour_and_are_never_the_same_for_all() -> None:
    for tries in (1, 2, 5, 12, 13, 1000):
        longest = min(PAUSE_AT_MOST, PAUSE_AT_FIRST * 2 ** (tries - 1))
        drawn = {pause_after(tries) for _ in range(50)}
        assert longest / 2 <= min(drawn) < max(drawn) <= longest


@pytest.mark.parametrize(("asked", "waits"), [(120.0, 120.0), (10.0**6, PAUSE_AT_MOST)])
def test_a_receiver_is_not_asked_before_it_wants_to_be(asked: float, waits: float) -> None:
    busy = PostOutcome(429, "HTTP 429", retry_after=asked)
    assert asyncio.run(stepped(delivering(Scripted(busy), 1))) == waits


def test_after_a_day_nothing_more_is_sent_until_somebody_looks() -> None:
    receiver = Scripted(*[NO] * 3)
    long_ago = datetime.now(UTC) - timedelta(hours=23, minutes=59)
    delivery = delivering(receiver, 1, failing_since=long_ago, tries=40)
    asyncio.run(stepped(delivery))
    assert not delivery.progress.parked
    since = long_ago - timedelta(minutes=2)
    delivery.progress = msgspec.structs.replace(delivery.progress, failing_since=since)
    asyncio.run(stepped(delivery))
    assert delivery.progress.parked
    asyncio.run(delivery.run())
    assert receiver.positions == [1, 1] and delivery.progress.place == 0


def test_a_receiver_that_wants_no_more_is_sent_no_more() -> None:
    delivery = delivering(Scripted(GONE), 1)
    asyncio.run(stepped(delivery))
    assert delivery.progress.parked and delivery.progress.trouble == "HTTP 410"


def test_while_the_store_is_away_nobody_is_blamed() -> None:
    receiver = Scripted()
    delivery = delivering(receiver, 1)
    reading, delivery.read = delivery.read, away
    assert asyncio.run(stepped(delivery)) > 0
    assert delivery.progress == WebhookPlace("turn", 0)
    delivery.read = reading
    asyncio.run(stepped(delivery))
    assert receiver.positions == [1]


async def away(after: int, limit: int) -> Stretch:
    raise DatabaseAway("locked")


async def unreadable(after: int, limit: int) -> Stretch:
    raise LookupError("an event of another world")


def test_an_event_that_cannot_be_read_is_told_and_not_passed_over() -> None:
    delivery = delivering(Scripted(), 1)
    delivery.read = unreadable
    assert asyncio.run(stepped(delivery)) > 0
    assert (delivery.progress.place, delivery.progress.trouble) == (0, FAULTY)
