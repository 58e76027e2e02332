"""The state of one case, on two clocks (bitemporal), and the commands that are allowed next."""

from hashlib import sha256
from typing import Any, Literal

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.case import Actor, Case, Command, Context
from domain.deciding import reasons_against, rules_for
from domain.matter import Matter
from domain.refusal import Refusal, Refused, Text
from domain.streams import Stream
from domain.words import command_words
from services.access.disclosure import opener, state_shown
from services.api.commands import slug
from services.api.history_threads import beside_the_loop
from services.api.negotiation import entity_tags
from services.api.openapi_words import CASE_PROBLEMS, MOMENTS, one
from services.api.problems import ShownRefusal, english, in_words
from services.api.requests import day_asked, id_of, moment_asked, runtime_of, stream_of
from services.api.route import Route
from services.api.views import reader_of, visible
from services.runtime import Runtime

When = Literal["now", "not_yet", "not_yours", "over"]


class Action(Struct, frozen=True):
    """Whether a command is allowed for this user now; if not, why.

    `when` is not_yet where another step or day, or a correction, may still allow it; not_yours
    where it is another person's; over where it is too late or no step of this procedure.
    """

    command: str
    words: Text
    slug: str
    allowed: bool
    when: When
    refusals: tuple[ShownRefusal, ...] = ()


class CaseState(Struct, frozen=True):
    """The answer about a case: its state, version, regulation, and the actions on it."""

    stream: str
    id: str
    version: int
    state: dict[str, Any]
    regulation: str | None
    actions: tuple[Action, ...]


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


def actions_of(
    runtime: Runtime, actor: Actor, stream: Stream, id: str, case: Case, en: bool
) -> tuple[Action, ...]:
    """Each command that callers may give, with every reason against it but those in its body."""
    reader = runtime.reader()
    day = runtime.clock.today()
    context = Context(actor=actor, occurred_on=day, effective_on=day, command_id="")
    offered = [c for c in stream.commands if not c.entailed and not c.opens]
    try:
        rules = rules_for(stream.name, case, None, reader, day)
    except Refused as refused:
        return tuple(
            action(command, command_words(command.__name__), refused.refusals, en)
            for command in offered
        )
    matter = Matter(stream.name, id, case, context, reader, rules)
    return tuple(
        action(c, rules.step_called(c.__name__), tuple(reasons_against(matter, c)), en)
        for c in offered
    )


def action(command: type[Command], words: Text, reasons: tuple[Refusal, ...], en: bool) -> Action:
    name, shown_reasons = command.__name__, in_words(reasons, en)
    return Action(name, words, slug(command), not reasons, when(reasons), shown_reasons)


def when(reasons: tuple[Refusal, ...]) -> When:
    """Whether it is another person's, too late or no step of this procedure, or only not yet."""
    if any(reason.kind == "who" for reason in reasons):
        return "not_yours"
    if any(reason.over for reason in reasons):
        return "over"
    return "not_yet" if reasons else "now"


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
