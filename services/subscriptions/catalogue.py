"""The list of projections: which table each fills, which rows an event touches, and the fold."""

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from inspect import getsource
from types import ModuleType
from typing import Any

from msgspec import Struct

from adapters.event_store.snapshots import domain_fingerprint
from adapters.read_model.tables import Current, Historical, Table
from projections import (
    audit_trail,
    cases,
    deadlines,
    notices,
    panels,
    papers,
    publicity,
    recorded,
    registry,
    statistics,
    two_clocks,
    worklist,
)
from projections.recorded import RecordedEvent

FoldFunction = Callable[[Any, RecordedEvent, str], Any]


class Projection(Struct, frozen=True):
    """`fold` takes a row (None: there is none), an event and the row's key; None takes it away.
    `streams` are those whose events can touch a row, where not all can. `fresh`: every key is new,
    so no row need be read first."""

    table: Table[Any, Any]
    keys: Callable[[RecordedEvent], Iterable[str]]
    fold: FoldFunction
    streams: frozenset[str] = frozenset()
    fresh: bool = False

    @property
    def name(self) -> str:
        return self.table.name


@cache
def fingerprint(*modules: ModuleType) -> str:
    """A digest of the code that makes the rows: another release fills another table."""
    digest = sha256(domain_fingerprint().encode())
    for module in modules:
        digest.update(getsource(module).encode())
    return digest.hexdigest()[:12]


CENTRES = Historical(
    "registry",
    fingerprint(registry, two_clocks),
    registry.Row,
    sorts=("recognised_on", "name"),
    filters=("regulation", "division", "industry", "status"),
    search=("name", "builder", "industry"),
)
DEADLINES = Current(
    "deadlines",
    fingerprint(deadlines, recorded),
    deadlines.Deadline,
    sorts=("due",),
    filters=("timer", "kind", "stream", "command", "by", "regulation", "division"),
)
AUDIT = Current(
    "audit_trail",
    fingerprint(audit_trail, recorded),
    audit_trail.AuditEntry,
    sorts=("place", "occurred_on"),
    filters=("actor", "stream", "type", "regulation", "division"),
    limits=("kept",),
    search=("cited",),
    members=True,
)
PUBLICITY = Current(
    "publicity",
    fingerprint(publicity, recorded),
    publicity.PublishedEntry,
    sorts=("ends", "began"),
    filters=("regulation", "division", "industry", "status", "batch", "list_no"),
    search=("name", "builder", "industry"),
)
NOTICES = Current(
    "notices",
    fingerprint(notices, publicity, recorded),
    notices.Notice,
    sorts=("began",),
    filters=("batch", "list_no"),
)
WORKLIST = Current(
    "worklist",
    fingerprint(worklist, recorded),
    worklist.OpenCase,
    sorts=("since",),
    filters=("stream", "batch", "stage", "regulation", "division", "owner"),
)
STATISTICS = Current(
    "statistics",
    fingerprint(statistics, recorded),
    statistics.EventCount,
    sorts=("month",),
    filters=("regulation", "division", "stream", "type"),
    limits=("kept",),
)


PANELS = Current(
    "panels",
    fingerprint(panels, recorded),
    panels.Seats,
    sorts=("due",),
    filters=("batch",),
    search=("seated",),
    members=True,
)


CASES = Current(
    "cases",
    fingerprint(cases, recorded),
    cases.ListedCase,
    sorts=("since", "opened"),
    filters=("stream", "stage", "regulation", "division", "owner", "ended"),
    limits=("id", "place"),
    search=("id", "title", "name", "industry"),
)

PAPERS = Current(
    "papers",
    fingerprint(papers, recorded),
    papers.Paper,
    sorts=("hash",),
    filters=("hash",),
)


APPLICATIONS, BATCHES = frozenset({"applications"}), frozenset({"batches"})
PROJECTIONS = (
    Projection(
        CENTRES,
        lambda event: (event.id,),
        lambda row, event, key: registry.project(row, event.event),
        frozenset({"centres"}),
    ),
    Projection(DEADLINES, deadlines.keys, deadlines.project),
    Projection(
        AUDIT,
        audit_trail.keys,
        lambda row, event, key: audit_trail.entry(key, event),
        fresh=True,
    ),
    Projection(
        PUBLICITY,
        publicity.keys,
        lambda row, event, key: publicity.project(row, event),
        APPLICATIONS,
    ),
    Projection(NOTICES, notices.keys, lambda row, event, key: notices.project(row, event), BATCHES),
    Projection(
        WORKLIST,
        lambda event: (event.case,),
        lambda row, event, key: worklist.project(row, event),
        APPLICATIONS | BATCHES,
    ),
    Projection(PANELS, panels.keys, lambda row, event, key: panels.project(row, event), BATCHES),
    Projection(CASES, cases.keys, lambda row, event, key: cases.project(row, event)),
    Projection(PAPERS, papers.keys, papers.project, fresh=True),
    Projection(STATISTICS, statistics.keys, lambda row, event, key: statistics.project(row, event)),
)


def projection(name: str) -> Projection:
    """Raises KeyError for a name that is not on the list."""
    return {one.name: one for one in PROJECTIONS}[name]
