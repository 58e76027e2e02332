"""The running service: the house, its followers of the log, its timers, and HTTP over them."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from secrets import token_urlsafe
from socket import socket

import structlog
import uvicorn
from fastapi import FastAPI

from adapters.nats_server import nats_at
from services import demo, demo_round
from services.api.app import create_app
from services.consuming import Consuming
from services.following import Bell
from services.founding import found
from services.house import House, open_house
from services.projecting import Projecting
from services.relaying import Relaying
from services.settings import Settings
from services.timing import Timers

log = structlog.get_logger()


@dataclass
class Service:
    """A house at work."""

    house: House
    projecting: Projecting
    timers: Timers
    app: FastAPI
    password: str | None = None
    relaying: Relaying | None = None
    consuming: Consuming | None = None


@contextmanager
def running(settings: Settings, timers: bool = True, nats: bool = False) -> Iterator[Service]:
    """Opens a house, founds it at first start, and runs its threads until the end of the block.

    With `nats` the events leave by the relay, and projections follow what comes back.
    """
    with ExitStack() as open_until_the_end:
        house = open_house(settings)
        open_until_the_end.callback(house.close)
        found(house)
        password = open_demonstration(house) if settings.demo else None
        projecting = Projecting(house.log, house.readmodel, every=1.0 if nats else 0.5)
        clockwork = Timers(house.readmodel, house.office, house.clock)
        app = create_app(house, projecting, clockwork)
        service = Service(house, projecting, clockwork, app, password)
        projecting.catch_up()
        projecting.start()
        open_until_the_end.callback(projecting.stop)
        if timers:
            projecting.listeners.append(clockwork.wake)
            clockwork.start()
            open_until_the_end.callback(clockwork.stop)
        if nats:
            open_until_the_end.enter_context(fanned_out(service))
        else:
            house.office.listeners.append(projecting.wake)
        app.state.service = service
        yield service


@contextmanager
def fanned_out(service: Service) -> Iterator[None]:
    """Events go out to NATS and come back to the projections."""
    house, settings = service.house, service.house.settings
    with nats_at(settings.nats, settings.data / "nats") as address:
        relaying = Relaying(house.log, address, settings.replicas)
        consuming = Consuming(service.projecting, address)
        service.relaying, service.consuming = relaying, consuming
        house.office.listeners.append(relaying.wake)
        relaying.start()
        consuming.start()
        try:
            yield
        finally:
            house.office.listeners.remove(relaying.wake)
            consuming.stop()
            relaying.stop()


def open_demonstration(house: House) -> str:
    """Accounts for every role, and a round in progress. Answers the accounts' password."""
    password = house.settings.demo_password or token_urlsafe(9)
    house.accounts.put(demo.accounts(), password)
    demo_round.begin(house)
    return password


class Server(uvicorn.Server):
    """Sends those home who follow the feed, before it waits for its callers to finish."""

    def __init__(self, config: uvicorn.Config, bell: Bell) -> None:
        super().__init__(config)
        self.bell = bell

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self.bell.close()
        await super().shutdown(sockets)


def serve(settings: Settings) -> None:
    """Serves HTTP until it is told to stop (SIGINT, SIGTERM)."""
    with running(settings, nats=True) as service:
        config = uvicorn.Config(
            service.app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        print(welcome(settings, service.password), flush=True)  # noqa: T201 # for people at the terminal
        heed_signals_once()
        Server(config, service.app.state.bell).run()


def heed_signals_once() -> None:
    """uvicorn, stopped by a signal, raises it again: it must not end the process before the house
    is closed, nor give a stop that was asked for the look of a failure."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)


def welcome(settings: Settings, password: str | None) -> str:
    lines = [f"Anjuan 案卷  http://{settings.host}:{settings.port}"]
    if password and not os.environ.get("ANJUAN_DEMO_PASSWORD"):
        lines.append(f"演示口令 demonstration password: {password}")
    return "\n".join(lines)
