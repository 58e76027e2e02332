"""Workers beside HTTP: outbox relay, projector, timers.

`anjuan worker` runs one of them in a process of its own, `anjuan serve` all of them at once.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from typing import Protocol

import structlog

from adapters.nats.connection import NatsAddress
from adapters.nats.server import nats_at
from services.api.app import create_health_app
from services.health import Health
from services.outbox.reconciliation import ReconciliationWorker
from services.outbox.relay import RelayWorker
from services.periodic import PeriodicThread
from services.processes.http_server import listen, told_to_stop
from services.reactions.timers import Timers
from services.runtime import open_log, open_readmodel, open_runtime, refuse_half_restored
from services.settings import Settings, Work
from services.subscriptions.catalogue import DEADLINES
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.jetstream import JetStreamSubscription

log = structlog.get_logger()


class Worker(Protocol):
    """A part with a thread of its own."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


@contextmanager
def at_work(worker: Worker) -> Iterator[None]:
    """Runs a worker until the end of the block."""
    worker.start()
    try:
        yield
    finally:
        worker.stop()


@contextmanager
def relay_worker(
    parts: Health, address: Callable[[], NatsAddress], replicas: int
) -> Iterator[RelayWorker]:
    """Relays events to NATS, and reconciles the stream with the store."""
    relay = parts.relay_worker = RelayWorker(parts.log, address, replicas)
    audit = parts.reconciliation = ReconciliationWorker(parts.log, address)
    with at_work(relay), at_work(audit):
        yield relay


@contextmanager
def jetstream(
    parts: Health, subscription: CatchUpSubscription, address: Callable[[], NatsAddress]
) -> Iterator[None]:
    """Feeds the projections from NATS, sooner than they poll the store."""
    consumers = parts.jetstream = JetStreamSubscription(subscription, address)
    with at_work(consumers):
        yield


@contextmanager
def background(settings: Settings) -> Iterator[tuple[Health, Callable[[], None]]]:
    """Projections and relay beside an embedded NATS server, or that of the settings; and what wakes
    them when something was stored."""
    with ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        log = enter(closing(open_log(settings)))
        subscription = CatchUpSubscription(log, enter(closing(open_readmodel(settings))), every=1.0)
        parts = Health(log, subscription)
        enter(at_work(subscription))
        address = enter(nats_at(settings.nats, settings.data / "nats", settings.nats_ca))
        relay = enter(relay_worker(parts, address, settings.replicas))
        enter(jetstream(parts, subscription, address))
        yield parts, relay.wake


@contextmanager
def relay(settings: Settings) -> Iterator[Health]:
    """The relay as a process: needs the store and NATS, and no keys."""
    with (
        closing(open_log(settings)) as log,
        nats_at(settings.nats, settings.data / "nats", settings.nats_ca) as address,
    ):
        parts = Health(log)
        with relay_worker(parts, address, settings.replicas):
            yield parts


@contextmanager
def projector(settings: Settings) -> Iterator[Health]:
    """The projector as a process: needs store and read model, and no keys; NATS is optional."""
    with ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        log, readmodel = (
            enter(closing(open_log(settings))),
            enter(closing(open_readmodel(settings))),
        )
        subscription = CatchUpSubscription(log, readmodel)
        parts = Health(log, subscription)
        enter(at_work(subscription))
        if settings.nats:
            address = enter(nats_at(settings.nats, settings.data, settings.nats_ca))
            enter(jetstream(parts, subscription, address))
        yield parts


@contextmanager
def timers(settings: Settings) -> Iterator[Health]:
    """The timers as a process: they act like any caller, so need all that the service needs."""
    with closing(open_runtime(settings)) as runtime:
        runtime.readmodel.create(DEADLINES)
        with (
            at_work(PeriodicThread("parts", runtime.parts.look, every=1.0)),
            at_work(PeriodicThread("marks", runtime.parts.advance, every=30.0)),
            at_work(Timers(runtime.readmodel, runtime.dispatcher, runtime.clock)),
        ):
            yield Health(runtime.log, parts=runtime.parts)


WORKERS: dict[Work, Callable[[Settings], AbstractContextManager[Health]]] = {
    "relay": relay,
    "projector": projector,
    "timers": timers,
}


def work(kind: Work, settings: Settings) -> None:
    """Runs one worker until the process is told to stop (SIGINT, SIGTERM)."""
    refuse_half_restored(settings.data)
    told = told_to_stop()
    with WORKERS[kind](settings) as parts:
        log.info("worker", kind=kind)
        if settings.health_port is None:
            told.wait()
        else:
            listen(create_health_app(parts), settings, settings.health_port, told)
