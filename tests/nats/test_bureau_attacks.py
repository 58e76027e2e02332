"""No key reads, changes or writes more than it is for: the known attacks, on a real server."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path

import pytest
from nats.aio.client import Client

from adapters.nats.accounts import consumer_of, leaf_consumer_of
from adapters.nats.attacks import (
    NO_BODY,
    GotThrough,
    Intruder,
    attacked,
    intruder,
    requests_against,
    settled,
    tricked,
)
from adapters.nats.connection import COMMON_API, SERVICE_API, linked
from tests.support.guarded_server import AREAS, OURS, THEIRS, Guarded, filled, state
from tests.support.nats_servers import OpenNats

pytest_plugins = ["tests.support.nats_fixtures"]
TARGET = f"{AREAS[THEIRS]}.applications.x.forged"
ALL = frozenset((OURS, "relay", "reader", "administration"))
READS = ("STREAM.INFO.EV", "STREAM.MSG.GET.EV", "CONSUMER.LIST.EV")
NONE: frozenset[str] = frozenset()
MEANT: dict[str, dict[str, frozenset[str]]] = {
    OURS: {COMMON_API: NONE, SERVICE_API: NONE},
    "relay": {COMMON_API: frozenset(READS[:2]), SERVICE_API: NONE},
    "reader": {
        COMMON_API: NONE,
        SERVICE_API: frozenset(
            {*READS, "CONSUMER.INFO.EV.bureau_mianyang", "CONSUMER.CREATE.EV.spy"}
        ),
    },
    "administration": {
        COMMON_API: NONE,
        SERVICE_API: frozenset(
            {READS[0], READS[2], "STREAM.CREATE.EV", "CONSUMER.INFO.EV.bureau_mianyang"}
            | {"CONSUMER.DELETE.EV.bureau_mianyang", "CONSUMER.CREATE.EV.bureau_mianyang"}
            | {"CONSUMER.CREATE.EV.spy", "CONSUMER.CREATE.EV.spy.cases.>"}
        ),
    },
}
"""What each may ask of the stream, by how requests begin; all else is refused."""


async def tried(place: Guarded, who: str, api: str) -> GotThrough:
    async with intruder(place.address, place.seeds[who], place.inbox(who)) as one:
        return await attacked(one, requests_against(consumer_of(THEIRS), api))


@pytest.mark.parametrize("who", sorted(ALL))
def test_a_key_gets_nothing_through_but_what_it_is_for(who: str, guarded: Guarded) -> None:
    before = asyncio.run(state(guarded.address))
    for api, meant in MEANT[who].items():
        found = asyncio.run(tried(guarded, who, api))
        assert found.subscriptions == ()
        assert {one.removeprefix(f"{api}.") for one in found.requests} == meant
        assert found.publishes == (who == "relay")
    assert asyncio.run(state(guarded.address)) == before


def test_the_attacks_would_be_seen_to_get_through(guarded: Guarded) -> None:
    """With a key that may do everything, or the search would prove nothing."""

    async def opened() -> GotThrough:
        async with linked(guarded.address, "test") as link:
            requests = requests_against(consumer_of(THEIRS))
            return await attacked(Intruder(link.client), requests)

    found = asyncio.run(opened())
    assert len(found.subscriptions) > 10
    assert found.publishes
    assert len(found.requests) > 20


@pytest.mark.parametrize("who, api", [(OURS, COMMON_API), ("reader", SERVICE_API)])
def test_no_answer_comes_out_in_the_stream_whatever_reply_is_asked_for(
    who: str, api: str, guarded: Guarded
) -> None:
    async def asked() -> None:
        async with intruder(guarded.address, guarded.seeds[who], guarded.inbox(who)) as one:
            await tricked(one.client, consumer_of(OURS), TARGET, api)
            mirrored = f"{api}.CONSUMER.RESET.EV.{leaf_consumer_of(OURS)}"
            for body in (b"", NO_BODY):
                await one.client.publish(mirrored, body, reply=TARGET)
            await settled(one.client)

    before, _ = asyncio.run(state(guarded.address))
    asyncio.run(asked())
    after, _ = asyncio.run(state(guarded.address))
    assert after == before


def test_the_same_trick_writes_into_the_stream_where_accounts_are_shared(
    guarded: Guarded, tmp_path: Path
) -> None:
    """So the trick is a trick: in the stream's own account the server writes for who asks."""
    server = OpenNats(tmp_path / "nats")
    address = server.start()
    try:
        asyncio.run(filled(address))
        before, _ = asyncio.run(state(address))

        async def asked() -> None:
            async with linked(address, "test") as link:
                await tricked(link.client, consumer_of(OURS), TARGET)

        asyncio.run(asked())
        after, _ = asyncio.run(state(address))
    finally:
        server.stop()
    assert after > before


@pytest.mark.parametrize(
    "target",
    [
        TARGET,
        "$JS.API.STREAM.DELETE.EV",
        "$JS.API.CONSUMER.DELETE.EV.bureau_mianyang",
        "$JS.ACK.EV.bureau_mianyang.1.3.1.1.0",
    ],
)
def test_a_consumer_that_the_reader_makes_to_push_harms_nobody(
    target: str, guarded: Guarded
) -> None:
    async def pushed() -> None:
        async with intruder(guarded.address, guarded.seeds["reader"]) as one:
            await make_pushing(one.client, target)

    asyncio.run(fetched_and_not_acknowledged(guarded))
    before = asyncio.run(state(guarded.address))
    asyncio.run(pushed())
    assert asyncio.run(state(guarded.address)) == before


async def fetched_and_not_acknowledged(place: Guarded) -> None:
    """The other bureau has its first event, which nobody else may say that it has."""
    async with intruder(place.address, place.seeds[THEIRS], place.inbox(THEIRS)) as one:
        jetstream = one.client.jetstream()
        events = await jetstream.pull_subscribe_bind(consumer=consumer_of(THEIRS), stream="EV")
        with suppress(TimeoutError):
            await events.fetch(1, timeout=0.3)


async def make_pushing(client: Client, target: str) -> None:
    config = {"name": "spy", "deliver_subject": target, "headers_only": True}
    more = {"ack_policy": "none", "deliver_policy": "all", "inactive_threshold": 10**9}
    asked = {"stream_name": "EV", "config": config | more}
    body = json.dumps(asked).encode()
    await client.request(f"{SERVICE_API}.CONSUMER.CREATE.EV.spy", body, timeout=5)
    await asyncio.sleep(0.3)


def test_the_reader_makes_no_consumer_in_a_bureau_s_name(guarded: Guarded) -> None:
    async def asked() -> bytes:
        config = {"name": "bureau_chengdu", "durable_name": "bureau_chengdu"}
        body = json.dumps({"stream_name": "EV", "config": config}).encode()
        async with intruder(guarded.address, guarded.seeds["reader"]) as one:
            subject = f"{SERVICE_API}.CONSUMER.CREATE.EV.spy"
            return (await one.client.request(subject, body, timeout=5)).data

    before = asyncio.run(state(guarded.address))
    assert b"does not match" in asyncio.run(asked())
    assert asyncio.run(state(guarded.address)) == before
