"""Traces of money over HTTP: of a project, an allocation or a source, and back from a payment."""

from collections.abc import Callable
from functools import cache

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.context import Actor
from domain.refusal import Text
from services.access.policy import Tie
from services.access.scope import streams_by
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import MOMENTS, TEXT, Answered, Schema, ref
from services.api.positions import reached
from services.api.problems import WrongForm
from services.api.requests import actor_of, day_asked, id_of, moment_asked, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.jobs.seen_cases import case_seen
from services.queries.tracing.answers import BackwardAnswer, SankeyAnswer, TraceAnswer
from services.queries.tracing.backward import traced_back
from services.queries.tracing.diagram import drawn_trace
from services.queries.tracing.forward import Moments, trace_answer, traced
from services.queries.tracing.held_accounts import Seen
from services.queries.tracing.ledger_moment import LedgerMoment, ledger_at
from services.queries.tracing.reach import MOST_LINES, TooFar
from services.queries.tracing.traced_money import A_PROJECT, TracedMoney, parsed, place_written
from services.runtime import Runtime
from services.subscriptions.catalogue import LEDGER

BACK, SANKEY = "back", "sankey"
_MONEY = (
    "project:编号、allocation:位置、source:special 或 source:match"
    " / project:ID, allocation:POSITION, source:special or source:match"
)
_PLACE = "位置:行号 / POSITION:LINE"


class TraceReader(Struct, frozen=True):
    """The ledger at the moment that a request asks about, as its reader is shown it."""

    ledger: LedgerMoment
    seen: Seen
    moments: Moments


async def trace_of_project(request: Request) -> Response:
    """`GET /fund-projects/{id}/trace`: where the project's special money went."""
    await reached(request, LEDGER.name)
    money = TracedMoney(A_PROJECT, id_of(request))
    return await beside_the_loop(request, answer_forward, request, actor_of(request), money)


async def trace_of_money(request: Request) -> Response:
    """`GET /trace`: the same of any money, and back from a payment; for those who see the accounts
    of an area."""
    await reached(request, LEDGER.name)
    actor = actor_of(request)
    if "bank-accounts" not in streams_by(actor, (Tie.AREA,)):
        raise HTTPException(403)
    if one_asked(request, "direction", ("", BACK)) == BACK:
        return await beside_the_loop(request, answer_backward, request, actor)
    money = parsed(request.query_params.get("of", ""))
    if money is None:
        raise WrongForm("/of", f"of：{_MONEY}")
    return await beside_the_loop(request, answer_forward, request, actor, money)


def answer_forward(request: Request, actor: Actor, money: TracedMoney) -> Response:
    reader = reader_in(request, actor)
    try:
        found = traced(reader.ledger, reader.seen, money)
    except TooFar:
        raise WrongForm("/of", too_far()) from None
    if found is None:
        raise HTTPException(404)
    if one_asked(request, "as", ("", SANKEY)) == SANKEY:
        return json(drawn_trace(found, reader.moments))
    accounts = [one for one in request.query_params.get("accounts", "").split(",") if one]
    return json(trace_answer(found, reader.moments, accounts))


def answer_backward(request: Request, actor: Actor) -> Response:
    reader, to = reader_in(request, actor), place_written(request.query_params.get("to", ""))
    if to is None:
        raise WrongForm("/to", f"to：{_PLACE}")
    try:
        found = traced_back(reader.ledger, reader.seen, to, reader.moments)
    except TooFar:
        raise WrongForm("/to", too_far()) from None
    if found is None:
        raise HTTPException(404)
    return json(found)


def reader_in(request: Request, actor: Actor) -> TraceReader:
    runtime = runtime_of(request)
    day = day_asked(request, "as_of") or runtime.clock.today()
    known = moment_asked(request, "known_at") or runtime.clock.now()
    ledger = ledger_at(asking(runtime), day, known)
    moments = (day.isoformat(), known.isoformat())
    return TraceReader(ledger, sight_of(runtime, actor), moments)


def asking(runtime: Runtime) -> Callable[..., list[tuple[object, ...]]]:
    return lambda sql, values: [*runtime.readmodel.ask(LEDGER, sql, values)]


def sight_of(runtime: Runtime, actor: Actor) -> Seen:
    """Whether the policy shows this person a case; each is looked at once."""
    return cache(lambda name: case_seen(runtime, actor, name) is not None)


def one_asked(request: Request, name: str, allowed: tuple[str, ...]) -> str:
    value = request.query_params.get(name, "")
    if value not in allowed:
        raise WrongForm(f"/{name}", f"{name}：{'、'.join(allowed[1:])} / {', '.join(allowed[1:])}")
    return value


def too_far() -> str:
    return (
        f"牵涉的流水超过 {MOST_LINES:,} 行，请改查一个项目或者较早的一天"
        f" / more than {MOST_LINES:,} lines are within reach: ask of one project, or an earlier day"
    )


def any_of(*kinds: type[Struct]) -> Answered:
    schema = {"anyOf": [ref(kind) for kind in kinds]}
    return Answered({"application/json": {"schema": schema}}, kinds)


AS: dict[str, Schema] = {"as": {"enum": ["", SANKEY]}}
_ACCOUNTS: dict[str, Schema] = {"accounts": TEXT}
ROUTES = (
    Route(
        "GET",
        "/fund-projects/{id}/trace",
        trace_of_project,
        "fundProjectTrace",
        any_of(TraceAnswer, SankeyAnswer),
        ("401", "404", "422", "503"),
        {**MOMENTS, **AS, **_ACCOUNTS},
        words=Text("项目资金的去向", "Where a project's money went"),
    ),
    Route(
        "GET",
        "/trace",
        trace_of_money,
        "trace",
        any_of(TraceAnswer, SankeyAnswer, BackwardAnswer),
        ("401", "403", "404", "422", "503"),
        {
            "of": TEXT,
            **_ACCOUNTS,
            **MOMENTS,
            **AS,
            "direction": {"enum": ["", BACK]},
            "to": TEXT,
        },
        words=Text("资金的去向和来源", "Where money went, and where it came from"),
        tag="money",
    ),
)
