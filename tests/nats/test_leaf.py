"""A bureau's own NATS server as leaf node of the province's: its programs follow through it, and a
line that was cut loses nothing."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from adapters.event_store.sqlite import SQLiteLog
from adapters.nats.accounts import BureauAccount
from adapters.nats.connection import linked
from adapters.nats.keys import new_seed, public_key
from adapters.nats.process import find_binary, launch
from adapters.nats.server import EmbeddedNats
from services.bureaus.consumers import renew_consumers
from services.following.by_nats import BureauCredentials, follow_nats
from services.following.feed_client import FeedClient
from services.following.follower import Follower
from services.following.kept import KeptEvent, KeptEvents
from tests.support.nats_servers import eventually, free_ports
from tests.support.relayed import Writer, everything, level, relay_worker

pytest_plugins = ["tests.support.nats_fixtures"]
OPERATING = Path(__file__).parents[2] / "OPERATING.md"
EVERYTHING = 2**63 - 1


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
        return f'leafnodes {{ listen: "127.0.0.1:{self.leaves}" }}\n{super().accounts()}'


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
    (folder / "leaf.conf").write_text(text)
    process = launch(find_binary(), folder / "leaf.conf")
    try:
        yield f"nats://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def nothing_said(text: str) -> None:
    """Nobody listens."""


def test_what_came_while_the_line_was_cut_comes_after_it(
    eventlog: SQLiteLog, writer: Writer, tmp_path: Path
) -> None:
    seed, (port, province) = new_seed(), free_ports(2)
    account = BureauAccount("chengdu", public_key(seed))
    hub = WithLeaves(tmp_path / "nats", bureaus=lambda: [account])
    hub.leaves = province
    hub.start()
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
                assert len(positions(kept)) < len(own(eventlog))
                level(relay)
                eventually(lambda: positions(kept) == own(eventlog), 30)
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
