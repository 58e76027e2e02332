"""Official documents that anybody may have, on public pages: of a notice, and of a centre."""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct
from starlette.requests import Request

from adapters.event_store.codec import outline
from adapters.event_store.log import Stored
from services.access.policy import PUBLISHED_DOCUMENTS
from services.access.visibility import ANYBODY
from services.api import documents
from services.api.history_threads import beside_the_loop
from services.api.requests import runtime_of
from services.documents.kinds import OF_EVENTS
from services.pages.official_documents import DocumentLink, links_to
from services.runtime import Runtime


class PublishedPaper(Struct, frozen=True):
    """A document with the day of its act."""

    day: date
    link: DocumentLink


async def papers_at(request: Request, positions: Iterable[int]) -> list[DocumentLink]:
    """The published documents of the events at these positions."""
    runtime, asked = runtime_of(request), [one for one in positions if one]

    def found() -> list[DocumentLink]:
        return [link for one in runtime.log.at(asked) for link in published_links(runtime, one)]

    return await beside_the_loop(request, found) if asked else []


async def papers_of_centre(request: Request, centre: str, as_of: str) -> list[PublishedPaper]:
    """The published documents of a centre's acts until a day, the newest first."""
    runtime = runtime_of(request)

    def found() -> list[PublishedPaper]:
        return [*published_papers(runtime, f"centres/{centre}", as_of)][::-1]

    return await beside_the_loop(request, found)


def published_papers(runtime: Runtime, stream: str, as_of: str) -> Iterator[PublishedPaper]:
    until = date.fromisoformat(as_of) if as_of else runtime.clock.today()
    for stored in runtime.log.history(stream):
        if OF_EVENTS.get(stored.topic) not in PUBLISHED_DOCUMENTS:
            continue
        day = outline(stored.state).context.occurred_on
        if day <= until:
            yield from (PublishedPaper(day, link) for link in published_links(runtime, stored))


def published_links(runtime: Runtime, stored: Stored) -> Iterator[DocumentLink]:
    kinds = documents.kinds_for(runtime, ANYBODY, stored)
    yield from links_to(f"/events/{stored.position}/document", kinds)
