"""An outbox relay in a separate process, to be killed: python -m tests.support.relay_process
FILE."""

import sys
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from adapters.event_store.sqlite import SQLiteLog
from adapters.nats.connection import NatsAddress
from services.outbox.relay import RelayWorker


class Work(Struct, frozen=True):
    """Which store it relays, and where to; the file given holds this as JSON."""

    database: str
    address: NatsAddress
    replicas: int


if __name__ == "__main__":
    work = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Work)
    relay_worker = RelayWorker(SQLiteLog(work.database), lambda: work.address, work.replicas)
    relay_worker.start()
    while True:
        time.sleep(60)
