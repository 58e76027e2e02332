"""Sample tables for read models: a registry with a history, and a list of duties."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from adapters.read_model.databases import Postgres, Sqlite
from adapters.read_model.tables import Current, Historical
from adapters.read_model.writer import Readmodel, open_postgres, open_sqlite
from projections.two_clocks import apply
from tests.support.dated_histories import Centre, Dated, fold

REGISTRY = Historical("registry", "a1", Centre, sorts=("name",), filters=("status",))


class Duty(Struct, frozen=True):
    due: str
    organ: str = "510100"
    kind: str | None = None
    subject: str = ""
    unit: str = ""


DUTIES = Current(
    "duties", "a1", Duty, sorts=("due",), filters=("organ", "kind"), search=("subject", "unit")
)


def opened(place: Path | str) -> Readmodel:
    return open_sqlite(place) if isinstance(place, Path) else open_postgres(place)


def advance(rows: Readmodel, table: Any, changes: Sequence[tuple[str, Any]]) -> None:
    since = rows.checkpoint(table)
    rows.apply(table, changes, since=since, checkpoint=since + 1)


def project(rows: Readmodel, key: str, events: Sequence[Dated]) -> None:
    """As a projector does: fold a batch onto the known slices, then take it at once."""
    slices, changes = rows.known_slices(REGISTRY, key), []
    for event in events:
        change = apply(slices, *event, fold)
        slices = change.onto(slices)
        changes.append((key, change))
    advance(rows, REGISTRY, changes)


class _ExplainingSqlite(Sqlite):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.plans: list[str] = []

    def read(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        steps = super().read(f"EXPLAIN QUERY PLAN {sql}", values)
        self.plans.append(" ".join(str(step[3]) for step in steps))
        return super().read(sql, values)


class _ExplainingPostgres(Postgres):
    def __init__(self, url: str) -> None:
        super().__init__(url, "anjuan_projector")
        self.plans: list[str] = []

    def read(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        self.plans.append(" ".join(line for (line,) in super().read(f"EXPLAIN {sql}", values)))
        return super().read(sql, values)


def explaining(place: Path | str) -> _ExplainingSqlite | _ExplainingPostgres:
    """Remembers in `plans` how the database goes about what it is asked."""
    return _ExplainingSqlite(place) if isinstance(place, Path) else _ExplainingPostgres(place)
