"""A demonstration that bureaus follow, over HTTP and NATS, while copies of its cases are added."""

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

import pytest
from msgspec import Struct

from adapters.event_store.log import AppendRequest, Entry, Log
from adapters.nats.keys import new_seed, public_key
from adapters.nats.server import EmbeddedNats
from domain.context import Actor
from services.bureaus.accounts import accounts_of, renew_accounts, table_of
from services.bureaus.renewing import BureauRenewal
from services.following.by_nats import BureauCredentials
from services.following.feed_client import FeedClient
from services.following.follower import Follower
from services.following.kept import KeptEvents
from services.outbox.relay import RelayWorker
from services.settings import Settings
from tests.support.calling import Caller, calling
from tests.support.command_line import Terminal
from tests.support.demonstrations import opened
from tests.support.feed_fixtures import served
from tests.support.relayed import everything, level

COPIED = ("applications/", "centres/")
TRANSACTION = 20
SICHUAN_S = (b"510100", b"510700", b"510600", b"511500", b"511300")
INNER_MONGOLIA_S = (b"150100", b"150200", b"150400")
"""Bureaus to which copies go in turn."""


class Copies:
    """Appends the demonstration's own cases again and again, each time under other ids and in
    other places: events of two regimes that policy and feed take as they are."""

    def __init__(self, log: Log) -> None:
        self.log = log
        originals = [one for one in everything(log) if one.stream.startswith(COPIED)]
        self.entries = (
            Entry(f"{one.stream}-{turn}", one.version, one.topic, elsewhere(one.state, turn))
            for turn in count()
            for one in originals
        )

    def add(self, number: int) -> None:
        for start in range(0, number, TRANSACTION):
            some = tuple(islice(self.entries, min(TRANSACTION, number - start)))
            append = AppendRequest("copies", secrets.token_hex(8), b"", some)
            [outcome] = self.log.write([append], datetime.now(UTC))
            assert outcome.kind == "stored"


def elsewhere(state: bytes, turn: int) -> bytes:
    """A record as of the bureaus whose turn it is; at first as it was."""
    for bureaus in (SICHUAN_S, INNER_MONGOLIA_S):
        state = state.replace(bureaus[0], bureaus[turn % len(bureaus)])
    return state


class Followed(Struct):
    """The service on a port, its stream on a server of its own, the command line beside them."""

    caller: Caller
    port: int
    server: EmbeddedNats
    relay: RelayWorker
    renewal: BureauRenewal
    terminal: Terminal
    copies: Copies
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def nats(self) -> str:
        return self.server.address().servers[0]

    def enrol(self, name: str, role: str, area: str) -> None:
        """A bureau with its key and its account, both files in the folder; `renewal` gives it its
        consumer."""
        seed, password = new_seed(), secrets.token_urlsafe(18)
        actor = Actor(name, role, area)
        (self.folder / f"{name}.password").write_text(password)
        (self.folder / f"{name}.nk").write_text(seed)
        self.caller.runtime.accounts.add(name, actor, password)
        table_of(self.terminal.settings).add(name, actor, public_key(seed))

    def open_to_bureaus(self) -> None:
        """Server and consumers follow the table."""
        renew_accounts(self.terminal.settings)
        self.renewal.look()

    def credentials(self, name: str) -> BureauCredentials:
        return BureauCredentials((self.nats,), name, (self.folder / f"{name}.nk").read_text())

    def feed(self, name: str) -> FeedClient:
        return FeedClient(self.url, name, (self.folder / f"{name}.password").read_text())

    @contextmanager
    def follower(self, name: str) -> Iterator[Follower]:
        with closing(KeptEvents(self.folder / f"{name}.db")) as kept:
            yield Follower(kept, self.feed(name), print, print)

    def another_relay(self) -> None:
        """The relay ends wherever it is, and another one begins."""
        self.relay.stop()
        self.relay = relaying(self.caller, self.server)


@contextmanager
def followed(folder: Path, request: pytest.FixtureRequest) -> Iterator[Followed]:
    settings = opened("sqlite", folder / "data", request)
    server = EmbeddedNats(settings.data / "nats", bureaus=accounts_of(settings))
    server.start()
    try:
        with calling(settings, timers=False) as caller, served(caller.service.app) as port:
            relay = relaying(caller, server)
            office = Followed(
                *(caller, port, server, relay, renewal(settings, caller, server)),
                *(Terminal(settings), Copies(caller.runtime.log), folder),
            )
            try:
                level(office.relay)
                yield office
            finally:
                office.relay.stop()
    finally:
        server.stop()


def relaying(caller: Caller, server: EmbeddedNats) -> RelayWorker:
    relay = RelayWorker(caller.runtime.log, server.address)
    relay.start()
    return relay


def renewal(settings: Settings, caller: Caller, server: EmbeddedNats) -> BureauRenewal:
    runtime = caller.runtime
    bureaus = table_of(settings)
    return BureauRenewal(bureaus, runtime.log, runtime.clock.today, server.address)
