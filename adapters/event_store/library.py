"""Appends events of the eventsourcing library to a log: events that come without a command."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from eventsourcing.persistence import IntegrityError, StoredEvent

from adapters.event_store.log import AppendRequest, Entry, Log


def insert(log: Log, events: Sequence[StoredEvent]) -> list[int]:
    """Appends the events; gives their positions. Raises the library's IntegrityError."""
    entries = tuple(
        Entry(str(event.originator_id), event.originator_version, event.topic, event.state)
        for event in events
    )
    append = AppendRequest("eventsourcing", uuid4().hex, b"", entries)
    [outcome] = log.write([append], datetime.now(UTC))
    if outcome.kind != "stored":
        raise IntegrityError(outcome.kind)
    return list(outcome.positions)
