"""The service process: runtime, HTTP, and all workers unless these run apart."""

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
from services.health import Health
from services.processes.http_server import listen, told_to_stop
from services.processes.workers import at_work, jetstream, relay_worker
from services.reactions.timers import Timers
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from services.subscriptions.catch_up import CatchUpSubscription


@dataclass
class Service:
    """A running service."""

    runtime: Runtime
    subscription: CatchUpSubscription
    timers: Timers
    app: FastAPI
    parts: Health
    password: str | None = None


@contextmanager
def running_service(
    settings: Settings, timers: bool = True, nats: bool = False
) -> Iterator[Service]:
    """Opens the runtime, seeds it at first start, and runs its threads until the end of the block.

    With `nats` events leave by the relay, and projections consume them from the stream.
    """
    with ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        runtime = enter(closing(open_runtime(settings)))
        seed(runtime)
        password = open_demonstration(runtime) if settings.demo else None
        subscription = CatchUpSubscription(
            runtime.log, runtime.readmodel, every=1.0 if nats else 0.5
        )
        clockwork = Timers(runtime.readmodel, runtime.dispatcher, runtime.clock)
        app = create_app(runtime, subscription, clockwork)
        service = Service(runtime, subscription, clockwork, app, app.state.health, password)
        if not settings.apart:
            subscription.catch_up()
            enter(at_work(subscription))
            if timers:
                subscription.listeners.append(clockwork.wake)
                enter(at_work(clockwork))
            if nats:
                enter(fanned_out(service))
            else:
                runtime.dispatcher.listeners.append(subscription.wake)
        yield service


@contextmanager
def fanned_out(service: Service) -> Iterator[None]:
    """Relays events to NATS, and feeds the projections from there."""
    runtime, settings = service.runtime, service.runtime.settings
    with (
        nats_at(settings.nats, settings.data / "nats") as address,
        relay_worker(service.parts, address, settings.replicas) as relay,
        jetstream(service.parts, service.subscription, address),
    ):
        runtime.dispatcher.listeners.append(relay.wake)
        try:
            yield
        finally:
            runtime.dispatcher.listeners.remove(relay.wake)


def open_demonstration(runtime: Runtime) -> str:
    """Adds accounts for every role, and a round in progress; gives the accounts' password."""
    password = runtime.settings.demo_password or token_urlsafe(9)
    runtime.accounts.put(demo.accounts(), password)
    demo_round.begin(runtime)
    return password


def serve(settings: Settings) -> None:
    """Serves HTTP until it is told to stop (SIGINT, SIGTERM)."""
    told = told_to_stop()
    with running_service(settings, nats=True) as service:
        print(welcome(settings, service.password), flush=True)  # noqa: T201 # for people at the terminal
        listen(service.app, settings.host, settings.port, told)


def welcome(settings: Settings, password: str | None) -> str:
    lines = [f"Anjuan 案卷  http://{settings.host}:{settings.port}"]
    if password and not os.environ.get("ANJUAN_DEMO_PASSWORD"):
        lines.append(f"演示口令 demonstration password: {password}")
    return "\n".join(lines)
