"""What is public about each centre beside its row in the registry: service catalogue, price list,
typical cases, commendations, transfers to another builder. On two clocks.

Only what the law has published is here: no lead, no inquiry, no evaluation, no yearly paper. Of an
objection to a transfer there is that it was made, and when it was answered: what it says may name
persons.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from domain.application.succeeding import (
    TRANSFER,
    TransferAnnounced,
    TransferObjected,
    TransferObjectionsAnswered,
)
from domain.centre.commending import CentreCommended
from domain.centre.offering import (
    OfferedProduct,
    OfferedService,
    PriceListPublished,
    ServiceCataloguePublished,
)
from domain.centre.promoting import TypicalCasePublished
from projections.proceedings import kind_of_proceeding, opened_for
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec

KindOfPublication = Literal[
    "CATALOGUE", "PRICE_LIST", "TYPICAL_CASE", "COMMENDATION", "TRANSFER_NOTICE"
]


class Publication(Struct, frozen=True, kw_only=True):
    """One thing that is public about the centre `id`. `published_at` says where it was published,
    `document` by which paper; `edition` counts the catalogues. Of a transfer `proceeding` and
    `stage` say how far it is, `builder` to whom, `until` the announced last day for objections,
    `objections` how many came. `division` is that of the event."""

    id: str
    publication: KindOfPublication
    regulation: str
    division: str
    published_on: date
    document: str | None = None
    published_at: str = ""
    edition: int | None = None
    services: tuple[OfferedService, ...] = ()
    products: tuple[OfferedProduct, ...] = ()
    title: str = ""
    story: str = ""
    proceeding: str = ""
    stage: str = ""
    builder: str = ""
    until: date | None = None
    objections: int = 0
    answered_on: date | None = None


def keys(recorded: RecordedEvent) -> Iterable[str]:
    """A catalogue and a price list replace the one before; the rest stands side by side."""
    match recorded.event:
        case ServiceCataloguePublished():
            yield f"{recorded.id}#catalogue"
        case PriceListPublished():
            yield f"{recorded.id}#prices"
        case TypicalCasePublished() | CentreCommended():
            yield f"{recorded.id}#{recorded.version}"
        case event if event.within and kind_of_proceeding(event.within[0]) == TRANSFER:
            yield f"{recorded.id}#{event.within[0]}"


def project(row: Publication | None, recorded: RecordedEvent) -> Publication | None:
    match recorded.event:
        case ServiceCataloguePublished() as event:
            return replace(
                new_publication(recorded, "CATALOGUE"),
                edition=event.catalogue_version,
                services=event.services,
                published_at=event.published_at,
            )
        case PriceListPublished() as event:
            return replace(
                new_publication(recorded, "PRICE_LIST"),
                products=event.products,
                published_at=event.published_at,
            )
        case TypicalCasePublished() as event:
            found = new_publication(recorded, "TYPICAL_CASE")
            return replace(found, title=event.title, story=event.story)
        case CentreCommended():
            return new_publication(recorded, "COMMENDATION")
    return of_transfer(row, recorded)


def new_publication(recorded: RecordedEvent, kind: KindOfPublication) -> Publication:
    context = recorded.record.context
    return Publication(
        id=recorded.id,
        publication=kind,
        regulation=recorded.regulation,
        division=recorded.division,
        published_on=context.occurred_on,
        document=context.document_no,
    )


def of_transfer(row: Publication | None, recorded: RecordedEvent) -> Publication | None:
    """The notice of a transfer after an event of it; there is none before it was announced."""
    proceeding, stage = recorded.event.within or ("", None)
    if isinstance(event := recorded.event, TransferAnnounced):
        row = replace(
            new_publication(recorded, "TRANSFER_NOTICE"),
            proceeding=proceeding,
            builder=event.builder,
            published_at=event.published_at,
            until=last_day_of(recorded, proceeding),
        )
    if row is None:
        return None
    match event:
        case TransferObjected():
            row = replace(row, objections=row.objections + 1, answered_on=None)
        case TransferObjectionsAnswered():
            row = replace(row, answered_on=recorded.record.context.occurred_on)
    return replace(row, stage=stage or row.stage)


def last_day_of(recorded: RecordedEvent, proceeding: str) -> date | None:
    """The announced last day of the publicity that begins with an event."""
    days = (running.period.ends for running in opened_for(recorded, proceeding))
    return next((day for day in days), None)


PROJECTION = ProjectionSpec(
    name="publications",
    row=Publication,
    keys=keys,
    fold=lambda row, event, key: project(row, event),
    streams=frozenset({"centres"}),
    two_clocks=True,
    sorts=("published_on",),
    filters=("regulation", "division", "publication", "stage", "id"),
    leading=("id",),
    search=("title", "builder"),
)
