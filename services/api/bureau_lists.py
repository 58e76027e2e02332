"""Lists for bureaus, each over the own area: audit trail, worklist, statistics."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.read_model.tables import Table
from domain.case import Actor
from domain.matter import CaseReader
from domain.regime.lifecycle import RegimeFile
from domain.regulation.model import Step
from domain.regulation.rules import rules_of
from projections import worklist
from projections.audit_trail import AuditEntry
from services.access.redaction import knows_experts
from services.access.visibility import divisions_of, supervises
from services.api.lists import cursor_after, found_in, item, reached, where_of
from services.api.requests import (
    actor_of,
    cursor_asked,
    day_asked,
    no_nul,
    number_asked,
    runtime_of,
)
from services.api.responses import Page, json
from services.queries.panel_tasks import waiting
from services.runtime import Runtime
from services.subscriptions.catalogue import AUDIT, PANELS, STATISTICS, WORKLIST
from services.subscriptions.projector import dead_letters

Shown = Callable[[Any], dict[str, Any] | None]
FOR_ANY_STAGE = frozenset(
    {
        *("WithdrawApplication", "TerminateProcedure", "ChangeApplicationData"),
        *("ReceiveLocalFiling", "RequestRecusal"),
        *("LodgeObjection", "WithdrawObjection"),
    }
)
HOSTS = {"AssignPanel": "AppointPanel"}
"""Steps that a case waits for, and the act on its batch that brings them about."""


async def own_area(
    request: Request, table: Table[Any, Any], shown: Shown, **asked: Any
) -> Response:
    """A page of a table, within the caller's divisions and the regimes that it supervises; 403 for
    those who have none."""
    runtime, actor = runtime_of(request), actor_of(request)
    divisions = divisions_of(actor)
    if not divisions:
        raise HTTPException(403)
    await reached(request, table.name)
    limit, where = number_asked(request, "limit", 50, 1, 500), where_of(request, table)
    requested = where.get("division", divisions)
    where["division"] = [code for code in requested if code in divisions]
    found = await found_in(request, table, limit, where=where, **asked)
    today = runtime.clock.today()

    def seen(row: Any) -> dict[str, Any] | None:
        file, _ = runtime.store.held(f"regulations/{row.regulation}")
        return shown(row) if supervises(actor, file, today) else None

    rows = (item(table, listed, seen) for listed in found[:limit])
    return json(Page(tuple(row for row in rows if row), cursor_after(found, limit)))


async def audit(request: Request) -> Response:
    """`GET /audit?actor&stream&type&rule&from&to`: who did what under which rule. Days are those of
    the act, both included."""
    start, end = day_asked(request, "from"), day_asked(request, "to")
    actor = actor_of(request)
    rule = no_nul(request.query_params.get("rule"))
    asked: dict[str, Any] = {"text": f"|{rule}|" if rule else None}
    if start or end:
        asked["sort"] = "occurred_on"
        asked["after"] = cursor_asked(request) or ((start or date.min).isoformat(), "")
    return await own_area(request, AUDIT, lambda row: entry(row, end, actor), **asked)


def entry(row: AuditEntry, end: date | None, actor: Actor) -> dict[str, Any] | None:
    """What experts did is for those who may know who they are."""
    if end and row.occurred_on > end.isoformat():
        return None
    if row.role == "EXPERT" and not knows_experts(actor, row.division):
        return None
    shown: dict[str, Any] = msgspec.to_builtins(row)
    return shown


async def work(request: Request) -> Response:
    """`GET /worklist`: the cases of the own area that wait for the caller, longest first; an
    expert's, those of the own panels."""
    runtime, actor = runtime_of(request), actor_of(request)
    if actor.role == "EXPERT":
        return await own_panels(request, actor)
    reader = CaseReader(runtime.store.held, runtime.vault.claim_id)
    today = runtime.clock.today()
    return await own_area(
        request, WORKLIST, lambda row: task(row, tuple(open_to(runtime, reader, actor, row)), today)
    )


def task(row: worklist.OpenCase, commands: tuple[str, ...], today: date) -> dict[str, Any] | None:
    if not commands:
        return None
    waits = today - date.fromisoformat(row.since)
    return {**msgspec.to_builtins(row), "commands": commands, "days": waits // timedelta(days=1)}


def open_to(
    runtime: Runtime, reader: CaseReader, actor: Actor, row: worklist.OpenCase
) -> list[str]:
    """What the regulation lets this person's role and duty do in the case's stage, by itself or as
    an act that brings a step of this case about."""
    file = reader.state("regulations", row.regulation)
    version = file.applicable(runtime.clock.today()) if isinstance(file, RegimeFile) else None
    steps = rules_of(version.text).text.step if version else ()
    brought = ((part, host) for part in steps for host in steps if host.do == HOSTS.get(part.do))
    own = [step.do for step in steps if waits_for(actor, row, step)]
    return own + [h.do for part, h in brought if waits_for(actor, row, replace(part, by=h.by))]


def waits_for(actor: Actor, row: worklist.OpenCase, step: Step) -> bool:
    return (
        step.stream == row.stream
        and row.stage in step.during
        and actor.role in step.by
        and (step.duty is None or step.duty in actor.duties)
        and step.channel in (None, row.channel)
        and step.do not in FOR_ANY_STAGE
        and set(step.after).issubset(row.done)
        and set(step.unless).isdisjoint(row.done)
    )


async def own_panels(request: Request, actor: Actor) -> Response:
    """What waits for an expert, panel by panel, by the cases as they are now."""
    runtime = runtime_of(request)
    await reached(request, PANELS.name)
    limit = number_asked(request, "limit", 50, 1, 500)
    asked: dict[str, Any] = {"sort": PANELS.sorts[0], "after": cursor_asked(request)}
    found = await run_in_threadpool(
        lambda: runtime.readmodel.page(
            PANELS, text=f"|{actor.person}|", lot=dead_letters(PANELS), limit=limit + 1, **asked
        )
    )
    reader, today = CaseReader(runtime.store.current, runtime.vault.claim_id), runtime.clock.today()
    seats = [PANELS.decoded(one.row.decode()) for one in found[:limit] if not one.parked]
    tasks = (
        task(row, commands, today)
        for seat in seats
        for row, commands in waiting(reader, seat, actor.person, today)
    )
    return json(Page(tuple(one for one in tasks if one), cursor_after(found, limit)))


async def statistics(request: Request) -> Response:
    """`GET /statistics`: how often what happened, by month, division and kind."""
    return await own_area(request, STATISTICS, msgspec.to_builtins)
