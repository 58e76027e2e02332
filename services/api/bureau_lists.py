"""Lists for bureaus, each limited to the bureau's area: audit trail, worklist, statistics."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.read_model.reader import Listed
from adapters.read_model.tables import Table
from domain.context import Actor
from domain.refusal import Text
from domain.running import alert_reached
from projections.audit_trail import AuditEntry
from projections.open_case import OpenCase
from services.access.policy import UNITS, Tie
from services.access.scope import is_listed, scope
from services.api.lists import item, sort_of, where_of
from services.api.openapi_words import DAY_OR_BLANK, TEXT, Schema, listed, rows
from services.api.positions import reached
from services.api.problems import WrongForm
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
from services.queries.numbers import number_told
from services.queries.open_tasks import TasksOf, waiting_for
from services.queries.own_cases import own_centres
from services.queries.pages import Keep, every, read_page
from services.queries.panel_tasks import Task, tasks_of
from services.runtime import Runtime
from services.subscriptions.catalogue import AUDIT, CASES, PANELS, STATISTICS, WORKLIST
from services.subscriptions.projector import dead_letters

Shown = Callable[[Any], dict[str, Any]]
Look = Callable[[Sequence[Any]], None]


def look_at_nothing(rows: Sequence[Any]) -> None:
    """Nothing is shown with the rows of most lists."""


async def own_area(
    request: Request,
    table: Table[Any, Any],
    shown: Shown,
    keep: Keep = every,
    look: Look = look_at_nothing,
    **asked: Any,
) -> Response:
    """A page of a table: the rows of the caller's area that the access policy shows and `keep`
    accepts. `look` is given the rows that are read, before `keep`, to read at once what is shown
    with them. 403 where the policy shows the caller none."""
    runtime, actor = runtime_of(request), actor_of(request)
    today = runtime.clock.today()
    regimes = await run_in_threadpool(runtime.regimes)
    own = partial(own_centres, runtime.readmodel, actor.organ)
    rights = await run_in_threadpool(scope, actor, table, regimes, today, own)
    if rights is None:
        raise HTTPException(403)
    where = narrowed(where_of(request, table), asked.pop("where", {}))
    await reached(request, table.name)
    limit = number_asked(request, "limit", 50, 1, 500)
    usual = {"sort": sort_of(request, table), "after": cursor_asked(request)} | asked
    after, dead = usual.pop("after"), dead_letters(table)

    def read(after: tuple[str, str] | None, size: int) -> list[Listed]:
        page = runtime.readmodel.page
        found = page(table, where=where, rights=rights, after=after, limit=size, lot=dead, **usual)
        look([table.decoded(one.row.decode()) for one in found if not one.parked])
        return found

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
    """`GET /worklist?q`: cases in the caller's area that wait for the caller, longest first; for an
    expert, those of their panels. `q` is searched as in the lists of cases."""
    runtime, actor = runtime_of(request), actor_of(request)
    if is_listed(actor, WORKLIST, Tie.PANEL):
        return await own_panels(request, actor)
    today = runtime.clock.today()
    tasks = TasksOf(runtime, actor)
    notices = await run_in_threadpool(lambda: notices_by_regime(runtime.regimes(), today))

    def shown(row: OpenCase) -> dict[str, Any]:
        case = tasks.case(row)
        whose = {"owner": case.owner, "name": case.name, "channel": case.channel}
        told = task(row, tasks.asked_of(row), today) | whose
        told = without_steps(told) if actor.role in UNITS else told
        return {**told, "notices": notices.get(row.regulation, ())}

    def keep(listed: Listed) -> bool:
        return bool(listed.parked or tasks.asked_of(WORKLIST.decoded(listed.row.decode())))

    where = {"waits": sorted(await run_in_threadpool(waiting_for, runtime, actor))}
    if text := no_nul(request.query_params.get("q")):
        await reached(request, CASES.name)
        where["id"] = await run_in_threadpool(ids_that_say, runtime, text)
    return await own_area(request, WORKLIST, shown, keep, tasks.look, where=where)


def ids_that_say(runtime: Runtime, text: str) -> list[str]:
    """The ids of the cases in which a text is found. Who may see them the list itself decides.
    422 where there are more than can be looked through."""
    found = runtime.readmodel.page(CASES, text=text, limit=MOST_FOUND + 1)
    if len(found) > MOST_FOUND:
        raise WrongForm("/q", "符合的案卷过多，请写得更具体 / too many cases: say more")
    return [CASES.decoded(one.row.decode()).id for one in found]


MOST_FOUND = 500
"""Cases that a text may be found in."""
INNER = (
    *("running", "waits", "here", "place", "before", "proceedings", "proposed"),
    *("awaited", "acted"),
)
"""What a row of the worklist keeps for itself; /deadlines has all that runs."""


def without_steps(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a unit is shown it: which steps a bureau has taken, the case itself says."""
    return {name: value for name, value in row.items() if name != "done"}


def task(row: OpenCase, commands: tuple[str, ...], today: date) -> dict[str, Any]:
    """A worklist row with its commands and days of waiting; of the running periods only `due` is
    shown, and those that remind of themselves."""
    shown: dict[str, Any] = msgspec.to_builtins(row)
    shown = {name: value for name, value in shown.items() if name not in INNER}
    waits, near = today - date.fromisoformat(row.since), list(reminded(row, today))
    return {**shown, "commands": commands, "days": waits // timedelta(days=1), "alerts": near}


def reminded(row: OpenCase, today: date) -> Iterator[dict[str, Any]]:
    """The running periods of a case whose alert has come: what each is, its last day, and how many
    days before it the alert is."""
    for one in row.running:
        last = date.fromisoformat(one.ends)
        if not (one.held or one.theirs) and (alert := alert_reached(one.alerts, last, today)):
            yield {"kind": one.kind, "called": one.called, "due": one.ends, "alert": alert}


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
    own_area_route("worklist", work, WORKLIST, Text("待办", "Worklist"), q=TEXT),
    own_area_route("statistics", statistics, STATISTICS, Text("统计", "Statistics")),
)
