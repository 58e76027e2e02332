"""Lists of the cases that one may see: searched, filtered, page by page."""

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.case import Command
from domain.context import Actor
from domain.regime.lifecycle import regime_in
from domain.streams import Stream
from domain.words import command_words, stream_words
from services.api import case_lists
from services.api.commands import slug
from services.api.organ_names import organ_name
from services.api.requests import runtime_of, stream_of
from services.pages.answering import html_page
from services.pages.case_titles import row_title
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import who_reads
from services.runtime import Runtime

ASKED_FOR = ("q", "stage", "ended", "cursor")


async def case_list_page(request: Request) -> Response:
    """`/{stream}?q&stage&ended&cursor`."""
    stream, runtime, actor = stream_of(request), runtime_of(request), who_reads(request)
    asked = {name: request.query_params.get(name, "") for name in ASKED_FOR}
    path = f"/{stream.name}"
    found = await answer_of(request, case_lists.cases, path, asked, stream=stream.name)
    untitled = [row for row in found["items"] if "stage" in row and not has_title(row)]
    places = {row.get("place", "") for row in found["items"]}
    return html_page(
        request,
        "cases.html",
        data=path,
        stream=stream.name,
        kind=stream_words(stream.name),
        found=found,
        asked=asked,
        places={code: organ_name(runtime, code) for code in places},
        titles={row["id"]: row_title(runtime, row) for row in untitled},
        openings=[
            (slug(kind), command_words(kind.__name__)) for kind in opened_by(runtime, actor, stream)
        ],
    )


def has_title(row: dict[str, Any]) -> bool:
    """Whether a row says what people call its case: remedies name the case that they contest."""
    return bool(row["title"] or row["name"]) and "/" not in row["title"]


def opened_by(runtime: Runtime, actor: Actor, stream: Stream) -> Iterator[type[Command]]:
    """The commands by which this person may open a case of the stream, by any regime in force."""
    day = runtime.clock.today()
    rules = [one for file in runtime.regimes().values() if (one := regime_in(file).rules_on(day))]
    for kind in stream.commands:
        steps = (step for one in rules for step in one.text.step if step.do == kind.__name__)
        if kind.opens and not kind.entailed and any(suits(step, actor) for step in steps):
            yield kind


def suits(step: object, actor: Actor) -> bool:
    """Whether a step is this person's: by role and duty."""
    by, duty = getattr(step, "by", ()), getattr(step, "duty", None)
    refused = getattr(step, "refused", False)
    return actor.role in by and (duty is None or duty in actor.duties) and not refused


PAGES = (PageRoute("/{stream}", case_list_page, ASKED_FOR),)
