"""The state of one case, on two clocks (bitemporal), and the commands that are allowed next."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.proceeding import Proceeding
from domain.refusal import Text
from domain.words import proceeding_stage_words, proceeding_words
from services.access.disclosure import opener, state_shown
from services.api.actions import Action, actions_of
from services.api.history_threads import beside_the_loop
from services.api.negotiation import entity_tags
from services.api.openapi_words import CASE_PROBLEMS, MOMENTS, one
from services.api.problems import english
from services.api.requests import day_asked, id_of, moment_asked, runtime_of, stream_of
from services.api.route import Route
from services.api.views import reader_of, visible


class ProceedingTold(Struct, frozen=True):
    """A proceeding of a case (a year, a rectification) in words, and its stage."""

    words: Text
    stage: str
    stage_words: Text


class CaseState(Struct, frozen=True):
    """The answer about a case: its state, version, regulation, the actions on it, and by their ids
    the proceedings in it ("annual/2026")."""

    stream: str
    id: str
    version: int
    state: dict[str, Any]
    regulation: str | None
    actions: tuple[Action, ...]
    proceedings: dict[str, ProceedingTold] = {}


def proceedings_told(proceedings: Iterable[Proceeding]) -> dict[str, ProceedingTold]:
    return {
        one.id: ProceedingTold(
            proceeding_words(one.id), one.stage, proceeding_stage_words(one.kind, one.stage)
        )
        for one in proceedings
    }


async def state(request: Request) -> Response:
    """`GET /{streams}/{id}?as_of=&known_at=`: the state, now or at another moment."""
    return await beside_the_loop(request, state_of, request)


def state_of(request: Request) -> Response:
    runtime, stream, id = runtime_of(request), stream_of(request), id_of(request)
    actor = reader_of(request, stream)
    view = visible(runtime, actor, stream, id)
    case = view.case
    day, known = day_asked(request, "as_of"), moment_asked(request, "known_at")
    past = day is not None or known is not None
    shown = runtime.store.at_moment(view.name, day, known) if past else case
    if shown is None:
        raise HTTPException(404)
    actions = () if past else actions_of(runtime, actor, stream, id, case, english(request))
    answer = CaseState(
        stream=stream.name,
        id=id,
        version=view.number,
        state=state_shown(view.shown(shown), opener(runtime.vault, actor, case)),
        regulation=shown.regulation,
        actions=actions,
        proceedings=proceedings_told(shown.proceedings),
    )
    return tagged(request, answer)


def tagged(request: Request, answer: CaseState) -> Response:
    """The response with its ETag, per reader and language (RFC 9110, 8.8): the version in the
    reader's numbering, which `If-Match` compares, and a digest of the body. 304 where it
    matches."""
    body = msgspec.json.encode(answer)
    tag = f'"{answer.version}-{sha256(body).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if is_known(request, tag.strip('"')):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, "application/json")


def is_known(request: Request, tag: str) -> bool:
    """Whether `If-None-Match` lists the tag, weakly compared, or any (RFC 9110, 13.1.2)."""
    asked = request.headers.get("if-none-match", "")
    return asked.strip() == "*" or tag in (entity_tags(asked) or ())


ROUTES = (
    Route(
        "GET",
        "/{stream}/{id}",
        state,
        "{stream}State",
        one(CaseState),
        CASE_PROBLEMS,
        MOMENTS,
        words=Text("案卷现状与可办事项", "State of a case, and what can be done"),
    ),
)
