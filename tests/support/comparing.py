"""Compares NATS and the read model with the event store."""

import asyncio
from contextlib import closing
from pathlib import Path
from typing import Any

from adapters.event_store.log import Log
from adapters.nats.connection import NatsAddress
from adapters.read_model.tables import Table
from adapters.read_model.writer import Readmodel, open_sqlite
from services.outbox.reconciliation import audit_at
from services.subscriptions.catalogue import PROJECTIONS
from services.subscriptions.catch_up import CatchUpSubscription
from tests.support.nats_servers import eventually

Rows = list[tuple[Any, ...]]


def stream_is_the_store(log: Log, address: NatsAddress) -> None:
    """Every event is on the stream, once, unchanged and in order; there is nothing else."""
    eventually(lambda: ends_with_the_store(log, address), within=60)


def ends_with_the_store(log: Log, address: NatsAddress) -> bool:
    found, end = asyncio.run(audit_at(log, address)), log.end()
    assert found is not None
    assert end is not None
    assert found.faults == {}, found
    return found.upto == end[0]


def projections_are_the_store(log: Log, readmodel: Readmodel, folder: Path) -> None:
    """Every table holds what a fold of the whole log into empty tables gives, once both are at one
    position: what runs by itself, as the sweep of red flags, may still have stored something."""
    with closing(open_sqlite(folder / "folded.db")) as folded:
        subscription = CatchUpSubscription(log, folded)
        eventually(lambda: not apart(subscription, readmodel), within=60)
        for one in PROJECTIONS:
            assert rows(readmodel, one.table) == rows(folded, one.table), one.name
        for projector in subscription.projectors.values():
            assert rows(readmodel, projector.lot) == [], f"{projector.name} has parked rows"


def apart(subscription: CatchUpSubscription, readmodel: Readmodel) -> list[str]:
    """The tables that are at another position than the log's end."""
    subscription.catch_up()
    reached = subscription.checkpoints
    return [one.name for one in PROJECTIONS if readmodel.checkpoint(one.table) != reached[one.name]]


def rows(readmodel: Readmodel, table: Table[Any, Any]) -> Rows:
    columns, name = ", ".join(table.stored), readmodel._name(table)
    return sorted(readmodel._database.read(f"SELECT {columns} FROM {name}"))
