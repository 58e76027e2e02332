"""Runs a worker's thread for as long as a block lasts, and watches its heartbeat."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from services.liveness.vitals import Vitals
from services.periodic import Heartbeat


class Worker(Protocol):
    """A part with a thread of its own, and the heartbeat of that."""

    heartbeat: Heartbeat

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
def watched(worker: Worker, vitals: Vitals) -> Iterator[None]:
    """Runs a worker until the end of the block, and has an eye on its heartbeat."""
    vitals.heartbeats.append(worker.heartbeat)
    with at_work(worker):
        yield
