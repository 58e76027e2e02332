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

Rows = list[tuple[Any, ...]]


def stream_is_the_store(log: Log, address: NatsAddress) -> None:
    """Every event is on the stream, once, unchanged and in order; there is nothing else."""
    found, end = asyncio.run(audit_at(log, address)), log.end()
    assert found is not None
    assert end is not None
    assert (found.faults, found.upto) == ({}, end[0]), found


def projections_are_the_store(log: Log, readmodel: Readmodel, folder: Path) -> None:
    """Every table holds what a fold of the whole log into empty tables gives."""
    with closing(open_sqlite(folder / "folded.db")) as folded:
        subscription = CatchUpSubscription(log, folded)
        subscription.catch_up()
        for one in PROJECTIONS:
            assert readmodel.checkpoint(one.table) == subscription.checkpoints[one.name], one.name
            assert rows(readmodel, one.table) == rows(folded, one.table), one.name
        for projector in subscription.projectors.values():
            assert rows(readmodel, projector.lot) == [], f"{projector.name} has parked rows"


def rows(readmodel: Readmodel, table: Table[Any, Any]) -> Rows:
    columns, name = ", ".join(table.stored), readmodel._name(table)
    return sorted(readmodel._database.read(f"SELECT {columns} FROM {name}"))
