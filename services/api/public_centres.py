"""One centre of the registry with all that is public about it; the lists of what centres have
published, and of the notices of lists. All of it for anybody."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.read_model.reader import Listed
from domain.refusal import Text
from projections import registry
from projections.publications import KindOfPublication, Publication
from services.api.lists import (
    LATER,
    Json,
    clocks_of,
    cursor_after,
    found_in,
    grounds_called,
    in_registry,
    item,
    rules_today,
)
from services.api.openapi_words import MOMENTS, TEXT, listed, one, rows
from services.api.positions import reached
from services.api.registry_counts import place_named, regulation_words
from services.api.requests import id_of, no_nul, number_asked, runtime_of
from services.api.responses import Page, json
from services.api.route import Route
from services.api.wording import with_words
from services.runtime import Runtime
from services.subscriptions.catalogue import CENTRES, NOTICES, PUBLICATIONS
from services.subscriptions.projector import dead_letters

SHOWN_OF_EACH = 50


class CentrePublications(Struct, frozen=True, kw_only=True):
    """What is public about a centre on a day; of each kind that may be there often, the newest 50
    (`/publications?id=` has all)."""

    catalogue: Publication | None = None
    price_list: Publication | None = None
    typical_cases: tuple[Publication, ...] = ()
    commendations: tuple[Publication, ...] = ()
    transfers: tuple[Publication, ...] = ()


class CentrePage(registry.Row, frozen=True, kw_only=True):
    """A centre's row in the registry, and what is `published` about it. `complaint_to` is the
    office that its regulation names as the one to ask; null where it names none."""

    division_words: Text
    regulation_words: Text
    complaint_to: Text | None
    published: CentrePublications


async def centre(request: Request) -> Response:
    """`GET /registry/centres/{id}`: public, on both clocks. 503 while the row is a dead letter,
    also where it became one before it was ever listed."""
    runtime, id, clocks = runtime_of(request), id_of(request), clocks_of(request)
    await reached(request, CENTRES.name)
    await reached(request, PUBLICATIONS.name)
    row = await run_in_threadpool(lambda: one_centre(runtime, id, clocks))
    if row is None:
        raise HTTPException(404)
    shown = in_registry(row, await run_in_threadpool(grounds_called, runtime, [row]))
    published = await run_in_threadpool(lambda: published_of(runtime, id, clocks))
    about = await run_in_threadpool(about_its_rules, runtime, shown)
    return json({**shown, **about, "published": published})


def about_its_rules(runtime: Runtime, shown: Json) -> Json:
    """What the place and the regulation of a centre are called, and who answers for it."""
    regimes, code = rules_today(runtime), shown["regulation"]
    own = regimes.get(code)
    about = own.about if own else None
    place = next(place_named(shown["division"], regimes, runtime.clock.today()), None)
    office = about.interpreted_by if about else None
    return {
        "division_words": place or Text(shown["division"], shown["division"]),
        "regulation_words": regulation_words(code, own),
        "complaint_to": Text(office, office) if office else None,
    }


def one_centre(runtime: Runtime, id: str, clocks: Json) -> Listed | None:
    """The row of one centre. The dead letters are read first: what becomes one between the two
    reads is marked on the page."""
    dead = dead_letters(CENTRES)
    parked = runtime.readmodel.row(dead, id)
    page = runtime.readmodel.page(CENTRES, **clocks, key=id, lot=dead, limit=1)
    if parked or any(listed.parked for listed in page):
        raise HTTPException(503, headers=LATER)
    return page[0] if page else None


def published_of(runtime: Runtime, id: str, clocks: Json) -> Json:
    """All that is public about a centre, in the shape of `CentrePublications`."""

    def newest(kind: KindOfPublication, limit: int = SHOWN_OF_EACH) -> list[Json]:
        where: dict[str, list[str]] = {"id": [id], "publication": [kind]}
        page = runtime.readmodel.page(
            PUBLICATIONS, **clocks, where=where, sort="-published_on", limit=limit
        )
        return [with_words(publication_shown(PUBLICATIONS.decoded(r.row.decode()))) for r in page]

    return {
        "catalogue": next(iter(newest("CATALOGUE", 1)), None),
        "price_list": next(iter(newest("PRICE_LIST", 1)), None),
        "typical_cases": newest("TYPICAL_CASE"),
        "commendations": newest("COMMENDATION"),
        "transfers": newest("TRANSFER_NOTICE"),
    }


def publication_shown(row: Publication) -> Json:
    """A row as JSON; what a publication of its kind never has is left out."""
    shown: Json = msgspec.to_builtins(row)
    if row.publication != "TRANSFER_NOTICE":
        of_transfers = ("proceeding", "stage", "builder", "until", "objections", "answered_on")
        shown = {name: value for name, value in shown.items() if name not in of_transfers}
    return shown


async def publications(request: Request) -> Response:
    """`GET /publications?id&publication&stage&q`: public. What centres have published, and what was
    published about them; `as_of` a day, as known at a moment."""
    runtime, clocks = runtime_of(request), clocks_of(request)
    await reached(request, PUBLICATIONS.name)
    await reached(request, CENTRES.name)
    limit = number_asked(request, "limit", 50, 1, 500)
    text = no_nul(request.query_params.get("q"))
    found = await found_in(request, PUBLICATIONS, limit, text=text, **clocks)
    whose = await run_in_threadpool(lambda: centres_named(runtime, found, clocks))
    items = [
        item(PUBLICATIONS, row, lambda one: {**publication_shown(one), "name": whose.get(one.id)})
        for row in found[:limit]
    ]
    return json(Page(tuple(items), cursor_after(found, limit)))


def centres_named(runtime: Runtime, found: Sequence[Listed], clocks: Json) -> dict[str, str]:
    """What the centres of these rows were called at the same moment."""
    ids = {PUBLICATIONS.decoded(row.row.decode()).id for row in found if not row.parked}
    rows = runtime.readmodel.rows_at(CENTRES, sorted(ids), **clocks)
    return {id: row.name for id, row in rows.items()}


async def notices_published(request: Request) -> Response:
    """`GET /notices?regulation&batch&list_no`: public. Notices of lists in publicity, word for word
    as they were published, with what became of them."""
    await reached(request, NOTICES.name)
    limit = number_asked(request, "limit", 50, 1, 500)
    found = await found_in(request, NOTICES, limit)
    items = tuple(item(NOTICES, row, msgspec.to_builtins) for row in found[:limit])
    return json(Page(items, cursor_after(found, limit)))


ROUTES = (
    Route(
        "GET",
        "/registry/centres/{id}",
        centre,
        "registryCentre",
        one(CentrePage),
        ("404", "422", "503"),
        MOMENTS,
        public=True,
        words=Text("名录中的一个运营中心", "One centre of the registry"),
    ),
    Route(
        "GET",
        "/publications",
        publications,
        "publications",
        rows(PUBLICATIONS),
        ("422", "503"),
        listed(PUBLICATIONS, q=TEXT, **MOMENTS),
        public=True,
        words=Text("运营中心公布的事项", "What is published about the centres"),
    ),
    Route(
        "GET",
        "/notices",
        notices_published,
        "notices",
        rows(NOTICES),
        ("422", "503"),
        listed(NOTICES),
        public=True,
        words=Text("公示公告", "Notices of publicity"),
    ),
)
