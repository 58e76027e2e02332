"""The batches, and the room of each: its applications by stage with what is next, as a table and as
CSV."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access.policy import OFFICIALS
from services.api import batch_rooms, case_lists, states
from services.pages.act_links import act_links, acts_not_yet, acts_now
from services.pages.answering import html_page
from services.pages.csv_file import csv_file
from services.pages.inside import answer_of, rows_of_all_pages
from services.pages.page_route import PageRoute
from services.pages.session import signed_in
from services.pages.words import phrased, t

BATCHES, ROOM_QUERY = "batches", ("stage", "q", "cursor")


async def batches_page(request: Request) -> Response:
    """`/batches?q&cursor`: the latest first."""
    signed_in(request)
    asked = {name: request.query_params.get(name, "") for name in ("q", "cursor")}
    query = {**asked, "sort": "-opened"}
    found = await answer_of(request, case_lists.cases, "/batches", query, stream=BATCHES)
    return html_page(request, "batches.html", data="/batches", found=found, asked=asked)


async def batch_told(request: Request) -> dict[str, Any]:
    """The batch as its state says, with what may be done on it; 404 where there is none."""
    signed_in(request)
    id = request.path_params["id"]
    found: dict[str, Any] = await answer_of(
        request, states.state, f"/batches/{id}", stream=BATCHES, id=id
    )
    return found


async def batch_page(request: Request) -> Response:
    """`/batches/{id}?stage&q&cursor`. Who sits on its panels has a room of their own."""
    if signed_in(request).role == "EXPERT":
        return RedirectResponse("/reviewing", 303)
    batch = await batch_told(request)
    asked = {name: request.query_params.get(name, "") for name in ROOM_QUERY}
    room = await room_asked(request, **asked)
    return html_page(
        request,
        "batch.html",
        data=f"/batches/{batch['id']}/applications",
        batch=batch,
        room=room,
        asked=asked,
        total=sum(one["count"] for one in room["stages"]),
        rows=[(one, next_acts(one)) for one in room["items"]],
        **framed(request, batch, room["items"]),
    )


def framed(
    request: Request, batch: dict[str, Any], rows: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """What every page of a batch says around its own matter; `rows` are applications of it, which
    wait for some acts on it."""
    awaited = {name for one in rows for name in one.get("commands", ())}
    return {
        "acts": acts_now(batch, awaited),
        "not_yet": acts_not_yet(batch),
        "of_officials": signed_in(request).role in OFFICIALS,
    }


async def room_asked(request: Request, **asked: str) -> dict[str, Any]:
    id = request.path_params["id"]
    path = f"/batches/{id}/applications"
    found: dict[str, Any] = await answer_of(request, batch_rooms.batch_room, path, asked, id=id)
    return found


async def all_in_the_room(request: Request, **asked: str) -> list[dict[str, Any]]:
    """The applications of the batch on all pages of its room."""
    id = request.path_params["id"]
    path = f"/batches/{id}/applications"
    return await rows_of_all_pages(request, batch_rooms.batch_room, path, asked, id=id)


def next_acts(row: dict[str, Any]) -> list[Any]:
    """Links to what the reader does next about an application; a parked row has none."""
    cases = {"applications": row.get("id", ""), BATCHES: row.get("batch", "")}
    return [*act_links(row.get("commands", ()), row.get("commands_words", ()), cases)]


async def batch_csv(request: Request) -> Response:
    """`/batches/{id}/applications.csv?stage&q`: the same table, all pages of it."""
    signed_in(request)
    asked = {name: request.query_params.get(name, "") for name in ("stage", "q")}
    rows = await all_in_the_room(request, **asked)
    return csv_file(request.path_params["id"], headings(), [in_cells(one) for one in rows])


def headings() -> list[str]:
    return [
        t("编号"),
        t("建设主体"),
        t("拟用名称"),
        t("产业"),
        t("所在地"),
        t("阶段"),
        t("进入本阶段"),
        t("最后期限"),
        t("下一步"),
    ]


def in_cells(row: dict[str, Any]) -> list[str]:
    plain = (row.get(name) or "" for name in ("id", "title", "name", "industry"))
    return [
        *plain,
        phrased(row.get("place_words") or row.get("place", "")),
        phrased(row.get("stage_words")),
        row.get("since", ""),
        row.get("due") or "",
        phrased(row.get("commands_words", ())),
    ]


PAGES = (
    PageRoute("/batches", batches_page, ("q", "cursor")),
    PageRoute("/batches/{id}", batch_page, ROOM_QUERY),
    PageRoute("/batches/{id}/applications.csv", batch_csv, ("stage", "q")),
)
