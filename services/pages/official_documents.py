"""Official documents (公文) beside the acts that have one: their links, and the PDF itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from services.api import documents
from services.api.history_threads import beside_the_loop
from services.api.requests import runtime_of
from services.documents.kinds import OF_EVENTS, DocumentKind
from services.pages.answering import query_with
from services.pages.inside import inner_request
from services.pages.page_route import PageRoute
from services.pages.session import who_reads


class DocumentLink(Struct, frozen=True):
    """Where a document is, and what it is called."""

    href: str
    title: Text


DocumentLinks = Mapping[int, list[DocumentLink]]


async def links_of_steps(request: Request, steps: Iterable[Mapping[str, Any]]) -> DocumentLinks:
    """The documents that the reader may have of these events, by position. Only events of a type
    that has one are read again."""
    positions = [one["position"] for one in steps if one["type"] in OF_EVENTS]
    return await links_of(request, positions)


async def links_of(request: Request, positions: Sequence[int]) -> DocumentLinks:
    if not positions:
        return {}
    return await beside_the_loop(request, links_found, request, positions)


def links_found(request: Request, positions: Sequence[int]) -> DocumentLinks:
    runtime, reader = runtime_of(request), who_reads(request)
    kinds = {
        stored.position: documents.kinds_for(runtime, reader, stored)
        for stored in runtime.log.at(positions)
    }
    return {at: [*links_to(f"/events/{at}/document", some)] for at, some in kinds.items() if some}


def links_to(path: str, kinds: Sequence[DocumentKind]) -> Iterable[DocumentLink]:
    """A link to each of the documents of one event; the one that is meant needs no name."""
    for place, kind in enumerate(kinds):
        yield DocumentLink(path + query_with({"kind": kind.name if place else ""}), kind.title)


async def pdf_page(request: Request) -> Response:
    """`/events/{position}/document?kind`: the PDF, for whoever the API gives it to."""
    query, params = dict(request.query_params), request.path_params
    path = f"/events/{params['position']}/document"
    return await documents.of_position(inner_request(request, path, query=query, params=params))


PAGES = (PageRoute("/events/{position}/document", pdf_page, ("kind",)),)
