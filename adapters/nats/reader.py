"""Address to read the stream at, also where its server does not run: it is started meanwhile."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from nats.errors import Error as NatsError

from adapters.nats.connection import Link, NatsAddress, NatsAway, linked
from adapters.nats.process import STREAM_FOLDER, NatsFailed
from adapters.nats.server import KEYS_FOLDER, EmbeddedNats, address_of, running_in

T = TypeVar("T")
FIRST_TRY, READY_WITHIN = 3.0, 20.0  # seconds
ASK_PAUSE = 0.1  # seconds


@contextmanager
def nats_to_read(
    url: str | None, folder: Path, ca: Path | None = None
) -> Iterator[NatsAddress | None]:
    """Yields an address to read the stream at: that of the URL, of the folder's server where an
    owner runs it, or of one that is started there meanwhile; None where none ever ran. Raises
    NatsFailed."""
    if url:
        yield address_of(url, ca, folder / KEYS_FOLDER)
    elif not (folder / STREAM_FOLDER).is_dir():
        yield None
    else:
        with started_unless_owned(folder) as address:
            yield address


@contextmanager
def started_unless_owned(folder: Path) -> Iterator[NatsAddress]:
    """What a killed owner has left running is about to end: the lock tells, not the process."""
    server = EmbeddedNats(folder)
    try:
        address = server.start()
    except NatsFailed:
        if running := running_in(folder):
            yield running
            return
        raise
    try:
        yield address
    finally:
        server.stop()


def ask_stream(
    url: str | None,
    folder: Path,
    ca: Path | None,
    name: str,
    ask: Callable[[Link], Awaitable[T]],
) -> T | None:
    """Asks the stream, wherever it is; None where no server ever ran. What runs at first may be
    that of an owner who was killed, and end meanwhile: then once more. Raises NatsAway,
    NatsUnfit and NatsFailed."""
    with suppress(NatsAway):
        return _asked(url, folder, ca, name, ask, FIRST_TRY)
    return _asked(url, folder, ca, name, ask, READY_WITHIN)


def _asked(
    url: str | None,
    folder: Path,
    ca: Path | None,
    name: str,
    ask: Callable[[Link], Awaitable[T]],
    within: float,
) -> T | None:
    with nats_to_read(url, folder, ca) as address:
        return asyncio.run(when_ready(address, name, ask, within)) if address else None


async def when_ready(
    address: NatsAddress, name: str, ask: Callable[[Link], Awaitable[T]], within: float
) -> T:
    """Asks over a connection of its own, again and again: a server that was just started may have
    much to read first. Raises NatsAway and NatsUnfit."""
    end = time.monotonic() + within
    while True:
        try:
            async with linked(address, name, "reader") as link:
                return await ask(link)
        except (NatsAway, NatsError, OSError, TimeoutError) as error:
            if time.monotonic() > end:
                raise NatsAway(str(error) or type(error).__name__) from error
        await asyncio.sleep(ASK_PAUSE)
