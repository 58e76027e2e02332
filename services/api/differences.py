"""The fields that differ between two versions of a case, by JSON pointer."""

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.case import Case
from domain.refusal import Text
from services.access.disclosure import Open, opener, state_shown
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import CASE_PROBLEMS, COUNT, Answered
from services.api.requests import id_of, number_asked, runtime_of, stream_of
from services.api.responses import json
from services.api.route import Route
from services.api.views import reader_of, visible


async def diff(request: Request) -> Response:
    """`GET /{streams}/{id}/diff?from=&to=`: fields that differ between two versions."""
    return await beside_the_loop(request, diff_of, request)


def diff_of(request: Request) -> Response:
    runtime, stream, id = runtime_of(request), stream_of(request), id_of(request)
    actor = reader_of(request, stream)
    view = visible(runtime, actor, stream, id)
    old = number_asked(request, "from", 0, 0, view.number)
    new = number_asked(request, "to", view.number, 0, view.number)
    first, last = map(view.numbering.version, (old, new))
    earlier = runtime.store.at_version(view.name, first)
    states = earlier, runtime.store.at_version(view.name, last, (earlier, first))
    before, after = (state and view.shown(state) for state in states)
    open = opener(runtime.vault, actor, view.case)
    return json({"from": old, "to": new, "changes": changes(before, after, open)})


def changes(before: Case | None, after: Case | None, open: Open) -> list[dict[str, Any]]:
    """Each field that differs, by JSON pointer, with both values."""
    old = dict(leaves(state_shown(before, open))) if before else {}
    new = dict(leaves(state_shown(after, open))) if after else {}
    return [
        {"pointer": pointer, "from": old.get(pointer), "to": new.get(pointer)}
        for pointer in sorted(old.keys() | new.keys())
        if old.get(pointer) != new.get(pointer)
    ]


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Each value that has nothing in it, with its JSON pointer."""
    if not isinstance(value, dict | list):
        yield pointer, value
        return
    for key, within in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(within, dict | list):
            yield from leaves(within, f"{pointer}/{key}")
        else:
            yield f"{pointer}/{key}", within


CHANGES = Answered({"application/json": {"schema": {"type": "object"}}})
ROUTES = (
    Route(
        "GET",
        "/{stream}/{id}/diff",
        diff,
        "{stream}Diff",
        CHANGES,
        CASE_PROBLEMS,
        {"from": COUNT, "to": COUNT},
        words=Text("两个版本的差别", "Differences between two versions"),
    ),
)
