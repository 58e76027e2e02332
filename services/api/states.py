"""One case: its state on two clocks, what may be done next, its history, and differences."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.codec import decode
from adapters.log import Stored, receipt_hash
from domain.application.case import Application
from domain.application.lodging import LodgeObjection
from domain.batch.case import Batch
from domain.case import Actor, Case, Context, Raised, Record
from domain.deciding import may, rules_for
from domain.expert_pool.case import ExpertPool
from domain.matter import Look, Matter
from domain.refusal import Refusal, Refused
from domain.regulation.rules import Rules
from domain.streams import Stream, replay
from services.access import (
    FOR_OFFICIALS,
    OFFICIALS,
    PUBLIC_STREAMS,
    SUPERVISED,
    may_read,
    may_see,
    supervises,
)
from services.api.asking import (
    actor_of,
    cursor_asked,
    cursor_to,
    day_asked,
    house_of,
    id_of,
    moment_asked,
    number_asked,
    stream_of,
)
from services.api.commands import slug
from services.api.problems import ShownRefusal, english
from services.blinding import blinded, context_for, event_for
from services.house import House
from services.showing import Open, opener, shown


class Action(Struct, frozen=True):
    """Whether a command is allowed for this user now; if not, why."""

    command: str
    slug: str
    allowed: bool
    refusals: tuple[ShownRefusal, ...] = ()


class CaseState(Struct, frozen=True):
    """A case: its state, version, pinned regulation, and what may be done."""

    stream: str
    id: str
    version: int
    state: dict[str, Any]
    regulation: str | None
    actions: tuple[Action, ...]


class RecordShown(Struct, frozen=True):
    """One event of a case's history; `flags` are what was noted about it."""

    position: int
    version: int
    type: str
    recorded_at: str
    event: dict[str, Any]
    context: dict[str, Any]
    command: str
    basis: tuple[str, ...]
    regulation: str | None
    calendar: str | None
    reads: dict[str, int]
    sha256: str
    flags: tuple[Raised, ...]


class Page(Struct, frozen=True):
    """Some of a list, and the cursor of the next page."""

    items: tuple[Any, ...]
    next: str | None = None


def json(value: Any, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(value), 200, headers, "application/json")


async def state(request: Request) -> Response:
    """`GET /{streams}/{id}?as_of=&known_at=`"""
    house, stream, id = house_of(request), stream_of(request), id_of(request)
    actor = reader_of(request, stream)
    case, version = visible(house, actor, stream, id)
    tag = f'"{version}"'
    day, known = day_asked(request, "as_of"), moment_asked(request, "known_at")
    past = day is not None or known is not None
    if not past and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    found = at_moment(house, stream, id, day, known) if past else case
    if found is None:
        raise HTTPException(404)
    actions = () if past else actions_of(house, actor, stream, id, case, english(request))
    answer = CaseState(
        stream=stream.name,
        id=id,
        version=version,
        state=shown(masked(house, stream, found, actor), opener(house.vault, actor, case)),
        regulation=found.regulation,
        actions=actions,
    )
    return json(answer, {"ETag": tag, "Cache-Control": "private, no-cache"})


def reader_of(request: Request, stream: Stream) -> Actor:
    return actor_of(request, needed=stream.name not in PUBLIC_STREAMS)


def visible(house: House, actor: Actor, stream: Stream, id: str) -> tuple[Case, int]:
    """The case as stored; 404 where it is absent or hidden."""
    case, version = house.store.current(f"{stream.name}/{id}")
    today, look = house.clock.today(), Look(house.store.current, house.vault.claim_id)
    if case is None or not may_see(actor, stream.name, case, today, look):
        raise HTTPException(404)
    file, _ = house.store.held(f"regulations/{case.regime}")
    if stream.name in SUPERVISED and not supervises(actor, file, today):
        raise HTTPException(404)
    return case, version


def masked(house: House, stream: Stream, case: Case, actor: Actor) -> Case:
    """Lists that are not public yet, and what became a lead, are for the administration; the
    experts' work is for those who may know them."""
    if isinstance(case, Application | Batch | ExpertPool):
        rules = rules_of(house, stream, case)
        panel = rules.text.panel
        case = blinded(case, actor, rules.about.authority, panel.staff_papers if panel else ())
    if actor.role in OFFICIALS:
        return case
    if isinstance(case, Batch):
        return replace(case, lists=tuple(one for one in case.lists if one.period))
    return without_leads(case) if isinstance(case, Application) else case


def rules_of(house: House, stream: Stream, case: Case) -> Rules:
    """The rules that the case stands under today."""
    look = Look(house.store.held, house.vault.claim_id)
    return rules_for(stream.name, case, None, look, house.clock.today())


def authority_of(house: House, stream: Stream, case: Case) -> str:
    return rules_of(house, stream, case).about.authority


def without_leads(case: Application) -> Application:
    """The application as if nothing had come late or without a name."""
    standing = tuple(one for one in case.objections if one.standing)
    if standing or not case.objections:
        return replace(case, objections=standing)
    return replace(
        case,
        objections=(),
        done=tuple(name for name in case.done if name != LodgeObjection.__name__),
        duties=tuple(one for one in case.duties if one[1] != "objections"),
    )


def at_moment(
    house: House, stream: Stream, id: str, day: date | None, known: datetime | None
) -> Case | None:
    """What held on a day, as known at a moment: both filters, in position order. None before the
    case was opened, even where something is said to hold from an earlier day on."""
    events = house.log.history(f"{stream.name}/{id}")
    seen = [one for one in events if known is None or one.recorded_at <= known]
    records = [decode(one.topic, one.state) for one in seen]
    held = [r for r in records if day is None or r.context.effective_on <= day]
    return replay(stream.name, held) if held[:1] == records[:1] else None


def actions_of(
    house: House, actor: Actor, stream: Stream, id: str, case: Case, en: bool
) -> tuple[Action, ...]:
    """Each command that callers may give, with every reason against it but those in its body."""
    look = Look(house.store.held, house.vault.claim_id)
    day = house.clock.today()
    context = Context(actor=actor, occurred_on=day, effective_on=day, command_id="")
    try:
        rules = rules_for(stream.name, case, None, look, day)
    except Refused as refused:
        return tuple(
            Action(c.__name__, slug(c), False, in_words(refused.refusals, en))
            for c in stream.commands
        )
    matter = Matter(stream.name, id, case, context, look, rules)
    found = []
    for command in stream.commands:
        if not command.entailed and not command.opens:
            reasons = tuple(r for r in may(matter, command) if not about_papers(r))
            found.append(
                Action(command.__name__, slug(command), not reasons, in_words(reasons, en))
            )
    return tuple(found)


def about_papers(refusal: Refusal) -> bool:
    """Papers come with the command: their absence forbids nothing beforehand."""
    return refusal.asked.en.endswith(" not given") and refusal.allowed.en.startswith("give ")


def in_words(refusals: tuple[Refusal, ...], en: bool) -> tuple[ShownRefusal, ...]:
    return tuple(
        ShownRefusal(
            r.rule, r.article, r.phrase, r.asked.in_language(en), r.allowed.in_language(en)
        )
        for r in refusals
    )


async def events(request: Request) -> Response:
    """`GET /{streams}/{id}/events`: the history, oldest first."""
    house, stream, id = house_of(request), stream_of(request), id_of(request)
    actor = reader_of(request, stream)
    case, _ = visible(house, actor, stream, id)
    limit = number_asked(request, "limit", 100, 1, 1000)
    after = cursor_asked(request)
    start = int(after[1]) if after and after[1].isdigit() else 0
    found = house.log.history(f"{stream.name}/{id}", after=start, upto=start + limit)
    records = [(one, decode(one.topic, one.state)) for one in found]
    open = opener(house.vault, actor, case)
    items = tuple(
        record_shown(one, record, actor, open)
        for one, record in records
        if may_read(actor, one.topic, record, case)
    )
    more = len(found) == limit
    return json(Page(items, cursor_to(("version", str(found[-1].version))) if more else None))


def record_shown(stored: Stored, record: Record, actor: Actor, open: Open) -> RecordShown:
    return RecordShown(
        position=stored.position,
        version=stored.version,
        type=stored.topic,
        recorded_at=stored.recorded_at.astimezone(UTC).isoformat(),
        event=event_for(actor, stored.topic, shown(record.event, open)),
        context=context_for(actor, record, msgspec.to_builtins(record.context)),
        command=type(record.command).__name__,
        basis=record.basis,
        regulation=record.regulation,
        calendar=record.calendar,
        reads=reads_told(record, actor),
        sha256=receipt_hash(stored).hex(),
        flags=record.flags,
    )


def reads_told(record: Record, actor: Actor) -> dict[str, int]:
    """Of the cases that a decision looked at, those that this person may know to exist."""
    if actor.role in OFFICIALS:
        return record.reads
    return {
        name: version
        for name, version in record.reads.items()
        if name.partition("/")[0] not in FOR_OFFICIALS
    }


async def diff(request: Request) -> Response:
    """`GET /{streams}/{id}/diff?from=&to=`: fields that differ between two versions."""
    house, stream, id = house_of(request), stream_of(request), id_of(request)
    actor = reader_of(request, stream)
    case, version = visible(house, actor, stream, id)
    old = number_asked(request, "from", 0, 0, version)
    new = number_asked(request, "to", version, 0, version)
    name = f"{stream.name}/{id}"
    states = (house.store.at_version(name, one) for one in (old, new))
    before, after = (state and masked(house, stream, state, actor) for state in states)
    open = opener(house.vault, actor, case)
    return json({"from": old, "to": new, "changes": changes(before, after, open)})


def changes(before: Case | None, after: Case | None, open: Open) -> list[dict[str, Any]]:
    """Each field that differs, by JSON pointer, with both values."""
    old = flat(shown(before, open)) if before else {}
    new = flat(shown(after, open)) if after else {}
    return [
        {"pointer": pointer, "from": old.get(pointer), "to": new.get(pointer)}
        for pointer in sorted(old.keys() | new.keys())
        if old.get(pointer) != new.get(pointer)
    ]


def flat(value: Any, pointer: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        return {k: v for key in value for k, v in flat(value[key], f"{pointer}/{key}").items()}
    if isinstance(value, list):
        pairs = enumerate(value)
        return {k: v for i, item in pairs for k, v in flat(item, f"{pointer}/{i}").items()}
    return {pointer: value}
