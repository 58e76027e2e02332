"""Catalogue of the projections, each with its table."""

import sys
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from inspect import getsource
from types import ModuleType
from typing import Any, TypeVar

from msgspec import Struct

from adapters.event_store.snapshots import domain_fingerprint
from adapters.read_model.journals import Journal
from adapters.read_model.tables import Current, Historical, Table
from projections import (
    audit_trail,
    cases,
    deadlines,
    duties,
    notices,
    panels,
    papers,
    publications,
    publicity,
    reactions,
    red_flags,
    refolding,
    registry,
    statistics,
    two_clocks,
    worklist,
)
from projections.journal import JournalSpec
from projections.ledger import filling
from projections.recorded import RecordedEvent
from projections.refolding import keys_ever, row_anew, slices_anew
from projections.spec import ProjectionSpec
from projections.two_clocks import Change, Slice

MODULES = (
    *(registry, deadlines, audit_trail, publicity, notices, worklist, panels, cases),
    *(papers, statistics, reactions, duties, publications, red_flags),
)
FoldFunction = Callable[[Any, RecordedEvent, str], Any]
R = TypeVar("R", bound=Struct)


class Projection(Struct, frozen=True):
    """A projection with the table that it fills; the rest is as in `ProjectionSpec`. One of a
    `journal` adds what that says, and folds nothing."""

    table: Table[Any, Any]
    keys: Callable[[RecordedEvent], Iterable[str]]
    fold: FoldFunction
    carried: Callable[[Any, Any], Any]
    streams: frozenset[str] = frozenset()
    fresh: bool = False
    shared: bool = False
    journal: JournalSpec | None = None

    @property
    def name(self) -> str:
        return self.table.name

    def touched(self, event: RecordedEvent) -> Iterable[str]:
        """The keys of the rows that an event touches: where it strikes others out, all those of its
        case."""
        return keys_ever(self.keys, event.history) if self._anew(event) else self.keys(event)

    def row_after(self, row: Any, event: RecordedEvent, key: str) -> Any:
        """A row after an event; None where there is none."""
        if self._anew(event):
            return self.carried(row, row_anew(self.keys, self.fold, event.history, key))
        return self.fold(row, event, key)

    def change_after(
        self, slices: Iterable[Slice[Any]], event: RecordedEvent, key: str
    ) -> Change[Any]:
        """What an event does to the slices of a row on two clocks."""
        if self._anew(event):
            return slices_anew(slices, self.keys, self.fold, event.history, key)
        return two_clocks.apply(
            slices,
            event,
            event.effective_on,
            event.recorded_at,
            lambda row, one: self.fold(row, one, key),
        )

    def _anew(self, event: RecordedEvent) -> bool:
        return bool(event.history) and not self.fresh and not self.shared


def current(spec: ProjectionSpec[R]) -> Current[R]:
    """Table of a projection whose rows are as they are now."""
    return Current(spec.name, fingerprint(home(spec)), spec.row, **list_options(spec))


def historical(spec: ProjectionSpec[R]) -> Historical[R]:
    """Table of a projection that keeps its earlier rows (bitemporal)."""
    return Historical(spec.name, fingerprint(home(spec)), spec.row, **list_options(spec))


def journal(spec: JournalSpec) -> Journal:
    """Tables of a journal, which are only added to. With another column, key or index they are
    other tables, as with other code."""
    code = fingerprint(sys.modules[spec.rows.__module__])
    declared = [(one.name, *one.columns.items(), one.key, one.indexes) for one in spec.tables]
    digest = sha256(f"{code}{declared}".encode()).hexdigest()[:12]
    return Journal(spec.name, digest, parts=spec.tables)


def list_options(spec: ProjectionSpec[Any]) -> dict[str, Any]:
    return {
        name: getattr(spec, name)
        for name in ("sorts", "filters", "limits", "leading", "search", "members")
    }


def home(spec: ProjectionSpec[Any]) -> ModuleType:
    return sys.modules[spec.row.__module__]


@cache
def fingerprint(module: ModuleType) -> str:
    """Digest of the code that makes a projection's rows, for its table's name: another release
    fills another table."""
    digest = sha256(domain_fingerprint().encode())
    sources = source_modules({module, two_clocks, refolding})
    for source in sorted(sources, key=lambda source: source.__name__):
        digest.update(getsource(source).encode())
    return digest.hexdigest()[:12]


def source_modules(modules: set[ModuleType]) -> set[ModuleType]:
    """The modules, with all modules of projections that they import from."""
    names = [one for module in modules for one in vars(module).values()]
    homes = {str(getattr(one, "__module__", "")) for one in names}
    wider = modules | {sys.modules[home] for home in homes if home.startswith("projections.")}
    return modules if wider == modules else source_modules(wider)


CENTRES = historical(registry.PROJECTION)
DEADLINES = current(deadlines.PROJECTION)
AUDIT = current(audit_trail.PROJECTION)
PUBLICITY = current(publicity.PROJECTION)
NOTICES = current(notices.PROJECTION)
WORKLIST = current(worklist.PROJECTION)
PANELS = current(panels.PROJECTION)
CASES = current(cases.PROJECTION)
PAPERS = current(papers.PROJECTION)
STATISTICS = current(statistics.PROJECTION)
REACTIONS = current(reactions.PROJECTION)
CENTRE_DUTIES = historical(duties.PROJECTION)
PUBLICATIONS = historical(publications.PROJECTION)
RED_FLAGS = current(red_flags.PROJECTION)


def projected(spec: ProjectionSpec[Any]) -> Projection:
    table = historical(spec) if spec.two_clocks else current(spec)
    how = (spec.keys, spec.fold, spec.carried, spec.streams, spec.fresh, spec.shared)
    return Projection(table, *how)


def journalled(spec: JournalSpec) -> Projection:
    """The projection of a journal: each event adds rows of its own, parked under its place."""
    return Projection(
        journal(spec),
        keys=lambda event: (f"{event.position:018}",),
        fold=lambda row, event, key: row,
        carried=lambda before, anew: anew,
        streams=spec.streams,
        fresh=True,
        journal=spec,
    )


PROJECTIONS = tuple(projected(module.PROJECTION) for module in MODULES)
"""The projections that are lists of rows."""
LEDGER = journal(filling.JOURNAL)
SUBSCRIBED = (*PROJECTIONS, journalled(filling.JOURNAL))
"""All that follows the log: the lists, and the journals."""


def projection(name: str) -> Projection:
    """The projection of a name. Raises KeyError for an unknown one."""
    return {one.name: one for one in SUBSCRIBED}[name]
