"""Looks at the whole stream on NATS, starting the embedded server where no service runs it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from adapters.data_folder import NATS_FOLDER
from adapters.nats.connection import NatsAddress
from adapters.nats.process import STREAM_FOLDER, NatsFailed
from adapters.nats.server import KEYS_FOLDER, address_of, nats_at, running_in
from services.consistency.findings import Finding, NotLookedAt, right, wrong
from services.doctor.examination import Examination
from services.outbox.reconciliation import AWAY, audit_at


def nats_stream(examination: Examination) -> Iterator[Finding]:
    """The whole stream agrees with the store, message by message."""
    with stream_reached(examination) as address:
        try:
            audit = asyncio.run(audit_at(examination.log, address))
        except AWAY as error:
            raise NotLookedAt(f"NATS 无法使用：{error}", f"NATS cannot be used: {error}") from error
    if audit is None:
        zh, en = "没有消息流：从未转发过", "there is no stream: no relay has run yet"
        yield wrong("stream", zh, en, "anjuan serve")
    elif audit.faults:
        yield wrong("stream", f"与库不符：{audit}", str(audit), "anjuan restore")
    else:
        yield right("stream", f"与库相符：{audit}", str(audit))


@contextmanager
def stream_reached(examination: Examination) -> Iterator[NatsAddress]:
    """The servers that are configured; else the one that a service runs over the folder; else one
    of our own over it, for as long as the block takes."""
    settings = examination.settings
    own = settings.data / NATS_FOLDER
    if settings.nats:
        yield address_of(settings.nats, settings.nats_ca, own / KEYS_FOLDER)
    elif running := running_in(own):
        yield running
    elif not (own / STREAM_FOLDER).is_dir():
        raise NotLookedAt(
            "没有设定 NATS，此目录也没有消息流；anjuan serve 会建立",
            "no NATS is configured, and there is no stream here; `anjuan serve` makes it",
        )
    else:
        try:
            with nats_at(None, own) as address:
                yield address()
        except NatsFailed as error:
            raise NotLookedAt(
                f"NATS 服务无法启动：{error}", f"NATS does not start: {error}"
            ) from error
