"""The fields that differ between two versions of a case, or two moments, by JSON pointer; its
proceedings in words."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from adapters.event_store.cases import CaseStore
from domain.case import Case
from domain.proceeding import Proceeding
from domain.refusal import Text
from domain.words import proceeding_stage_words, proceeding_words
from services.access.disclosure import Open, opener, plain_shown
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import (
    CASE_PROBLEMS,
    COUNT,
    DAY_OR_BLANK,
    MOMENT_OR_BLANK,
    Answered,
)
from services.api.problems import WrongForm
from services.api.requests import (
    day_asked,
    id_of,
    moment_asked,
    number_asked,
    runtime_of,
    stream_of,
)
from services.api.responses import json
from services.api.route import Route
from services.api.views import CaseView, reader_of, visible

MOMENTS_ASKED = ("day_from", "day_to", "known_from", "known_to")
INTO_PROCEEDING = re.compile(r"/proceedings/(\d+)(?:/(\w+))?")


class ProceedingChange(Struct, frozen=True, kw_only=True):
    """A proceeding that is at another stage, or that only one side has, in words."""

    id: str
    words: Text
    before: Text | None
    after: Text | None


async def diff(request: Request) -> Response:
    """`GET /{streams}/{id}/diff?from=&to=`: fields that differ between two versions; or, with
    `day_from`, `day_to`, `known_from`, `known_to`, between two moments."""
    return await beside_the_loop(request, diff_of, request)


def diff_of(request: Request) -> Response:
    runtime, stream, id = runtime_of(request), stream_of(request), id_of(request)
    actor = reader_of(request, stream)
    view = visible(runtime, actor, stream, id)
    asked = (
        of_moments if any(request.query_params.get(name) for name in MOMENTS_ASKED) else of_versions
    )
    told, states = asked(request, runtime.store, view)
    before, after = (state and view.shown(state) for state in states)
    open = opener(runtime.vault, actor, view.case)
    answer = {**told, "changes": changes(before, after, open)}
    return json({**answer, "proceedings": [*proceedings_changed(before, after)]})


StatesAsked = tuple[dict[str, Any], tuple[Case | None, Case | None]]


def of_versions(request: Request, store: CaseStore, view: CaseView) -> StatesAsked:
    """The case at two versions, in the reader's numbering; from nothing to now where unsaid."""
    old = number_asked(request, "from", 0, 0, view.number)
    new = number_asked(request, "to", view.number, 0, view.number)
    first, last = map(view.numbering.version, (old, new))
    earlier = store.at_version(view.name, first)
    later = store.at_version(view.name, last, (earlier, first))
    return {"from": old, "to": new}, (earlier, later)


def of_moments(request: Request, store: CaseStore, view: CaseView) -> StatesAsked:
    """The case on two days, each as known at a moment; today as known now where unsaid."""
    for name in ("from", "to"):
        if request.query_params.get(name):
            raise WrongForm(f"/{name}", "版本与日期不同时使用 / versions or days, not both")
    today = runtime_of(request).clock.today()
    days = [day_asked(request, name) or today for name in MOMENTS_ASKED[:2]]
    known = [moment_asked(request, name) for name in MOMENTS_ASKED[2:]]
    first, last = (
        store.at_moment(view.name, day, moment) for day, moment in zip(days, known, strict=True)
    )
    return dict(zip(MOMENTS_ASKED, (*days, *known), strict=True)), (first, last)


def proceedings_changed(before: Case | None, after: Case | None) -> Iterator[ProceedingChange]:
    """The proceedings by their ids, however they are ordered on either side."""
    old, new = (
        {one.id: one for one in (case.proceedings if case else ())} for case in (before, after)
    )
    for id in dict.fromkeys((*old, *new)):
        stages = [
            proceeding_stage_words(found.kind, found.stage) if found else None
            for found in (old.get(id), new.get(id))
        ]
        if stages[0] != stages[1]:
            yield ProceedingChange(
                id=id, words=proceeding_words(id), before=stages[0], after=stages[1]
            )


def changes(before: Case | None, after: Case | None, open: Open) -> list[dict[str, Any]]:
    """Each field that differs, by JSON pointer, with both values; of a proceeding `about` says
    which one in words, and so are its stages said."""
    plain = (msgspec.to_builtins(one) if one else {} for one in (before, after))
    old, new = (plain_shown(part or {}, open) for part in unequal_parts(*plain))
    differing = sorted(value_differences(old, new), key=lambda change: change[0])
    return [
        {"pointer": pointer, "from": one, "to": other}
        | within_proceeding(pointer, one, other, (after or before or Case()).proceedings)
        for pointer, one, other in differing
    ]


def unequal_parts(old: Any, new: Any) -> tuple[Any, Any]:
    """Both values without what is the same in them: it need not be decrypted. What is encrypted
    anew may be the same all the same."""
    if old == new:
        return None, None
    if isinstance(old, dict) and isinstance(new, dict) and "$" not in old.keys() | new.keys():
        pairs = {key: unequal_parts(old.get(key), new.get(key)) for key in old.keys() | new.keys()}
        kept = {key: pair for key, pair in pairs.items() if pair != (None, None)}
        return {key: one for key, (one, _) in kept.items()}, {
            k: two for k, (_, two) in kept.items()
        }
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        parts = [unequal_parts(one, other) for one, other in zip_longest(old, new)]
        return [one for one, _ in parts], [other for _, other in parts]
    return old, new


def within_proceeding(
    pointer: str, old: Any, new: Any, proceedings: Sequence[Proceeding]
) -> dict[str, Text | None]:
    """In words which proceeding a pointer leads into, and both of its stages where it is that."""
    at = INTO_PROCEEDING.match(pointer)
    if at is None or int(at[1]) >= len(proceedings):
        return {}
    found = proceedings[int(at[1])]
    if at[2] != "stage":
        return {"about": proceeding_words(found.id)}
    stages = [proceeding_stage_words(found.kind, one) if one else None for one in (old, new)]
    return {"about": proceeding_words(found.id), "from_words": stages[0], "to_words": stages[1]}


def value_differences(old: Any, new: Any, pointer: str = "") -> Iterator[tuple[str, Any, Any]]:
    """JSON pointer and both values of each field that differs; None for one that is not there. What
    is equal on both sides is not gone into."""
    if old == new:
        return
    leaf, new_leaf = (None if isinstance(one, dict | list) else one for one in (old, new))
    if leaf != new_leaf:
        yield pointer, leaf, new_leaf
    before, after = parts_by_name(old), parts_by_name(new)
    for key in before.keys() | after.keys():
        yield from value_differences(before.get(key), after.get(key), f"{pointer}/{key}")


def parts_by_name(value: Any) -> dict[str, Any]:
    """The values in a value by name or number; nothing in one that has no parts."""
    if isinstance(value, list):
        return {str(number): part for number, part in enumerate(value)}
    return value if isinstance(value, dict) else {}


CHANGES = Answered({"application/json": {"schema": {"type": "object"}}})
ROUTES = (
    Route(
        "GET",
        "/{stream}/{id}/diff",
        diff,
        "{stream}Diff",
        CHANGES,
        CASE_PROBLEMS,
        {
            "from": COUNT,
            "to": COUNT,
            **dict.fromkeys(MOMENTS_ASKED[:2], DAY_OR_BLANK),
            **dict.fromkeys(MOMENTS_ASKED[2:], MOMENT_OR_BLANK),
        },
        words=Text("两个版本或两个时点的差别", "Differences between two versions, or moments"),
    ),
)
