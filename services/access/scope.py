"""The access policy as query conditions: which rows of a list a person may see.

Rights are part of the query, so that neither a cursor nor a count reveals what is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from adapters.read_model.tables import Codes, Table
from domain.application.case import NOBODY
from domain.case import Actor, Case
from domain.divisions import DIVISIONS, prefecture_of, province_of, recommending_unit
from domain.regime.lifecycle import regime_in
from services.access.policy import CASES, LISTS, PARTS, Tie
from services.access.ties import PLACED, holds, supervises

Asked = Mapping[str, Sequence[str]]
Ids = Callable[[], Iterable[str]]
Conditions = dict[str, Sequence[str] | Codes]


def is_listed(actor: Actor, table: Table[Any, Any], tie: Tie) -> bool:
    """Whether the policy shows rows of the list to this person through that tie to their cases."""
    return any(line.tie is tie and holds(line, actor) for line in LISTS[table.name])


def scope(
    actor: Actor, table: Table[Any, Any], asked: Asked, regimes: Mapping[str, Case], day: date
) -> Conditions | None:
    """The conditions for a bureau's area, combined with the filters asked for; None where the list
    is not for this person."""
    if not is_listed(actor, table, Tie.AREA):
        return None
    rights: Conditions = {
        "division": area_of(actor, day),
        "regulation": supervised(actor, regimes, day),
        "stream": [
            name for name, lines in CASES.items() if any(holds(line, actor) for line in lines)
        ],
        "kept": ["", *parts_shown(actor)],
    }
    known = (*table.filters, *table.limits)
    return {
        **asked,
        **{name: both(asked.get(name), rights[name]) for name in rights if name in known},
    }


def case_scope(
    actor: Actor, stream: str, regimes: Mapping[str, Case], day: date, reviewed: Ids
) -> list[Conditions]:
    """Which cases of a stream somebody is shown, as alternatives of which a row must meet one.
    `reviewed` are the applications that an expert is reviewing."""
    alternatives: list[Conditions] = []
    for line in CASES[stream]:
        if holds(line, actor):
            alternatives += by_tie(line.tie, actor, stream, regimes, day, reviewed)
    return alternatives


def by_tie(
    tie: Tie, actor: Actor, stream: str, regimes: Mapping[str, Case], day: date, reviewed: Ids
) -> Iterator[Conditions]:
    match tie:
        case Tie.ANYBODY:
            yield {}
        case Tie.OWNER:
            yield {"owner": [actor.organ]}
        case Tie.AREA:
            placed = {"regulation": supervised(actor, regimes, day)} if stream in PLACED else {}
            yield {"division": area_of(actor, day), **placed}
        case Tie.AUTHORITY | Tie.ENTRY:
            yield {"division": [actor.organ]}
        case Tie.PANEL:
            yield {"id": list(reviewed())}
        case Tie.STEP:
            yield from by_step(actor, stream, regimes, day)
        case Tie.PROVINCE:
            raise LookupError(tie)


def by_step(
    actor: Actor, stream: str, regimes: Mapping[str, Case], day: date
) -> Iterator[Conditions]:
    """The cases on which the regime in force gives this person's organ a step."""
    handed_in = Codes((), but=(NOBODY,))
    for code, file in regimes.items():
        rules = regime_in(file).rules_on(day)
        steps = rules.text.step if rules else ()
        own = {step.territory for step in steps if step.stream == stream and actor.role in step.by}
        for territory in own:
            column, codes = place_column(actor, territory, day)
            yield {"division": handed_in, "regulation": [code], column: codes}


def place_column(
    actor: Actor, territory: str | None, day: date
) -> tuple[str, Sequence[str] | Codes]:
    """The column and codes by which a row matches a step's territory."""
    match territory:
        case "authority":
            return "division", [actor.organ]
        case "recommending_unit":
            return "place", prefecture(actor.organ, day)
        case "owner":
            return "owner", [actor.organ]
        case "division":
            return "place", [actor.organ]
    return "id", []


def supervised(actor: Actor, regimes: Mapping[str, Case], day: date) -> list[str]:
    return [code for code, file in regimes.items() if supervises(actor, file, day)]


def both(
    asked: Sequence[str] | Codes | None, rights: Sequence[str] | Codes
) -> Sequence[str] | Codes:
    """The codes that are both asked for and permitted; all permitted ones where none is asked
    for."""
    if asked is None or isinstance(asked, Codes):
        return rights
    return [code for code in asked if code in rights]


def area_of(actor: Actor, day: date) -> Codes:
    """The divisions whose bureaus this one is, or supervises: `over` as a condition."""
    own = actor.organ
    if own == NOBODY:
        return Codes(())
    match actor.role:
        case "PROV":
            return Codes((), own[:2]) if own == province_of(own) else Codes(())
        case "CITY":
            return Codes((own,), own[:4] if own == prefecture_of(own) else "")
        case "PREF":
            return prefecture(own, day)
    return Codes((own,))


def prefecture(own: str, day: date) -> Codes:
    """A prefecture's area: itself, counties elsewhere that recommend through it, and its own
    counties but those that recommend by themselves."""
    if own == province_of(own):
        return Codes(())
    rows = [row for row in DIVISIONS.rows if row.in_force(day)]
    these = (own, *(row.code for row in rows if row.unit == own))
    if recommending_unit(own[:4] + "00", day) != own:
        return Codes(these)
    others = tuple(row.code for row in rows if row.code.startswith(own[:4]) and row.unit != own)
    return Codes(these, own[:4], tuple(code for code in others if code != own))


def parts_shown(actor: Actor) -> Iterator[str]:
    """Values of a row's `kept` that this person is shown; see `kept_to` in projections."""
    for part, lines in PARTS.items():
        for line in lines:
            if holds(line, actor):
                yield f"{part}:{actor.organ}" if line.tie is Tie.AUTHORITY else part.value
