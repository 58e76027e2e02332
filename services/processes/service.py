"""The running service: the house, HTTP over it, and all that workers do unless these run apart."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from secrets import token_urlsafe

from fastapi import FastAPI

from adapters.nats.server import nats_at
from services.api.app import create_app
from services.demo import people as demo
from services.demo import round as demo_round
from services.health import Parts
from services.processes.http_server import listen, told_to_stop
from services.processes.workers import at_work, consuming, relaying
from services.reactions.timers import Timers
from services.runtime import House, open_house
from services.seeding import found
from services.settings import Settings
from services.subscriptions.catch_up import Projecting


@dataclass
class Service:
    """A house at work."""

    house: House
    projecting: Projecting
    timers: Timers
    app: FastAPI
    parts: Parts
    password: str | None = None


@contextmanager
def running(settings: Settings, timers: bool = True, nats: bool = False) -> Iterator[Service]:
    """Opens a house, founds it at first start, and runs its threads until the end of the block.

    With `nats` the events leave by the relay, and projections follow what comes back.
    """
    with ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        house = enter(closing(open_house(settings)))
        found(house)
        password = open_demonstration(house) if settings.demo else None
        projecting = Projecting(house.log, house.readmodel, every=1.0 if nats else 0.5)
        clockwork = Timers(house.readmodel, house.office, house.clock)
        app = create_app(house, projecting, clockwork)
        service = Service(house, projecting, clockwork, app, app.state.parts, password)
        if not settings.apart:
            projecting.catch_up()
            enter(at_work(projecting))
            if timers:
                projecting.listeners.append(clockwork.wake)
                enter(at_work(clockwork))
            if nats:
                enter(fanned_out(service))
            else:
                house.office.listeners.append(projecting.wake)
        yield service


@contextmanager
def fanned_out(service: Service) -> Iterator[None]:
    """Events go out to NATS and come back to the projections."""
    house, settings = service.house, service.house.settings
    with (
        nats_at(settings.nats, settings.data / "nats") as address,
        relaying(service.parts, address, settings.replicas) as relay,
        consuming(service.parts, service.projecting, address),
    ):
        house.office.listeners.append(relay.wake)
        try:
            yield
        finally:
            house.office.listeners.remove(relay.wake)


def open_demonstration(house: House) -> str:
    """Accounts for every role, and a round in progress. Answers the accounts' password."""
    password = house.settings.demo_password or token_urlsafe(9)
    house.accounts.put(demo.accounts(), password)
    demo_round.begin(house)
    return password


def serve(settings: Settings) -> None:
    """Serves HTTP until it is told to stop (SIGINT, SIGTERM)."""
    told = told_to_stop()
    with running(settings, nats=True) as service:
        print(welcome(settings, service.password), flush=True)  # noqa: T201 # for people at the terminal
        listen(service.app, settings.host, settings.port, told)


def welcome(settings: Settings, password: str | None) -> str:
    lines = [f"Anjuan 案卷  http://{settings.host}:{settings.port}"]
    if password and not os.environ.get("ANJUAN_DEMO_PASSWORD"):
        lines.append(f"演示口令 demonstration password: {password}")
    return "\n".join(lines)
