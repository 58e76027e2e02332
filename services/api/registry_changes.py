"""What has changed in the registry between two moments: which centres came, went, are otherwise,
each with why."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from adapters.read_model.comparisons import ClockPlace, RowPair
from domain.refusal import Text
from domain.regulation.rules import Rules
from domain.words import field_words, joined, stage_words
from projections import registry
from services.api.lists import Json, centre_shown, rules_today, where_of
from services.api.openapi_words import DAY_OR_BLANK, MOMENT_OR_BLANK, TEXT, many, pages
from services.api.positions import reached
from services.api.requests import (
    cursor_asked,
    cursor_to,
    day_asked,
    moment_asked,
    number_asked,
    runtime_of,
)
from services.api.responses import Page, ParkedRow, json
from services.api.route import Route
from services.api.wording import with_words
from services.runtime import Runtime
from services.subscriptions.catalogue import CENTRES
from services.subscriptions.projector import dead_letters

KindOfChange = Literal["CAME", "WENT", "CHANGED"]
CHANGES_CALLED: dict[KindOfChange, Text] = {
    "CAME": Text("新列入", "came"),
    "WENT": Text("不再列入", "went"),
    "CHANGED": Text("有变动", "changed"),
}
KEYS_COMPARED = 500
MOST_KEYS_READ = 10_000
COMPARED_BY = ("regulation", "division", "industry")


class ChangedField(Struct, frozen=True):
    """A field of the row that is not the same at both moments."""

    field: str
    words: Text


class RegistryChange(Struct, frozen=True, kw_only=True):
    """A centre whose row differs between two moments: `before` and `after`, null where there was
    none. `why` says in words since when it is so and by which document."""

    id: str
    change: KindOfChange
    change_words: Text
    fields: tuple[ChangedField, ...]
    why: Text
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class BetweenMoments(NamedTuple):
    """The two moments that a reader compares."""

    one: ClockPlace
    other: ClockPlace


def moments_asked(request: Request) -> BetweenMoments:
    """`from` and `to` are days, today where absent; `known_from` and `known_to` the moments as of
    whose knowledge, now where absent."""
    today = runtime_of(request).clock.today()

    def place(day: str, known: str) -> ClockPlace:
        found: date = day_asked(request, day) or today
        moment: datetime | None = moment_asked(request, known)
        return ClockPlace(found, moment)

    return BetweenMoments(place("from", "known_from"), place("to", "known_to"))


async def registry_changes(request: Request) -> Response:
    """`GET /registry/changes?from&to&known_from&known_to`: public."""
    runtime, between = runtime_of(request), moments_asked(request)
    await reached(request, CENTRES.name)
    limit = number_asked(request, "limit", 50, 1, 500)
    where = {name: some for name, some in where_of(request, CENTRES).items() if name in COMPARED_BY}
    _, after = cursor_asked(request) or ("", "")
    return json(await run_in_threadpool(lambda: page_of(runtime, between, where, after, limit)))


def page_of(
    runtime: Runtime,
    between: BetweenMoments,
    where: Mapping[str, list[str]],
    after: str,
    limit: int,
) -> Page:
    """The next changes, in the order of the centres' ids. A page ends early where very many rows
    were written anew and say the same."""
    rules, found = rules_today(runtime), list[Json]()
    for keys in ids_changed(runtime, between, where, after):
        parked = runtime.readmodel.rows(dead_letters(CENTRES), keys)
        for pair in runtime.readmodel.pairs(CENTRES, keys, *between):
            if len(found) == limit:
                return Page(tuple(found), cursor_to(("", after)))
            after = pair.key
            if pair.key in parked:
                found.append(msgspec.to_builtins(ParkedRow(pair.key, parked[pair.key].position)))
            elif pair.before != pair.after:
                found.append(msgspec.to_builtins(registry_change(pair, rules)))
        if len(keys) < KEYS_COMPARED:
            return Page(tuple(found), None)
    return Page(tuple(found), cursor_to(("", after)))


def ids_changed(
    runtime: Runtime, between: BetweenMoments, where: Mapping[str, list[str]], after: str
) -> Iterator[list[str]]:
    """The ids of centres that may differ, some at a time."""
    for _ in range(0, MOST_KEYS_READ, KEYS_COMPARED):
        keys = runtime.readmodel.changed_keys(
            CENTRES, *between, where=where, after=after, limit=KEYS_COMPARED
        )
        yield keys
        after = keys[-1] if keys else after


def registry_change(pair: RowPair, regimes: Mapping[str, Rules]) -> RegistryChange:
    before, after = registry_row(pair.before), registry_row(pair.after)
    kind: KindOfChange = "CAME" if before is None else "WENT" if after is None else "CHANGED"
    rules = regimes.get((after or before or NO_ROW).regulation)
    return RegistryChange(
        id=pair.key,
        change=kind,
        change_words=CHANGES_CALLED[kind],
        fields=tuple(fields_changed(before, after)) if kind == "CHANGED" else (),
        why=why_changed(before, after, rules),
        before=with_words(centre_shown(before), rules) if before else None,
        after=with_words(centre_shown(after), rules) if after else None,
    )


def registry_row(row: Struct | None) -> registry.Row | None:
    return row if isinstance(row, registry.Row) else None


NO_ROW = registry.Row("", "", "", "", "", "", "")


def fields_changed(
    before: registry.Row | None, after: registry.Row | None
) -> Iterator[ChangedField]:
    for name in registry.Row.__struct_fields__:
        if getattr(before, name, None) != getattr(after, name, None):
            yield ChangedField(name, field_words(name, "Row"))


def why_changed(
    before: registry.Row | None, after: registry.Row | None, rules: Rules | None
) -> Text:
    """Since when the row says what it says now, by which document and for what reason; where its
    status stays, what is called otherwise."""
    if after is None:
        return Text("该时点没有记载", "nothing is recorded at that moment")
    if before and (before.status, before.since) == (after.status, after.since):
        changed = joined(one.words for one in fields_changed(before, after))
        return Text(f"变更：{changed.zh}", f"otherwise: {changed.en}")
    called = rules.stage_called(after.status) if rules else stage_words(after.status)
    zh, en = [f"自{after.since}起{called.zh}"], [f"{called.en} since {after.since}"]
    if after.document:
        zh, en = [*zh, f"依据{after.document}"], [*en, f"by {after.document}"]
    if ground := rules.cancel_ground(after.ground) if rules and after.ground else None:
        zh, en = [*zh, ground.called.zh], [*en, ground.called.en]
    if after.reason:
        zh, en = [*zh, after.reason], [*en, after.reason]
    return Text("，".join(zh), ", ".join(en))


ROUTES = (
    Route(
        "GET",
        "/registry/changes",
        registry_changes,
        "registryChanges",
        many(RegistryChange, ParkedRow),
        ("422", "503"),
        {
            **dict.fromkeys(("from", "to"), DAY_OR_BLANK),
            **dict.fromkeys(("known_from", "known_to"), MOMENT_OR_BLANK),
            **dict.fromkeys(COMPARED_BY, TEXT),
            **pages(500),
        },
        public=True,
        words=Text("两个时点间名录的变动", "What has changed in the registry between two moments"),
    ),
)
