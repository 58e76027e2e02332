"""What a bureau's consumer holds is nobody else's to fetch, look at, acknowledge, hold up or
delete: the requests themselves, as they would do it, with each kind of key and with none."""

import asyncio
import json
from typing import Any

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from adapters.nats.accounts import consumer_of, leaf_consumer_of
from adapters.nats.attacks import intruder, is_unheard, listening, settled
from adapters.nats.connection import COMMON_API, SERVICE_API, NatsAddress, NatsAway, linked
from adapters.nats.keys import new_seed
from tests.support.guarded_server import OURS, THEIRS, Guarded

pytest_plugins = ["tests.support.nats_fixtures"]
CONSUMERS = (consumer_of(THEIRS), leaf_consumer_of(THEIRS))
WIDENED = {"ack_policy": "explicit", "filter_subject": "cases.>"}
FOREIGN = {
    "MSG.NEXT": {"batch": 5, "no_wait": True},
    "INFO": None,
    "PAUSE": {"pause_until": "2099-01-01T00:00:00Z"},
    "RESET": {"seq": 1},
    "UNPIN": {"group": "own"},
    "DELETE": None,
    "CREATE": WIDENED,
    "DURABLE.CREATE": WIDENED,
}
"""Requests about the other bureau's consumers, as they would be made in earnest."""
OFFICE = ("DELETE", "CREATE")
"""What the administration is there for."""
LOOKED_AT = {"reader": {"INFO"}, "administration": {"INFO"}}
KEYS = (OURS, "relay", "reader", "administration")


async def consumers(address: NatsAddress) -> list[dict[str, Any]]:
    """All that the server says of its consumers, but for the moment of its saying so."""
    async with linked(address, "test") as link:
        answer = await link.client.request("$JS.API.CONSUMER.LIST.EV", b"", timeout=5)
    found: list[dict[str, Any]] = json.loads(answer.data)["consumers"]
    return [{name: value for name, value in one.items() if name != "ts"} for one in found]


async def asked(client: Client, requests: dict[str, Any], api: str, consumer: str) -> set[str]:
    """Makes the requests about a consumer one after the other; those that were answered."""
    inbox = client.new_inbox() + "."
    answers = await listening(client, f"{inbox}*")
    for number, (request, body) in enumerate(requests.items()):
        subject = f"{api}.CONSUMER.{request}.EV.{consumer}"
        await client.publish(subject, said(body, consumer), reply=f"{inbox}{number}")
    await settled(client)
    heard = {one.subject.removeprefix(inbox) for one in answers if not is_unheard(one)}
    return {request for number, request in enumerate(requests) if str(number) in heard}


def said(body: dict[str, Any] | None, consumer: str) -> bytes:
    """The body of a request; of one that makes or changes a consumer, with its name."""
    if body is WIDENED:
        config = {"durable_name": consumer, **WIDENED}
        body = {"stream_name": "EV", "action": "update", "config": config}
    return json.dumps(body).encode() if body else b""


@pytest.mark.parametrize("consumer", CONSUMERS)
@pytest.mark.parametrize("api", [COMMON_API, SERVICE_API])
@pytest.mark.parametrize("who", KEYS)
def test_no_key_fetches_holds_up_or_ends_what_another_bureau_reads_by(
    who: str, api: str, consumer: str, guarded: Guarded
) -> None:
    mine = {one: body for one, body in FOREIGN.items() if who != KEYS[-1] or one not in OFFICE}

    async def tried() -> set[str]:
        async with intruder(guarded.address, guarded.seeds[who], guarded.inbox(who)) as one:
            return await asked(one.client, mine, api, consumer)

    before = asyncio.run(consumers(guarded.address))
    meant = LOOKED_AT.get(who, set()) if api == SERVICE_API else set()
    assert asyncio.run(tried()) == meant
    assert asyncio.run(consumers(guarded.address)) == before


@pytest.mark.parametrize("who", KEYS)
def test_nobody_else_says_that_a_bureau_has_what_it_has_fetched(who: str, guarded: Guarded) -> None:
    async def forged() -> tuple[object, object]:
        async with intruder(guarded.address, guarded.seeds[THEIRS], guarded.inbox(THEIRS)) as own:
            fetched = await first_of(own.client)
            before = await consumers(guarded.address)
            async with intruder(guarded.address, guarded.seeds[who], guarded.inbox(who)) as one:
                for word in (b"+ACK", b"-NAK", b"+WPI", b"+TERM", b'+NXT {"batch":1}'):
                    await one.client.publish(fetched.reply, word, reply=one.client.new_inbox())
                await settled(one.client)
            after = await consumers(guarded.address)
            await fetched.nak()
            return before, after

    before, after = asyncio.run(forged())
    assert before == after


async def first_of(client: Client) -> Msg:
    events = await client.jetstream().pull_subscribe_bind(consumer=CONSUMERS[0], stream="EV")
    [message] = await events.fetch(1, timeout=5)
    return message


def test_who_has_no_key_that_the_server_knows_is_not_let_in(guarded: Guarded) -> None:
    async def with_another() -> None:
        async with intruder(guarded.address, new_seed(), "_INBOX_stranger"):
            pass

    async def without() -> None:
        async with linked(NatsAddress(guarded.address.servers), "stranger"):
            pass

    for entering in (with_another, without):
        with pytest.raises(NatsAway):
            asyncio.run(entering())


def test_the_requests_would_be_seen_to_do_harm(guarded: Guarded) -> None:
    """In the stream's own account, or the tests above would prove nothing."""
    held_up = "PAUSE"

    async def harmed() -> tuple[set[str], list[dict[str, Any]]]:
        async with linked(guarded.address, "test") as link:
            requests = FOREIGN | dict.fromkeys(OFFICE)
            through = await asked(link.client, requests, COMMON_API, CONSUMERS[0])
        return through, await consumers(guarded.address)

    before = asyncio.run(consumers(guarded.address))
    through, after = asyncio.run(harmed())
    assert {held_up, *OFFICE, "MSG.NEXT"} <= through
    assert len(after) < len(before)
