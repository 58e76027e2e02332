"""A bureau fills nobody's disk: it may store nothing on the server, and leave a bounded number of
events unacknowledged, whichever way it hears them."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError

from adapters.nats.accounts import BureauAccount, consumer_of, inbox_of, leaf_subject_of
from adapters.nats.attacks import NO_BODY, intruder, is_unheard, listening, settled
from adapters.nats.connection import COMMON_API, SERVICE_API, linked
from adapters.nats.keys import new_seed, public_key
from adapters.nats.stream import make_stream
from services.bureaus.consumers import UNACKNOWLEDGED_AT_MOST, renew_consumers
from tests.support.nats_servers import OpenNats

MORE = UNACKNOWLEDGED_AT_MOST + 150
NAME = "chengdu"
MUCH = b"x" * 2**16
STORED = (
    *("STREAM.CREATE.OWN", "STREAM.UPDATE.OWN", "STREAM.RESTORE.OWN", "STREAM.CREATE.EV"),
    *("CONSUMER.DURABLE.CREATE.EV.more", "CONSUMER.CREATE.EV.more", "STREAM.CREATE.KV_own"),
)
"""What would take room, if it were done."""


class Greedy:
    """A bureau with more events than it may leave unacknowledged."""

    def __init__(self, server: OpenNats, seed: str) -> None:
        self.server, self.seed = server, seed

    @property
    def room(self) -> int:
        """Bytes of all that the server keeps."""
        kept = self.server.folder / "store"
        return sum(one.stat().st_size for one in kept.rglob("*") if one.is_file())


@pytest.fixture(scope="module")
def greedy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Greedy]:
    seed, folder = new_seed(), tmp_path_factory.mktemp("greedy")
    account = BureauAccount(NAME, public_key(seed))
    server = OpenNats(Path(folder) / "nats", bureaus=lambda: [account])
    server.start()
    asyncio.run(filled_up(server))
    yield Greedy(server, seed)
    server.stop()


async def filled_up(server: OpenNats) -> None:
    async with linked(server.address(), "test", "administration") as link:
        await make_stream(link.jetstream, 1)
        await renew_consumers(link, {NAME: ["cases.SC.510100.>"]})
    async with linked(server.address(), "test", "relay") as link:
        sent = [
            await link.send(f"cases.SC.510100.applications.a{number}.draft-created", b"{}", {})
            for number in range(MORE)
        ]
        await asyncio.gather(*sent)


async def fetched_unacknowledged(client: Client) -> int:
    events = await client.jetstream().pull_subscribe_bind(consumer=consumer_of(NAME), stream="EV")
    number = 0
    with suppress(TimeoutError, NatsError):
        while messages := await events.fetch(MORE, timeout=1):
            number += len(messages)
    return number


def test_what_it_fetches_and_does_not_acknowledge_has_a_bound(greedy: Greedy) -> None:
    async def taken() -> int:
        async with intruder(greedy.server.address(), greedy.seed, inbox_of(NAME)) as one:
            return await fetched_unacknowledged(one.client)

    assert asyncio.run(taken()) == UNACKNOWLEDGED_AT_MOST


def test_what_is_sent_to_a_server_that_never_says_how_far_it_is_has_a_bound(
    greedy: Greedy,
) -> None:
    async def heard() -> int:
        async with intruder(greedy.server.address(), greedy.seed, inbox_of(NAME)) as one:
            found = await listening(one.client, leaf_subject_of(NAME))
            await settled(one.client)
            await asyncio.sleep(1)
            return len([each for each in found if each.data])

    assert asyncio.run(heard()) <= UNACKNOWLEDGED_AT_MOST


def test_nothing_that_it_sends_is_kept_on_the_disk(greedy: Greedy) -> None:
    async def tried() -> list[str]:
        async with intruder(greedy.server.address(), greedy.seed, inbox_of(NAME)) as one:
            inbox = one.client.new_inbox() + "."
            answers = await listening(one.client, f"{inbox}*")
            for api in (COMMON_API, SERVICE_API):
                for number, request in enumerate(STORED):
                    await one.client.publish(f"{api}.{request}", NO_BODY, reply=f"{inbox}{number}")
            for subject in ("cases.SC.510100.applications.a.forged", "own.much"):
                for _ in range(20):
                    await one.client.publish(subject, MUCH)
            await settled(one.client)
            return [each.subject for each in answers if not is_unheard(each)]

    before = greedy.room
    assert asyncio.run(tried()) == []
    assert greedy.room - before < len(MUCH)
