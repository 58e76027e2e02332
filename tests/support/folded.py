"""The expected rows of projections, by a naive fold of the whole log; and worlds written into
stores."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from adapters.event_store.codec import encode
from adapters.event_store.log import AppendRequest, Entry, Log, Stored
from adapters.read_model.tables import Historical
from adapters.read_model.writer import Readmodel
from domain.personal import HoldsPersons
from domain.record import Record
from projections.recorded import RecordedEvent, recorded
from projections.two_clocks import STILL, Slice, ask, definition
from services.subscriptions.catalogue import PROJECTIONS, Projection, projection
from services.subscriptions.projector import decode_whole
from tests.support.world import World

MOMENT = datetime(2026, 3, 2, 1, tzinfo=UTC)
Rows = dict[str, Any]


def in_order(world: World) -> list[tuple[str, Record]]:
    """All records of a world as they came about, each with its stream."""
    found = [(name, record) for name, records in world.histories.items() for record in records]
    return sorted(found, key=lambda one: int(one[1].context.command_id.removeprefix("c")))


def happenings(world: World) -> list[RecordedEvent]:
    """The world's records as a store would return them, one a second."""
    versions: dict[str, int] = {}
    found = []
    for position, (name, record) in enumerate(in_order(world), 1):
        versions[name] = versions.get(name, 0) + 1
        topic, moment = encode(record)[0], MOMENT + timedelta(seconds=position)
        found.append(recorded(position, name, versions[name], topic, moment, record))
    return with_histories(found)


def with_histories(events: Sequence[RecordedEvent]) -> list[RecordedEvent]:
    """The same events, those that strike others out with the history of their case."""
    told: dict[str, list[RecordedEvent]] = {}
    for event in events:
        told.setdefault(event.case, []).append(event)
    return [
        replace(event, history=tuple(told[event.case][: event.version]))
        if event.event.reaches_back
        else event
        for event in events
    ]


class Scribe:
    """Writes what a world has become into a store, the later of it at a later moment."""

    def __init__(self, log: Log) -> None:
        self.log, self.written, self.now = log, 0, MOMENT
        self.versions: dict[str, int] = {}

    def write(self, world: World) -> None:
        self.now += timedelta(hours=1)
        new = in_order(world)[self.written :]
        appends = [
            AppendRequest("scribe", f"{self.written + n}", b"", (self.entry(*one),))
            for n, one in enumerate(new)
        ]
        assert {one.kind for one in self.log.write(appends, self.now)} <= {"stored"}
        self.written += len(new)

    def entry(self, stream: str, record: Record) -> Entry:
        self.versions[stream] = self.versions.get(stream, 0) + 1
        return Entry(stream, self.versions[stream], *encode(record))


def everything(log: Log) -> list[Stored]:
    found: list[Stored] = []
    while some := log.follow(found[-1].position if found else 0, 1000):
        found += some
    return found


def told(log: Log) -> list[RecordedEvent]:
    return [decode_whole(one, log) for one in everything(log)]


def rows_of(world: World, name: str) -> Rows:
    """The rows of a projection, by key."""
    return folded(projection(name), happenings(world))


def periods_of(world: World) -> Rows:
    """The rows of the deadlines, without those of the regulations themselves."""
    rows = rows_of(world, "deadlines")
    return {key: row for key, row in rows.items() if row.stream != "regulations"}


def folded(one: Projection, events: Iterable[RecordedEvent]) -> Rows:
    rows: Rows = {}
    for event in events:
        if one.streams and event.stream not in one.streams:
            continue
        for key in one.touched(event):
            rows[key] = one.row_after(rows.get(key), event, key)
    return {key: row for key, row in rows.items() if row is not None}


def contents(readmodel: Readmodel, table: Any) -> Rows:
    page = readmodel.page(table, limit=10**6)
    return {listed.key: table.decoded(listed.row.decode()) for listed in page}


def differences(
    log: Log, readmodel: Readmodel, projections: Sequence[Projection] = PROJECTIONS
) -> list[str]:
    """Where the tables differ from the naive fold of what is in the log."""
    events, found = told(log), []
    for one in projections:
        if isinstance(one.table, Historical):
            found += on_two_clocks(one, events, readmodel)
        elif contents(readmodel, one.table) != folded(one, events):
            found.append(one.name)
    return found


def on_two_clocks(
    one: Projection, events: Sequence[RecordedEvent], readmodel: Readmodel
) -> list[str]:
    """Each row on each day and at each moment at which something changes."""
    touching: dict[str, list[RecordedEvent]] = {}
    for event in events:
        if one.streams and event.stream not in one.streams:
            continue
        for key in one.keys(event):
            touching.setdefault(key, []).append(event)
    table = one.table
    assert isinstance(table, Historical)
    return [
        f"{one.name} {key}"
        for key, some in touching.items()
        if not holds(one, key, some, readmodel.slices(table, key))
    ]


def holds(one: Projection, key: str, some: list[RecordedEvent], slices: list[Slice[Any]]) -> bool:
    dated = [(e, e.record.context.effective_on, e.recorded_at) for e in some]
    days = [day + timedelta(days=step) for _, day, _ in dated for step in (-1, 0)]
    instant = timedelta(microseconds=1)
    moments = [STILL, *(moment - step for _, _, moment in dated for step in (instant, 0 * instant))]
    return all(
        ask(slices, day, known)
        == definition(dated, day, known, lambda row, event: one.fold(row, event, key))
        for day in days
        for known in moments
    )


def personal_values(value: Any) -> set[str]:
    """Every personal value in it, as plain text."""
    found: set[str] = set()
    if isinstance(value, HoldsPersons):
        names = [name for subject in value.subjects for name in subject.fields]
        found |= {str(getattr(value, name)) for name in names if getattr(value, name)}
    if isinstance(value, Struct):
        for name in value.__struct_fields__:
            found |= personal_values(getattr(value, name))
    elif isinstance(value, tuple | list):
        for part in value:
            found |= personal_values(part)
    return found
