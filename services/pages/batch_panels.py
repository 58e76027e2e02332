"""The panels of a batch: who was drawn and how to draw again, and before a draw who could be and
who not, and why; the lists."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.words import value_words
from services.api import batch_rooms, states
from services.pages.answering import html_page
from services.pages.batches import all_in_the_room, batch_told, framed
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute

DRAWS = "AppointPanel"
DRAW_ASKED = ("application", "field")


async def panels_page(request: Request) -> Response:
    """`/batches/{id}/panels`: the experts by name, for whoever may know them."""
    batch = await batch_told(request)
    names = await names_of_experts(request, batch)
    return html_page(
        request,
        "batch_panels.html",
        data=f"/batches/{batch['id']}",
        batch=batch,
        panels=[panel_shown(one, batch["state"], names) for one in batch["state"]["panels"]],
        knows=names is not None,
        may_draw=any(one["command"] == DRAWS and one["when"] == "now" for one in batch["actions"]),
        **framed(request, batch),
    )


async def names_of_experts(request: Request, batch: Mapping[str, Any]) -> dict[str, str] | None:
    """The names of the experts of the authority's pool; None for whoever may not know them."""
    pools = [one["pool"] for one in batch["state"]["panels"]]
    if not pools:
        return {}
    try:
        pool = await answer_of(
            request,
            states.state,
            f"/expert-pools/{pools[0]}",
            stream="expert-pools",
            id=pools[0],
        )
    except HTTPException as error:
        if error.status_code != 404:
            raise
        return None
    return {one["person"]: one["name"] for one in pool["state"]["experts"]}


def panel_shown(
    panel: dict[str, Any], state: Mapping[str, Any], names: Mapping[str, str] | None
) -> dict[str, Any]:
    """A panel with its members, substitutes and those who could not be drawn, by name."""
    known = names or {}
    recused = {one["expert"]: one for one in state["recused"]}
    left = [one for one in panel["order"] if one not in recused]
    return {
        **panel,
        "members": [seat(one, known, panel) for one in left[: panel["size"]]],
        "substitutes": [known.get(one, one) for one in left[panel["size"] :]],
        "left": [expert_named(recused[one], known) for one in panel["order"] if one in recused],
        "barred": [expert_named(one, known) for one in panel["excluded"]],
        "drawn": [(one, known.get(one, one)) for one in panel["order"]],
    }


def expert_named(about: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Somebody who takes no part, by name, with the ground in words."""
    expert, ground = about["expert"], value_words(about["ground"], "ground")
    return {**about, "name": names.get(expert, expert), "ground_words": ground}


def seat(person: str, names: Mapping[str, str], panel: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": names.get(person, person), "declared": person in panel["declared"]}


async def draw_page(request: Request) -> Response:
    """`/batches/{id}/draw?application&field`: what is to be reviewed, by experts of which fields of
    work, and who is left out before anybody is drawn."""
    batch = await batch_told(request)
    room = await all_in_the_room(request)
    waiting = [one for one in room if DRAWS in one.get("commands", ())]
    asked = {name: request.query_params.getlist(name) for name in DRAW_ASKED}
    chosen = asked["application"] or [one["id"] for one in waiting]
    id, query = batch["id"], {"application": chosen, "field": asked["field"]}
    found = await answer_of(request, batch_rooms.draw_ahead, f"/batches/{id}/draw", query, id=id)
    return html_page(
        request,
        "batch_draw.html",
        data=f"/batches/{id}/draw",
        batch=batch,
        found=found,
        waiting=waiting,
        chosen=chosen,
        fields=asked["field"],
        next_panel=f"{id}-{len(batch['state']['panels']) + 1}",
        **framed(request, batch),
    )


async def lists_page(request: Request) -> Response:
    """`/batches/{id}/lists`: each list with its order, its publicity and how its days were counted,
    what was published, the objections that are open, and the result."""
    batch = await batch_told(request)
    rows = await all_in_the_room(request)
    return html_page(
        request,
        "batch_lists.html",
        data=f"/batches/{batch['id']}",
        batch=batch,
        lists=list(reversed(batch["state"]["lists"])),
        named={one["id"]: one for one in rows if "id" in one},
        **framed(request, batch, rows),
    )


PAGES = (
    PageRoute("/batches/{id}/panels", panels_page, ()),
    PageRoute("/batches/{id}/draw", draw_page, DRAW_ASKED),
    PageRoute("/batches/{id}/lists", lists_page, ()),
)
