"""Lists for bureaus, each limited to the bureau's area: audit trail, worklist, statistics."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.read_model.reader import Listed
from adapters.read_model.tables import Table
from domain.case import Actor
from domain.matter import CaseReader
from domain.refusal import Text
from domain.regime.lifecycle import regime_in
from domain.regulation.model import Step
from domain.running import alert_reached
from domain.streams import STREAMS
from projections import worklist
from projections.audit_trail import AuditEntry
from services.access.policy import Tie
from services.access.scope import is_listed, scope
from services.api.lists import item, sort_of, where_of
from services.api.openapi_words import DAY_OR_BLANK, TEXT, Schema, listed, rows
from services.api.positions import reached
from services.api.regime_notices import notices_by_regime
from services.api.requests import (
    actor_of,
    cursor_asked,
    cursor_to,
    day_asked,
    no_nul,
    number_asked,
    runtime_of,
)
from services.api.responses import Page, json
from services.api.route import Handler, Route
from services.api.wording import rules_by_code, with_words
from services.queries.batch_tasks import awaited_acts, entries_under, is_awaited, is_open
from services.queries.numbers import number_told
from services.queries.pages import Keep, every, read_page
from services.queries.panel_tasks import Task, tasks_of
from services.runtime import Runtime
from services.subscriptions.catalogue import AUDIT, PANELS, STATISTICS, WORKLIST
from services.subscriptions.projector import dead_letters

Shown = Callable[[Any], dict[str, Any]]
COMMANDS = [command for stream in STREAMS.values() for command in stream.commands]
FOR_ANY_STAGE = frozenset(command.__name__ for command in COMMANDS if command.at_any_time)
HOSTS: dict[str, tuple[str, ...]] = {}
"""For each step that an act on another case brings about: the names of such acts."""
for host in COMMANDS:
    for part in host.brings:
        HOSTS[part.__name__] = (*HOSTS.get(part.__name__, ()), host.__name__)


async def own_area(
    request: Request, table: Table[Any, Any], shown: Shown, keep: Keep = every, **asked: Any
) -> Response:
    """A page of a table: the rows of the caller's area that the access policy shows and `keep`
    accepts. 403 where the policy shows the caller none."""
    runtime, actor = runtime_of(request), actor_of(request)
    today = runtime.clock.today()
    regimes = await run_in_threadpool(runtime.regimes)
    rights = scope(actor, table, regimes, today)
    if rights is None:
        raise HTTPException(403)
    where = narrowed(where_of(request, table), asked.pop("where", {}))
    await reached(request, table.name)
    limit = number_asked(request, "limit", 50, 1, 500)
    usual = {"sort": sort_of(request, table), "after": cursor_asked(request)} | asked
    after, dead = usual.pop("after"), dead_letters(table)

    def read(after: tuple[str, str] | None, size: int) -> list[Listed]:
        page = runtime.readmodel.page
        return page(table, where=where, rights=rights, after=after, limit=size, lot=dead, **usual)

    def page() -> Page:
        kept = read_page(read, after, limit, keep)
        called = rules_by_code(regimes, today)
        items = tuple(item(table, listed, shown, called) for listed in kept.rows)
        return Page(items, kept.after and cursor_to(kept.after))

    return json(await run_in_threadpool(page))


def narrowed(
    asked: Mapping[str, Sequence[str]], further: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[str]]:
    """Filters that a row must meet besides those asked for."""
    both = {
        name: [one for one in asked.get(name, some) if one in some]
        for name, some in further.items()
    }
    return {**asked, **both}


async def audit(request: Request) -> Response:
    """`GET /audit?actor&stream&type&rule&from&to`: who did what under which rule. `from` and `to`
    are days of the act, both included."""
    start, end = day_asked(request, "from"), day_asked(request, "to")
    rule = no_nul(request.query_params.get("rule"))
    asked: dict[str, Any] = {"text": f"|{rule}|" if rule else None}
    if start or end:
        asked["sort"] = "occurred_on"
        asked["after"] = cursor_asked(request) or ((start or date.min).isoformat(), "")
        asked["until"] = end.isoformat() if end else None
    runtime, actor = runtime_of(request), actor_of(request)

    def entry(row: AuditEntry) -> dict[str, Any]:
        number = number_told(runtime, actor, f"{row.stream}/{row.id}", row.version)
        return {**msgspec.to_builtins(row), "version": number}

    return await own_area(request, AUDIT, entry, **asked)


async def work(request: Request) -> Response:
    """`GET /worklist`: cases in the caller's area that wait for the caller, longest first; for an
    expert, those of their panels."""
    runtime, actor = runtime_of(request), actor_of(request)
    if is_listed(actor, WORKLIST, Tie.PANEL):
        return await own_panels(request, actor)
    reader = runtime.reader()
    today = runtime.clock.today()

    @cache  # called twice for each row: to filter it, and to show it
    def asked_of(row: worklist.OpenCase) -> tuple[str, ...]:
        return tuple(open_to(runtime, reader, actor, row))

    told = await run_in_threadpool(lambda: notices_by_regime(runtime.regimes(), today))

    return await own_area(
        request,
        WORKLIST,
        lambda row: {
            **task(row, asked_of(row), today),
            "notices": told.get(row.regulation, ()),
        },
        lambda listed: bool(listed.parked or asked_of(WORKLIST.decoded(listed.row.decode()))),
        where={"stage": sorted(await run_in_threadpool(stages_for, runtime, actor))},
    )


def task(row: worklist.OpenCase, commands: tuple[str, ...], today: date) -> dict[str, Any]:
    """A worklist row with its commands and days of waiting; of the running periods only `due` is
    shown, and those that remind of themselves: /deadlines has the rest."""
    shown: dict[str, Any] = msgspec.to_builtins(row)
    del shown["running"]
    waits, near = today - date.fromisoformat(row.since), list(reminded(row, today))
    return {**shown, "commands": commands, "days": waits // timedelta(days=1), "alerts": near}


def reminded(row: worklist.OpenCase, today: date) -> Iterator[dict[str, Any]]:
    """The running periods of a case whose alert has come: what each is, its last day, and how many
    days before it the alert is."""
    for one in row.running:
        last = date.fromisoformat(one.ends)
        if not one.held and (alert := alert_reached(one.alerts, last, today)):
            yield {"kind": one.kind, "called": one.called, "due": one.ends, "alert": alert}


def open_to(
    runtime: Runtime, reader: CaseReader, actor: Actor, row: worklist.OpenCase
) -> list[str]:
    """The commands that the regulation allows this role and duty at the case's stage, directly or
    as an act on the batch that brings about a step of this case."""
    file = regime_in(reader.state("regulations", row.regulation))
    rules = file.rules_on(runtime.clock.today())
    steps = rules.text.step if rules else ()
    own = [step for step in steps if waits_for(actor, row, step)]
    if row.stream == "batches":
        return awaited_acts(row, own, steps, entries_under(runtime.readmodel, row.id))
    return [*(step.do for step in own), *brought_about(actor, row, steps)]


def brought_about(actor: Actor, row: worklist.OpenCase, steps: Sequence[Step]) -> Iterator[str]:
    """Acts on another case, open to this person, that this one waits for: on the batch of an
    application, on the case that a remedy is about."""
    awaited = [part for part in steps if part.do in HOSTS and is_awaited(row, part, steps)]
    for part in awaited:
        acts = [act for act in steps if act.do in HOSTS[part.do]]
        for act in acts if not row.about else [a for a in acts if a.stream == row.about]:
            if waits_for(actor, row, replace(part, by=act.by, duty=act.duty)):
                yield act.do


def stages_for(runtime: Runtime, actor: Actor) -> set[str]:
    """The stages in which some regime in force gives this person's role a step."""
    day = runtime.clock.today()
    in_force = [regime_in(file).rules_on(day) for file in runtime.regimes().values()]
    texts = [rules.text for rules in in_force if rules]
    own = {step.do for text in texts for step in text.step if actor.role in step.by}
    brought = {part for part, hosts in HOSTS.items() if own.intersection(hosts)}
    steps = (step for text in texts for step in text.step if step.do in own | brought)
    return {stage for step in steps for stage in step.during}


def waits_for(actor: Actor, row: worklist.OpenCase, step: Step) -> bool:
    return (
        is_open(row, step)
        and actor.role in step.by
        and (step.duty is None or step.duty in actor.duties)
        and step.do not in FOR_ANY_STAGE
    )


async def own_panels(request: Request, actor: Actor) -> Response:
    """The worklist of an expert, from the current cases: few, so all are read, then filtered,
    sorted and cut into pages like any list."""
    runtime = runtime_of(request)
    await reached(request, PANELS.name)
    where, sort = where_of(request, WORKLIST), sort_of(request, WORKLIST)
    limit, after = number_asked(request, "limit", 50, 1, 500), cursor_asked(request)
    tasks = await run_in_threadpool(tasks_of, runtime, actor.person)
    kept = [each for each in tasks if all(getattr(each[0], name) in where[name] for name in where)]
    last_first = sort.startswith("-")
    ordered = sorted(kept, key=place_in_order, reverse=last_first)
    behind = [each for each in ordered if after is None or is_behind(each, after, last_first)]
    page, today = behind[:limit], runtime.clock.today()
    following = cursor_to(place_in_order(page[-1])) if len(behind) > limit else None
    called = await run_in_threadpool(lambda: rules_by_code(runtime.regimes(), today))
    items = (with_words(task(*each, today), called.get(each[0].regulation)) for each in page)
    return json(Page(tuple(items), following))


def place_in_order(waiting: Task) -> tuple[str, str]:
    row, _ = waiting
    return row.since, f"{row.stream}/{row.id}"


def is_behind(waiting: Task, after: tuple[str, str], last_first: bool) -> bool:
    place = place_in_order(waiting)
    return place < after if last_first else place > after


async def statistics(request: Request) -> Response:
    """`GET /statistics`: event counts by month, division and kind."""
    return await own_area(request, STATISTICS, msgspec.to_builtins)


def own_area_route(
    name: str, handler: Handler, table: Table[Any, Any], words: Text, **more: Schema
) -> Route:
    """The route `GET /{name}` of a list that is limited to the caller's area."""
    refused = ("401", "403", "422", "503")
    asked = listed(table, **more)
    return Route("GET", f"/{name}", handler, name, rows(table), refused, asked, words=words)


ROUTES = (
    own_area_route(
        "audit",
        audit,
        AUDIT,
        Text("审计线索", "Audit trail"),
        **{"rule": TEXT, "from": DAY_OR_BLANK, "to": DAY_OR_BLANK},
    ),
    own_area_route("worklist", work, WORKLIST, Text("待办", "Worklist")),
    own_area_route("statistics", statistics, STATISTICS, Text("统计", "Statistics")),
)
