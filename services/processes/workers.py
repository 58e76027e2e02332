"""What is done beside HTTP: relaying, projecting, firing timers.

`anjuan worker` does one of them in a process of its own, `anjuan serve` all of them at once.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from typing import Protocol

import structlog

from adapters.nats.connection import NatsAddress
from adapters.nats.server import nats_at
from services.api.app import create_health_app
from services.health import Parts
from services.outbox.reconciliation import Auditing
from services.outbox.relay import Relaying
from services.processes.http_server import listen, told_to_stop
from services.reactions.timers import Timers
from services.runtime import open_house, open_log, open_readmodel
from services.settings import Settings, Work
from services.subscriptions.catalogue import DEADLINES
from services.subscriptions.catch_up import Projecting
from services.subscriptions.jetstream import Consuming

log = structlog.get_logger()


class Worker(Protocol):
    """Has a thread of its own."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


@contextmanager
def at_work(worker: Worker) -> Iterator[None]:
    """Until the end of the block."""
    worker.start()
    try:
        yield
    finally:
        worker.stop()


@contextmanager
def relaying(parts: Parts, address: Callable[[], NatsAddress], replicas: int) -> Iterator[Relaying]:
    """Events go out to NATS, and are compared there with the store."""
    relay = parts.relaying = Relaying(parts.log, address, replicas)
    audit = parts.auditing = Auditing(parts.log, address)
    with at_work(relay), at_work(audit):
        yield relay


@contextmanager
def consuming(
    parts: Parts, projecting: Projecting, address: Callable[[], NatsAddress]
) -> Iterator[None]:
    """Events come back from NATS to the projections, sooner than these look at the store."""
    consumers = parts.consuming = Consuming(projecting, address)
    with at_work(consumers):
        yield


@contextmanager
def relay(settings: Settings) -> Iterator[Parts]:
    """Needs the store and NATS, and no keys."""
    with (
        closing(open_log(settings)) as log,
        nats_at(settings.nats, settings.data / "nats") as address,
    ):
        parts = Parts(log)
        with relaying(parts, address, settings.replicas):
            yield parts


@contextmanager
def projector(settings: Settings) -> Iterator[Parts]:
    """Needs the store and the read model, and no keys. Without NATS it follows the store alone."""
    with ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        log, readmodel = (
            enter(closing(open_log(settings))),
            enter(closing(open_readmodel(settings))),
        )
        projecting = Projecting(log, readmodel)
        parts = Parts(log, projecting)
        enter(at_work(projecting))
        if settings.nats:
            address = enter(nats_at(settings.nats, settings.data))
            enter(consuming(parts, projecting, address))
        yield parts


@contextmanager
def timers(settings: Settings) -> Iterator[Parts]:
    """Acts like any caller, so it needs all that the service needs."""
    with closing(open_house(settings)) as house:
        house.readmodel.create(DEADLINES)
        with at_work(Timers(house.readmodel, house.office, house.clock)):
            yield Parts(house.log)


WORKERS: dict[Work, Callable[[Settings], AbstractContextManager[Parts]]] = {
    "relay": relay,
    "projector": projector,
    "timers": timers,
}


def work(kind: Work, settings: Settings) -> None:
    """Does one of the works until it is told to stop (SIGINT, SIGTERM)."""
    told = told_to_stop()
    with WORKERS[kind](settings) as parts:
        log.info("worker", kind=kind)
        if settings.health_port is None:
            told.wait()
        else:
            listen(create_health_app(parts), settings.host, settings.health_port, told)
