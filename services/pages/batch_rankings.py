"""The results of a batch in their order, and from them the list: who is on it, and why in another
order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.api import batch_rooms
from services.api.requests import runtime_of
from services.pages.answering import html_page
from services.pages.batches import all_in_the_room, batch_told, framed
from services.pages.forms.paper import kept
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form, posted_texts
from services.pages.ranking_forms import list_paper

LISTING_ACT = "DetermineList"


async def ranking_page(request: Request) -> Response:
    """`/batches/{id}/ranking`; a POST makes the paper of a list, and goes on to its check."""
    if request.method == "POST":
        return await list_begun(request)
    batch = await batch_told(request)
    id = batch["id"]
    found = await answer_of(request, batch_rooms.batch_ranking, f"/batches/{id}/ranking", id=id)
    room = await all_in_the_room(request)
    return html_page(
        request,
        "batch_ranking.html",
        data=f"/batches/{id}/ranking",
        batch=batch,
        found=found,
        ranked=[*with_places(found["ranked"])],
        knows_sheets=any(one["sheets"] is not None for one in found["ranked"]),
        waiting=[*waiting_for_list(batch, found["ranked"], room)],
        next_list=f"{id}-{len(batch['state']['lists']) + 1}",
        **framed(request, batch, room),
    )


async def list_begun(request: Request) -> Response:
    async with posted_form(request) as form:
        given = posted_texts(form)
    batch = await batch_told(request)
    path = f"/batches/{batch['id']}/determine-list"
    today = runtime_of(request).clock.today().isoformat()
    paper = list_paper(path, batch, given, today)
    await kept(request, paper)
    query = urlencode({"paper": paper.key, "step": "check"})
    return RedirectResponse(f"{path}?{query}", 303)


def with_places(ranked: Sequence[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each with its place; equal results share one."""
    scores = [one["score"] for one in ranked]
    for one in ranked:
        yield scores.index(one["score"]) + 1, one


def waiting_for_list(
    batch: Mapping[str, Any], ranked: Sequence[Mapping[str, Any]], room: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The applications that wait for a list, best first, where the reader may determine one now."""
    if not any(one["command"] == LISTING_ACT and one["when"] == "now" for one in batch["actions"]):
        return
    results = {one["application"]: one for one in ranked}
    rows = [one for one in room if LISTING_ACT in one.get("commands", ())]
    rows.sort(key=lambda one: -results.get(one["id"], {}).get("score", 0))
    for one in rows:
        yield {**one, "points": results.get(one["id"], {}).get("points", "")}


PAGES = (PageRoute("/batches/{id}/ranking", ranking_page, (), posts=True),)
