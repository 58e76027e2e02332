"""Connections to PostgreSQL whose statements have a time limit.

A server that hangs (stopped, cut off from the network) neither answers nor ends the connection:
without a limit of our own whoever asks it would wait for ever.
"""

import threading
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

Answer = TypeVar("Answer")
ANSWERED_WITHIN = 3.0  # seconds for one statement
WRITTEN_WITHIN = 8.0  # seconds for one statement that writes many rows, with nobody waiting for it
CONNECTED_WITHIN = 2.0  # seconds until a pool gives a connection
POOL_CLOSED_WITHIN = 1.0  # seconds that a pool waits at its end for threads that still connect


class TimeLimit(threading.local):
    """How many seconds this thread waits for one statement; None: as long as it takes."""

    seconds: float | None = ANSWERED_WITHIN


_limit = TimeLimit()


@contextmanager
def answered_within(seconds: float | None) -> Generator[None]:
    """Sets the limit of this thread's statements within the block; one without limit stays so."""
    before = _limit.seconds
    _limit.seconds = seconds if before is not None else None
    try:
        yield
    finally:
        _limit.seconds = before


def taking_long() -> AbstractContextManager[None]:
    """For what takes as long as it does: indexes, a pass over the whole store."""
    return answered_within(None)


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is given up with its statement where the server does not answer in time."""

    def wait(
        self, gen: PQGen[Answer], interval: float = 0.1, timeout: float | None = None
    ) -> Answer:
        """Raises OperationalError where the time is over. The connection is closed then: an answer
        that comes later would be taken for that to the next statement."""
        try:
            return super().wait(gen, interval, _limit.seconds if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if error.sqlstate is None:
                self.pgconn.finish()
            raise
