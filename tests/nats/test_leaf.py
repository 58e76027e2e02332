"""A bureau's own NATS server as leaf node of the province's: its programs follow through it, and a
line that was cut loses nothing."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import nats
from nats.aio.client import Client
from nats.errors import TimeoutError as NothingCame

from adapters.event_store.sqlite import SQLiteLog
from adapters.nats.accounts import BureauAccount, consumer_of, leaf_consumer_of
from adapters.nats.attacks import attacked, intruder, requests_against
from adapters.nats.connection import SERVICE_API, NatsAddress, linked
from adapters.nats.keys import new_seed, public_key
from adapters.nats.process import find_binary, launch
from adapters.nats.server import EmbeddedNats
from adapters.nats.stream import make_stream
from services.bureaus.consumers import renew_consumers
from services.following.by_nats import BureauCredentials, follow_nats
from services.following.feed_client import FeedClient
from services.following.follower import Follower
from services.following.kept import KeptEvent, KeptEvents
from tests.support.cut_line import line_to
from tests.support.free_ports import free_ports
from tests.support.nats_servers import eventually
from tests.support.relayed import Writer, everything, level, relay_worker

pytest_plugins = ["tests.support.nats_fixtures"]
OPERATING = Path(__file__).parents[2] / "OPERATING.md"
EVERYTHING = 2**63 - 1
T = TypeVar("T")


class NoFeed(FeedClient):
    """The feed has nothing that the stream has not."""

    def __init__(self) -> None:
        super().__init__("", "", "")

    def page(self, after: int) -> tuple[list[KeptEvent], int]:
        return [], after


class WithLeaves(EmbeddedNats):
    """The province's server, to which those of bureaus may connect."""

    leaves = 0

    def accounts(self) -> str:
        known = f'listen: "127.0.0.1:{self.leaves}", no_advertise: true'  # by that line alone
        return f"leafnodes {{ {known} }}\n{super().accounts()}"


def shown() -> str:
    """The leaf's configuration as OPERATING.md shows it."""
    return OPERATING.read_text("utf-8").partition("```\nserver_name: chengdu\n")[2].split("```")[0]


@contextmanager
def leaf(folder: Path, port: int, province: int, seed: str) -> Iterator[str]:
    text = shown()
    for there, here in (
        ("4222", str(port)),
        ("nats-leaf://province:7422", f"nats-leaf://127.0.0.1:{province}"),
        ("/var/lib/anjuan-leaf", str(folder / "leaf")),
        ("SUA...", seed),
        ("UC5...", public_key(seed)),
    ):
        assert there in text
        text = text.replace(there, here)
    (folder / "leaf.conf").write_text(f'log_file: "{folder}/leaf.log"\n{text}')
    process = launch(find_binary(), folder / "leaf.conf")
    try:
        yield f"nats://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def nothing_said(text: str) -> None:
    """Nobody listens."""


def hub_of_chengdu(folder: Path) -> tuple[str, int, int, WithLeaves]:
    """A bureau's key, the port of its server, the hub's for leaves, and the hub at work."""
    seed, (port, province) = new_seed(), free_ports(2)
    account = BureauAccount("chengdu", public_key(seed))
    hub = WithLeaves(folder / "nats", bureaus=lambda: [account])
    hub.leaves = province
    hub.start()
    return seed, port, province, hub


def test_what_came_while_the_line_was_cut_comes_after_it(
    eventlog: SQLiteLog, writer: Writer, tmp_path: Path
) -> None:
    seed, port, province, hub = hub_of_chengdu(tmp_path)
    try:
        with (
            relay_worker(eventlog, hub.address) as relay,
            leaf(tmp_path, port, province, seed) as url,
            closing(KeptEvents(tmp_path / "chengdu.db")) as kept,
        ):
            writer.add(60)
            level(relay)
            asyncio.run(given(hub))
            with at_work(Follower(kept, NoFeed(), nothing_said, nothing_said), url, seed):
                eventually(lambda: positions(kept) == own(eventlog))
                hub.restart()
                writer.add(60)
                level(relay)
                eventually(lambda: positions(kept) == own(eventlog), 30)
    finally:
        hub.stop()


def mirror() -> bytes:
    """The configuration of the leaf's own stream, as OPERATING.md shows it."""
    text = OPERATING.read_text("utf-8")
    return text[text.index("**A stream at the bureau.**") :].split("```")[1][len("json") :].encode()


class Local:
    """A program of the bureau's at the leaf: it reads the leaf's own stream, nothing further."""

    def __init__(self, url: str, seed: str) -> None:
        self.url, self.seed = url, seed

    def asked(self, request: str, body: bytes = b"") -> dict[str, Any]:
        async def answered(client: Client) -> dict[str, Any]:
            found: dict[str, Any] = json.loads((await client.request(request, body)).data)
            return found

        return asyncio.run(self._joined(answered))

    def fetched(self, most: int = 1000, durable: str = "desk") -> list[int]:
        """The positions of what has come since it was asked last, at most so many."""

        async def found(client: Client) -> list[int]:
            events = await client.jetstream().pull_subscribe("", durable=durable, stream="CASES")
            positions: list[int] = []
            with suppress(NothingCame, TimeoutError):
                while len(positions) < most:
                    for one in await events.fetch(most - len(positions), timeout=0.5):
                        await one.ack_sync()
                        positions.append(int((one.headers or {})["ce-position"]))
            return positions

        return asyncio.run(self._joined(found))

    def everything(self) -> list[int]:
        """The positions of all that the stream has."""
        return self.fetched(durable="another")

    async def _joined(self, act: Callable[[Client], Awaitable[T]]) -> T:
        client = await nats.connect(self.url, nkeys_seed_str=self.seed)
        try:
            return await act(client)
        finally:
            await client.close()


def held(local: Local) -> int:
    """How many events the leaf's own stream has."""
    return int(local.asked("$JS.API.STREAM.INFO.CASES")["state"]["messages"])


def test_the_leaf_s_own_stream_is_read_while_the_line_is_cut_and_then_goes_on(
    eventlog: SQLiteLog, writer: Writer, tmp_path: Path
) -> None:
    """Nothing is missing afterwards, nothing doubled, and no program has noticed."""
    seed, port, province, hub = hub_of_chengdu(tmp_path)
    try:
        with (
            relay_worker(eventlog, hub.address) as relay,
            line_to(province) as line,
            leaf(tmp_path, port, line.port, seed) as url,
        ):
            writer.add(60)
            level(relay)
            asyncio.run(given(hub))
            local = Local(url, seed)
            assert "error" not in local.asked("$JS.API.STREAM.CREATE.CASES", mirror())
            eventually(lambda: held(local) == len(own(eventlog)), 30)
            known = own(eventlog)
            assert local.fetched(20) == known[:20]

            line.cut()
            writer.add(60)
            level(relay)
            assert local.fetched() == known[20:] and len(known) < len(own(eventlog))
            assert held(local) == len(known)

            line.mend()
            eventually(lambda: held(local) == len(own(eventlog)), 60)
            assert local.fetched() == own(eventlog)[len(known) :]
            assert local.everything() == own(eventlog)
    finally:
        hub.stop()


def test_a_leaf_reaches_no_other_bureau_s_consumer(tmp_path: Path) -> None:
    seed, other, (port, province) = new_seed(), new_seed(), free_ports(2)
    keys = {"chengdu": seed, "mianyang": other}
    hub = WithLeaves(
        tmp_path / "nats",
        bureaus=lambda: [BureauAccount(name, public_key(key)) for name, key in keys.items()],
    )
    hub.leaves = province
    hub.start()

    async def through_the_leaf(url: str) -> set[str]:
        async with linked(hub.address(), "test", "administration") as link:
            await make_stream(link.jetstream, 1)
            filters = {"chengdu": ["cases.SC.510100.>"], "mianyang": ["cases.SC.510700.>"]}
            await renew_consumers(link, filters)
        async with intruder(NatsAddress((url,)), seed, "_INBOX_chengdu") as one:
            found: set[str] = set()
            for consumer in (consumer_of("mianyang"), leaf_consumer_of("mianyang")):
                asked = requests_against(consumer, SERVICE_API)
                found |= {*(await attacked(one, asked)).requests}
            return found

    try:
        with leaf(tmp_path, port, province, seed) as url:
            log = tmp_path / "leaf.log"
            eventually(lambda: log.exists() and "Leafnode connection created" in log.read_text())
            assert asyncio.run(through_the_leaf(url)) == set()
    finally:
        hub.stop()


async def given(hub: EmbeddedNats) -> None:
    async with linked(hub.address(), "test", "administration") as link:
        await renew_consumers(link, {"chengdu": ["cases.SC.510100.>"]})


@contextmanager
def at_work(follower: Follower, url: str, seed: str) -> Iterator[None]:
    """Follows in a thread until the end of the block."""
    loop = asyncio.new_event_loop()
    credentials = BureauCredentials((url,), "chengdu", seed)
    task = loop.create_task(follow_nats(follower, credentials))
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([task])))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def positions(kept: KeptEvents) -> list[int]:
    return [position for _, position, _ in kept.between(0, EVERYTHING)]


def own(log: SQLiteLog) -> list[int]:
    return [one.position for one in everything(log) if json.loads(one.state)["area"] == "SC.510100"]
