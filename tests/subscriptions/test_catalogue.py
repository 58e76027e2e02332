"""The list of projections is whole, and one that is declared is a table and a list at once."""

import pkgutil
from importlib import import_module

from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

import projections
from projections import notices, publicity, recorded, registry, two_clocks
from projections.ledger import filling
from projections.spec import ProjectionSpec
from services.api.openapi_routes import operations
from services.api.openapi_words import listed, rows
from services.api.route import Route
from services.subscriptions import catalogue
from services.subscriptions.catalogue import (
    LEDGER,
    MODULES,
    PROJECTIONS,
    current,
    journal,
    source_modules,
)


def test_every_projection_that_declares_itself_is_on_the_list() -> None:
    names = [f"projections.{one.name}" for one in pkgutil.iter_modules(projections.__path__)]
    declared = {name for name in names if hasattr(import_module(name), "PROJECTION")}
    assert declared == {module.__name__ for module in MODULES}
    assert len({one.name for one in PROJECTIONS}) == len(MODULES)


def test_a_tables_name_changes_with_all_code_that_its_rows_come_from() -> None:
    assert {publicity, recorded} <= source_modules({notices})
    assert two_clocks not in source_modules({registry})
    assert catalogue.fingerprint(registry) != catalogue.fingerprint(publicity)


class Visit(Struct, frozen=True):
    inspector: str
    day: str


VISITS = ProjectionSpec(
    name="visits",
    row=Visit,
    keys=lambda event: (),
    fold=lambda row, event, key: row,
    sorts=("day",),
    filters=("inspector",),
)


async def visits(request: Request) -> Response:
    return Response()


def test_a_list_is_described_by_its_projection_and_its_route_alone() -> None:
    table = current(VISITS)
    refused = ("401",)
    route = Route("GET", "/visits", visits, "visits", rows(table), refused, listed(table))
    [(path, described)] = operations(route)
    assert path == "/api/v1/visits"
    known = [one["name"] for one in described["get"]["parameters"]]
    assert known == ["inspector", "sort", "cursor", "limit", "min_position"] == [*route.known]
    [sort] = [one for one in described["get"]["parameters"] if one["name"] == "sort"]
    assert sort["schema"]["enum"] == ["", "day", "-day"]
    assert set(described["get"]["responses"]) == {"200", "401", "422"}
    assert Visit in route.structs


def test_a_journal_with_another_index_is_another_journal() -> None:
    """Else a database that is there would keep the old index under the new one's name."""
    first, *others = filling.JOURNAL.tables
    other = replace(first, indexes=(*first.indexes, ("position", "centre")))
    changed = journal(replace(filling.JOURNAL, tables=(other, *others)))
    assert journal(filling.JOURNAL) == LEDGER
    assert changed.fingerprint != LEDGER.fingerprint
