"""Compares every bureau's work list with the one computed from the cases themselves."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx2
from msgspec.structs import replace

from domain.application.case import Application
from domain.context import Actor
from projections.open_case import OpenCase
from services.access.policy import OFFICIALS
from services.access.ties import over, places_in, supervises
from services.consistency.claims import stream_names
from services.demo import people
from services.queries.open_tasks import open_to
from services.runtime import Runtime

Waiting = dict[str, tuple[str, tuple[str, ...]]]
"""By the application's id: its stage, and the commands that it waits for."""
BUREAUS = [one for one in people.accounts().values() if one.role in OFFICIALS]


def worklists_are_right(runtime: Runtime, api: str) -> None:
    """The service lists for every bureau the applications that wait for it, and no other."""
    computed = from_cases(runtime)
    until = datetime.now(UTC) + timedelta(hours=1)
    with httpx2.Client(base_url=api, timeout=60, trust_env=False) as client:
        for bureau in BUREAUS:
            bearer = {"Authorization": f"Bearer {runtime.accounts.token(bureau.person, until)}"}
            listed = {one["id"]: seen(one) for one in rows_of(client, bearer)}
            assert listed == computed(bureau), bureau


def seen(row: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    return row["stage"], tuple(row["commands"])


def rows_of(client: httpx2.Client, bearer: dict[str, str]) -> Iterator[dict[str, Any]]:
    query = {"stream": "applications", "limit": "500"}
    while True:
        page = client.get("/worklist", params=query, headers=bearer)
        assert page.status_code == 200, page.text
        yield from page.json()["items"]
        if not page.json()["next"]:
            return
        query["cursor"] = page.json()["next"]


def from_cases(runtime: Runtime) -> Callable[[Actor], Waiting]:
    """What waits for a bureau, by the state of every application: no list is asked."""
    day, regimes, reader = runtime.clock.today(), runtime.regimes(), runtime.current_reader()
    open_cases = list(applications_of(runtime))

    @cache
    def is_seen(actor: Actor, seat: str, regime: str) -> bool:
        file = regimes[regime]
        return supervises(actor, file, day) and over(actor, seat, places_in(file, day), day)

    @cache
    def asked(actor: Actor, row: OpenCase) -> tuple[str, ...]:
        return tuple(open_to(runtime, reader, actor, row))

    def waiting(actor: Actor) -> Waiting:
        found = {
            id: (row.stage, asked(actor, row))
            for id, case, row in open_cases
            if is_seen(actor, case.seat(day) or "", row.regulation)
        }
        return {id: one for id, one in found.items() if one[1]}

    return waiting


def applications_of(runtime: Runtime) -> Iterator[tuple[str, Application, OpenCase]]:
    """Every application that has not ended, with the row that its state gives."""
    for name in stream_names(runtime.store, "applications/"):
        case, _ = runtime.store.current(name)
        assert isinstance(case, Application)
        if not case.final:
            yield name.partition("/")[2], case, row_of(case)


def row_of(case: Application) -> OpenCase:
    """Without its id and days: applications of one kind wait for the same."""
    stage, regime, channel = case.stage or "", case.regime or "", case.channel or ""
    row = OpenCase("applications", "", stage, "", regime, "", case.owner, channel)
    return replace(row, batch=case.batch or "", done=case.done)
