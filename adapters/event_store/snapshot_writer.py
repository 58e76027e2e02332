"""Writes snapshots in a thread of its own, so that no decision waits for the read model."""

import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress

import structlog

from adapters.event_store.believed_snapshots import Snapshots
from adapters.event_store.snapshot_marks import Snapshot, SnapshotMark
from adapters.unavailable import DatabaseAway

log = structlog.get_logger()
MOST_UNWRITTEN = 1_000
WRITTEN_OUT_WITHIN = 2.0  # seconds


class SnapshotWriter:
    """A snapshot store whose `keep` returns at once. Snapshots are derived: those of a thread that
    cannot keep up are dropped, and a longer stretch is folded."""

    def __init__(self, snapshots: Snapshots) -> None:
        self.snapshots = snapshots
        self.latest, self.state = snapshots.latest, snapshots.state
        self._waiting: queue.Queue[tuple[str, Sequence[Snapshot]] | None] = queue.Queue(
            MOST_UNWRITTEN
        )
        self._closed = False
        self._thread = threading.Thread(target=self._write, name="snapshots", daemon=True)
        self._thread.start()

    def marks(self, stream: str, upto: int | None = None) -> Iterator[SnapshotMark]:
        return self.snapshots.marks(stream, upto)

    def keep(self, stream: str, made: Sequence[Snapshot]) -> None:
        with suppress(queue.Full):
            self._waiting.put_nowait((stream, made))

    def close(self) -> None:
        """Ends the thread once it has written what waits, or soon: the database may be away."""
        with suppress(queue.Full):
            self._waiting.put(None, timeout=WRITTEN_OUT_WITHIN)
        self._thread.join(WRITTEN_OUT_WITHIN)
        self._closed = True

    def _write(self) -> None:
        while (waiting := self._waiting.get()) and not self._closed:
            stream, made = waiting
            try:
                self.snapshots.keep(stream, made)
            except DatabaseAway as error:  # safe to lose: what was stored is stored
                log.warning("snapshot", stream=stream, error=str(error))
            except Exception:
                log.exception("snapshot", stream=stream)
