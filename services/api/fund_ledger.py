"""The ledger of a fund project over HTTP: balances, legs and budget lines, as of any day and as
known at any moment."""

import re
from datetime import date, datetime

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from domain.streams import STREAMS
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import MOMENTS, Schema, one, pages
from services.api.positions import reached
from services.api.problems import WrongForm
from services.api.requests import (
    actor_of,
    day_asked,
    id_of,
    moment_asked,
    number_asked,
    runtime_of,
)
from services.api.responses import json
from services.api.route import Route
from services.api.views import visible
from services.queries.ledger import (
    BudgetUse,
    LedgerClock,
    LedgerLeg,
    ShortDay,
    SourceBalance,
    budget_use,
    legs_of,
    short_days,
    source_balances,
)
from services.subscriptions.catalogue import LEDGER
from services.subscriptions.projector import dead_letters

MONEY_SOURCES = ("SPECIAL", "MATCH", "OWN")
LEG_CURSOR = re.compile(r"(\d{1,18}):(\d{1,18}):(\d{1,18})", re.ASCII)
MOST_LEGS = 500


class FundLedger(Struct, frozen=True, kw_only=True):
    """A project's money on a day, as known at a moment: what its purse holds of each source, what
    is used of its budget lines, the days by which it was short, and a page of its legs. Without a
    `known_at` it is as known now. `whole`: no event is left out that could not be booked."""

    project: str
    as_of: date
    known_at: datetime | None
    whole: bool
    balances: tuple[SourceBalance, ...]
    budget_lines: tuple[BudgetUse, ...]
    short_days: tuple[ShortDay, ...]
    legs: tuple[LedgerLeg, ...]
    next: str | None = None


async def of_a_project(request: Request) -> Response:
    """`GET /fund-projects/{id}/ledger?as_of&known_at&source`: for who is shown the project."""
    await reached(request, LEDGER.name)
    return await beside_the_loop(request, ledger_of, request)


def ledger_of(request: Request) -> Response:
    runtime, id = runtime_of(request), id_of(request)
    visible(runtime, actor_of(request), STREAMS["fund-projects"], id)
    day = day_asked(request, "as_of") or runtime.clock.today()
    known = moment_asked(request, "known_at")
    source, after = source_asked(request), leg_asked(request)
    limit = number_asked(request, "limit", 100, 1, MOST_LEGS)
    rows, clock = runtime.readmodel, LedgerClock(day, known)
    legs = legs_of(rows, id, clock, source, after, limit + 1)
    return json(
        FundLedger(
            project=id,
            as_of=day,
            known_at=known,
            whole=not rows.filled([dead_letters(LEDGER)]),
            balances=source_balances(rows, id, clock, source),
            budget_lines=budget_use(rows, id, clock),
            short_days=short_days(rows, id, clock, source),
            legs=legs[:limit],
            next=legs[limit - 1].cursor if len(legs) > limit else None,
        )
    )


def source_asked(request: Request) -> str | None:
    source = request.query_params.get("source")
    if source and source not in MONEY_SOURCES:
        raise WrongForm(
            "/source", f"source：{'、'.join(MONEY_SOURCES)} / one of {', '.join(MONEY_SOURCES)}"
        )
    return source or None


def leg_asked(request: Request) -> tuple[int, int, int]:
    """The leg after which the page begins."""
    cursor = request.query_params.get("cursor")
    found = LEG_CURSOR.fullmatch(cursor) if cursor else None
    if cursor and not found:
        raise WrongForm("/cursor", "cursor：上一页的 next / the `next` of the page before")
    return (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)


LEDGER_SOURCES: dict[str, Schema] = {"source": {"enum": ["", *MONEY_SOURCES]}}
ROUTES = (
    Route(
        "GET",
        "/fund-projects/{id}/ledger",
        of_a_project,
        "fundProjectLedger",
        one(FundLedger),
        ("401", "404", "422", "503"),
        {**MOMENTS, **LEDGER_SOURCES, **pages(MOST_LEGS)},
        words=Text("项目资金账", "A project's ledger"),
    ),
)
