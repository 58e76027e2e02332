"""What may be read, in the OpenAPI document: cases, lists and the feed."""

from typing import Any

from adapters.read_model.tables import Table
from domain.streams import Stream
from projections.notices import Notice
from services.access.policy import PUBLIC_STREAMS
from services.api.feed import FARTHEST_PLACE, FILTERS, LARGEST_PAGE, LINES, STREAM
from services.api.openapi_words import (
    COUNT,
    DAY,
    ID,
    MOMENT,
    OBJECTION_KEY,
    REF,
    WITH_OR_WITHOUT_TOKEN,
    Schema,
    as_json,
    in_path,
    limit,
    listing,
    query,
    reading,
    rows,
)
from services.api.requests import FLAGS
from services.subscriptions.catalogue import (
    AUDIT,
    CASES,
    CENTRES,
    DEADLINES,
    PUBLICITY,
    STATISTICS,
    WORKLIST,
)

Path = tuple[str, Schema]
TEXT: Schema = {"type": "string"}
PAGING: dict[str, Schema] = {"cursor": TEXT, "limit": limit(500)}


def case(stream: Stream, base: str) -> list[Path]:
    """One case: its state, its history, and what differs between two versions."""
    own = in_path(id=ID)
    usual = ("401", "404", "422")
    changes = {"application/json": {"schema": {"type": "object"}}}
    events = own + query(limit=limit(1000), cursor=TEXT)
    versions = own + query(**{"from": COUNT, "to": COUNT})
    moments = own + query(as_of=DAY, known_at=MOMENT)
    found = [
        (f"{base}/{{id}}", reading(f"{stream.name}State", as_json("CaseState"), moments, usual)),
        (
            f"{base}/{{id}}/events",
            reading(f"{stream.name}Events", listing("RecordShown"), events, usual),
        ),
        (f"{base}/{{id}}/diff", reading(f"{stream.name}Diff", changes, versions, usual)),
    ]
    if stream.name in PUBLIC_STREAMS:
        for _, path in found:
            path["get"]["security"] = WITH_OR_WITHOUT_TOKEN
    return found


def registry() -> list[Path]:
    """The public registry of centres, on two clocks."""
    asked = query(
        q=TEXT,
        as_of=DAY,
        known_at=MOMENT,
        sort=orders(CENTRES),
        **PAGING,
        total={"enum": [*FLAGS]},
        **filters_of(CENTRES),
    )
    moments = in_path(id=ID) + query(as_of=DAY, known_at=MOMENT)
    centres = reading("registryCentres", rows(CENTRES), asked, ("422", "503"))
    centre = reading("registryCentre", as_json("Row"), moments, ("404", "422", "503"))
    for path in (centres, centre):
        path["get"]["security"] = []
    return [("/api/v1/registry/centres", centres), ("/api/v1/registry/centres/{id}", centre)]


def bureau_lists() -> list[Path]:
    """Lists over the caller's own area."""
    return [
        own_area(AUDIT, "audit", {"from": DAY, "to": DAY, "rule": TEXT}),
        own_area(WORKLIST, "worklist", {}),
        own_area(STATISTICS, "statistics", {}),
        own_area(DEADLINES, "deadlines", {}),
    ]


def own_area(table: Table[Any, Any], name: str, more: dict[str, Schema]) -> Path:
    return plain_list(table, name, ("401", "403", "422", "503"), more)


def publicity() -> Path:
    """The public's list of entries in publicity, with the notices that they stand in."""
    name, found = plain_list(PUBLICITY, "publicity", ("422", "503"), {"q": TEXT})
    found["get"]["security"] = []
    answer = found["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    notice = {"$ref": REF.format(name=Notice.__name__)}
    answer["properties"]["notices"] = {"type": "object", "additionalProperties": notice}
    return name, found


def plain_list(
    table: Table[Any, Any], name: str, statuses: tuple[str, ...], more: dict[str, Schema]
) -> Path:
    parameters = query(sort=orders(table), **PAGING, **filters_of(table), **more)
    return f"/api/v1/{name}", reading(name, rows(table), parameters, statuses)


def orders(table: Table[Any, Any]) -> Schema:
    return {"enum": ["", *(f"{sign}{one}" for one in table.sorts for sign in ("", "-"))]}


def filters_of(table: Table[Any, Any]) -> dict[str, Schema]:
    return dict.fromkeys(table.filters, TEXT)


def case_list(stream: Stream, base: str) -> Path:
    """The cases of one stream that the caller may see; some streams are anybody's to read."""
    asked = {name: schema for name, schema in filters_of(CASES).items() if name != "stream"}
    parameters = query(q=TEXT, sort=orders(CASES), **PAGING, **asked)
    found = reading(f"{stream.name}List", rows(CASES), parameters, ("401", "422", "503"))
    if stream.name in PUBLIC_STREAMS:
        found["get"]["security"] = WITH_OR_WITHOUT_TOKEN
    return base, found


def own_objection() -> Path:
    number = in_path(id=ID, no={"type": "integer", "minimum": 1})
    found = reading("ownObjection", as_json("OwnObjection"), number, ("404", "429"))
    found["get"]["parameters"] += [OBJECTION_KEY]
    found["get"]["security"] = []
    return "/api/v1/applications/{id}/objections/{no}", found


def review_report() -> Path:
    found = reading("reviewReport", as_json("ReviewReport"), in_path(id=ID), ("401", "404"))
    return "/api/v1/applications/{id}/review-report", found


def feed() -> Path:
    """One reading in three forms; the stream's `data` and each line hold one event as told."""
    place = {"type": "integer", "minimum": 0, "maximum": FARTHEST_PLACE}
    filters = {
        name: {"type": "array", "items": {"type": "string", "pattern": f"^({form})?$"}}
        for name, form in FILTERS.items()
    }
    resumed = {"type": "string", "pattern": "^[0-9]{0,18}$"}
    parameters = [
        *query(after=place, limit=limit(LARGEST_PAGE), **filters),
        {"name": "Last-Event-ID", "in": "header", "schema": resumed},
    ]
    content = {
        **as_json("FeedPage"),
        LINES: {"schema": {"$ref": REF.format(name="FeedEvent")}},
        STREAM: {"schema": TEXT},
    }
    return "/api/v1/events", reading("feed", content, parameters, ("401", "422", "503"))
