"""Address to read the stream at, also where its server does not run: it is started meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.nats.connection import NatsAddress
from adapters.nats.server import address_of, nats_at, running_in


@contextmanager
def nats_to_read(
    url: str | None, folder: Path, ca: Path | None = None
) -> Iterator[NatsAddress | None]:
    """Yields an address to read the stream at: that of the URL, of the server that runs in the
    folder, or of one that is started there meanwhile; None where no server ever ran there."""
    if url:
        yield address_of(url, ca)
    elif running := running_in(folder):
        yield running
    elif not (folder / "password").exists():
        yield None
    else:
        with nats_at(None, folder) as address:
            yield address()
