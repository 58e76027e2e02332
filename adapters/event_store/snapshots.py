"""Snapshots of cases in the read model, under the fingerprint of the code that folded them."""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec
import structlog
from msgspec import Struct

from adapters.event_store.snapshot_marks import Snapshot, SnapshotFront, SnapshotMark, StateFrom
from adapters.event_store.store_marks import MarkPlace, StoreMarks
from adapters.marks.mark import PartMark
from adapters.read_model.tables import Current
from adapters.read_model.transaction import Transaction
from adapters.read_model.writer import Readmodel
from domain.case import Case, stream_and_id
from domain.streams import STREAMS

log = structlog.get_logger()
SPAN = 2_500
"""Versions whose marks lie in one row."""


class SnapshotState(Struct, frozen=True):
    """A case's state on the days of one slice, as JSON text."""

    state: str


class SnapshotMarks(Struct, frozen=True):
    """The marks of some of a case's snapshots, oldest first."""

    marks: tuple[SnapshotMark, ...]


def sources(folder: Traversable) -> list[Traversable]:
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    inner = [part for entry in entries if entry.is_dir() for part in sources(entry)]
    return [entry for entry in entries if entry.name.endswith(".py")] + inner


@cache
def domain_fingerprint() -> str:
    """Digest of the domain's source code: snapshots of another release are not used."""
    digest = sha256()
    for source in sources(files("domain")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


FORMER = Current("snapshots", "", SnapshotState)
"""The table in which earlier releases kept them, under a fingerprint that none of these had."""


class StateSnapshots:
    """Snapshot store in the read model: derived, and safe to lose."""

    def __init__(self, readmodel: Readmodel) -> None:
        self.readmodel = readmodel
        self.states = Current("case_states", domain_fingerprint(), SnapshotState)
        self.marked = Current("case_marks", domain_fingerprint(), SnapshotMarks)
        readmodel.create(self.states)
        readmodel.create(self.marked)

    def latest(self, stream: str) -> SnapshotFront:
        """The case as of its last snapshot; at version 0 where there is none."""
        newest = self.readmodel.row(self.marked, stream)
        if newest is None:
            return SnapshotFront()
        [mark] = newest.marks
        slices = tuple(
            StateFrom(start, self.state(stream, mark, place) if kept else None)
            for place, (start, kept) in enumerate(mark.starts)
        )
        return SnapshotFront(
            case=slices[-1].state,
            version=mark.version,
            begun=mark.version,
            recorded_at=mark.recorded_at,
            slices=slices,
            digest=mark.digest,
        )

    def marks(self, stream: str, upto: int | None = None) -> Iterator[SnapshotMark]:
        """The marks of a case's snapshots, newest first."""
        newest = self.readmodel.row(self.marked, stream)
        last = newest.marks[0].version if newest else 0
        for number in range((min(last, upto or last)) // SPAN, -1, -1):
            if page := self.readmodel.row(self.marked, f"{stream}#{number}"):
                yield from reversed(page.marks)

    def state(self, stream: str, mark: SnapshotMark, place: int) -> Case | None:
        """The state on the days of one of a snapshot's slices."""
        row = self.readmodel.row(self.states, state_key(stream, mark, place))
        kind = STREAMS[stream_and_id(stream)[0]].state
        return msgspec.json.decode(row.state, type=kind) if row else None

    def keep(self, stream: str, made: Sequence[Snapshot]) -> None:
        """Keeps snapshots of a case, the newest last; those that another process has kept are
        left as they are."""
        with self.readmodel.advance([self.marked], 0, 0) as rows:
            self._reach(rows, made[-1].at)
            newest = rows.row(self.marked, stream)
            last = newest.marks[0].version if newest else 0
            for snapshot in made:
                if snapshot.mark.version > last:
                    self._keep(rows, stream, snapshot)

    def _reach(self, rows: Transaction, mark: PartMark) -> None:
        """Moves the mark of all snapshots to the farthest event that one of them has."""
        known = rows.marks([self.states])[self.states.physical]
        if mark.position > known.position:
            rows.advance(self.states, known.position, mark.position, mark)

    def empty_unless_they_belong(self, marks: StoreMarks) -> MarkPlace | None:
        """Drops all snapshots where the farthest is of another history than the store's; then how
        it stands to it."""
        mark = self.readmodel.marks([self.states])[self.states.physical]
        placed = marks.placed(mark)
        if placed == "belongs":
            return None
        self.readmodel.empty((self.states, self.marked), mark, placed == "beyond")
        log.warning("snapshots are made anew", reason=placed, position=mark.position)
        return placed

    def _keep(self, rows: Transaction, stream: str, snapshot: Snapshot) -> None:
        mark = snapshot.mark
        key = f"{stream}#{mark.version // SPAN}"
        page = rows.row(self.marked, key)
        grown = SnapshotMarks((*(page.marks if page else ()), mark))
        rows.change(self.marked, [(key, grown), (stream, SnapshotMarks((mark,)))])
        states = enumerate(snapshot.states)
        kept = ((state_key(stream, mark, n), SnapshotState(s.decode())) for n, s in states if s)
        rows.change(self.states, kept)

    def drop_others(self) -> None:
        """Drops the snapshots of other releases, once nobody reads them any more."""
        self.readmodel.drop_others(self.states)
        self.readmodel.drop_others(self.marked)
        self.readmodel.drop_others(FORMER)


def state_key(stream: str, mark: SnapshotMark, place: int) -> str:
    return f"{stream}@{mark.version}/{place}"
