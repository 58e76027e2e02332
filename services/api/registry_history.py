"""The public history of one centre: from which day it had which name, builder and status, and by
which document."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from projections import registry
from projections.two_clocks import FOREVER, Slice
from services.api.lists import LATER, Json, centre_shown, rules_today
from services.api.openapi_words import MOMENT_OR_BLANK, many
from services.api.positions import reached
from services.api.registry_changes import why_changed
from services.api.requests import id_of, moment_asked, runtime_of
from services.api.responses import Page, json
from services.api.route import Route
from services.api.wording import with_words
from services.runtime import Runtime
from services.subscriptions.catalogue import CENTRES
from services.subscriptions.projector import dead_letters


class RegistrySpell(registry.Row, frozen=True, kw_only=True):
    """A centre's row from one day until another, both included; `until` null: still. `why` says in
    words what has changed on the first of them."""

    begins: date
    until: date | None
    why: Text


async def history(request: Request) -> Response:
    """`GET /registry/centres/{id}/history`: public, as known at a moment, the earliest first. 404
    for what was never in the registry."""
    runtime, id = runtime_of(request), id_of(request)
    known = moment_asked(request, "known_at") or datetime.now(UTC)
    await reached(request, CENTRES.name)
    items = await run_in_threadpool(lambda: tuple(spells(runtime, id, known)))
    if not items:
        raise HTTPException(404)
    return json(Page(items, None))


def spells(runtime: Runtime, id: str, known: datetime) -> Iterator[Json]:
    if runtime.readmodel.row(dead_letters(CENTRES), id):
        raise HTTPException(503, headers=LATER)
    every = runtime.readmodel.slices(CENTRES, id)
    slices = [one for one in every if one.known_from <= known < one.known_to]
    slices.sort(key=lambda one: one.valid_from)
    rules = rules_today(runtime)
    for before, one in pairwise([None, *slices]):
        assert one is not None
        own = rules.get(one.row.regulation)
        told = {
            "begins": one.valid_from,
            "until": last_of(one),
            "why": why_changed(before.row if before else None, one.row, own),
        }
        yield msgspec.to_builtins(told) | with_words(centre_shown(one.row), own)


def last_of(one: Slice[registry.Row]) -> date | None:
    return None if one.valid_to == FOREVER else one.valid_to - timedelta(days=1)


ROUTES = (
    Route(
        "GET",
        "/registry/centres/{id}/history",
        history,
        "registryCentreHistory",
        many(RegistrySpell),
        ("404", "422", "503"),
        {"known_at": MOMENT_OR_BLANK},
        public=True,
        words=Text("名录中一个运营中心的沿革", "What the registry has said of one centre"),
    ),
)
