"""The room of an expert: declarations to make, sheets to write, by when; and nothing else."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.api import reviewing
from services.pages.act_links import ActLink, act_links
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import signed_in

SCORES = "SubmitScore"


async def expert_room(request: Request) -> Response:
    """`/reviewing`."""
    signed_in(request)
    found = await answer_of(request, reviewing.panels, "/panels")
    panels = [with_tasks(one) for one in found["items"]]
    return html_page(
        request,
        "expert_room.html",
        data="/panels",
        waiting=[one for one in panels if one["waits"]],
        others=[one for one in panels if not one["waits"] and not one["over"]],
        past=[one for one in panels if one["over"]],
        tasks=sum(one["waits"] for one in panels),
    )


def with_tasks(panel: dict[str, Any]) -> dict[str, Any]:
    """A seat with links to what is to be done on it, and how many things these are."""
    entries = [{**one, "acts": acts_of(one)} for one in panel["entries"]]
    declares = not panel["declared"] and not panel["related"]
    return {
        **panel,
        "entries": entries,
        "declares": declares,
        "waits": declares + sum(bool(one["acts"]) for one in entries),
        "over": panel["declared"] and all(one["over"] for one in entries),
    }


def acts_of(entry: dict[str, Any]) -> list[ActLink]:
    """What the expert does about an application; for the sheet there is a page of its own."""
    sheet = f"/applications/{entry['application']}/score-sheet"
    links = act_links(
        entry["commands"], entry["commands_words"], {"applications": entry["application"]}
    )
    named = zip(entry["commands"], links, strict=True)
    return [ActLink(sheet, one.words) if name == SCORES else one for name, one in named]


PAGES = (PageRoute("/reviewing", expert_room, ()),)
