"""A server with two bureaus and an event of each area, everybody's key, how far each is."""

from typing import NamedTuple

from adapters.nats.accounts import inbox_of
from adapters.nats.connection import NatsAddress, linked
from adapters.nats.stream import make_stream
from services.bureaus.consumers import renew_consumers

OURS, THEIRS = "chengdu", "mianyang"
AREAS = {OURS: "cases.SC.510100", THEIRS: "cases.SC.510700"}


class Guarded(NamedTuple):
    """A server with two bureaus and an event of each area, and everybody's key."""

    address: NatsAddress
    seeds: dict[str, str]

    def inbox(self, who: str) -> str:
        return inbox_of(who) if who in AREAS else "_INBOX"


async def filled(address: NatsAddress) -> None:
    async with linked(address, "test", "administration") as link:
        await make_stream(link.jetstream, 1)
        await renew_consumers(link, {name: [f"{area}.>"] for name, area in AREAS.items()})
    async with linked(address, "test", "relay") as link:
        for area in AREAS.values():
            for id in ("a", "b"):
                await (await link.send(f"{area}.applications.{id}.draft-created", b"{}", {}))


async def state(address: NatsAddress) -> tuple[int, dict[str, tuple[int, int]]]:
    """The stream's last sequence, and of each bureau's consumer what was delivered and acked."""
    async with linked(address, "test") as link:
        last = (await link.jetstream.stream_info("EV")).state.last_seq
        found = await link.jetstream.consumers_info("EV")
    return last, {
        one.name: (one.delivered.stream_seq, one.ack_floor.stream_seq)
        for one in found
        if one.delivered and one.ack_floor and one.name.startswith("bureau_")
    }
