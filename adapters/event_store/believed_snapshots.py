"""Snapshots of cases that are believed: of the history that the store holds, and whole. Others are
as if they were not there: what they would have spared is folded."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

import msgspec
import structlog

from adapters.event_store.log import Log
from adapters.event_store.snapshot_marks import (
    FoldPlan,
    Snapshot,
    SnapshotFront,
    SnapshotMark,
    fold_plan,
)
from adapters.event_store.store_marks import receipt_digest
from domain.case import Case

log = structlog.get_logger()


class Snapshots(Protocol):
    """Snapshot store: states kept so that a long history need not be replayed."""

    def latest(self, stream: str) -> SnapshotFront: ...
    def marks(self, stream: str, upto: int | None = None) -> Iterator[SnapshotMark]: ...
    def state(self, stream: str, mark: SnapshotMark, place: int) -> Case | None: ...
    def keep(self, stream: str, made: Sequence[Snapshot]) -> None: ...


class BelievedSnapshots:
    """The snapshots of which the store holds the last event."""

    def __init__(self, store: Log, snapshots: Snapshots | None) -> None:
        self._store, self._snapshots = store, snapshots

    def latest(self, stream: str) -> SnapshotFront:
        """The case as of its last snapshot; at version 0 where there is none to believe."""
        if self._snapshots is None:
            return SnapshotFront()
        try:
            front = self._snapshots.latest(stream)
        except msgspec.MsgspecError as error:
            log.warning("snapshot", stream=stream, error=str(error))
            return SnapshotFront()
        own = front.case and self._holds(stream, front.version, front.digest)
        return front if own else SnapshotFront()

    def plan(
        self,
        stream: str,
        day: date,
        known: datetime | None,
        upto: int | None,
        before: int | None = None,
    ) -> tuple[FoldPlan, Case | None]:
        """What to fold for a state, and the state of a snapshot to begin from, if there is one; one
        `before` a version, where that is given."""
        anew = fold_plan((), day, known, upto), None
        if self._snapshots is None:
            return anew
        try:
            plan = fold_plan(self._snapshots.marks(stream, upto), day, known, upto, before)
            if plan.mark is None:
                return plan, None
            case = self._snapshots.state(stream, plan.mark, plan.place)
        except msgspec.MsgspecError as error:
            log.warning("snapshot", stream=stream, error=str(error))
            return anew
        own = case and self._holds(stream, plan.mark.version, plan.mark.digest)
        return (plan, case) if own else anew

    def _holds(self, stream: str, version: int, digest: str) -> bool:
        """Whether the event of a version is the one with this receipt hash."""
        found = self._store.history(stream, after=version - 1, upto=version)
        return [receipt_digest(stored) for stored in found] == [digest]
