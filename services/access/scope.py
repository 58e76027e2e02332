"""The access policy as query conditions: which rows of a list a person may see.

Rights are part of the query, so that neither a cursor nor a count reveals what is left out. Each
regime has places of its own, so the conditions are alternatives, one or more for each regime.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from adapters.read_model.tables import Codes, Table
from domain.application.case import NOBODY
from domain.application.local_consent import AffixGovernmentStamp, GiveConsent
from domain.case import Case
from domain.context import Actor
from domain.divisions import Division, Divisions
from domain.regime.lifecycle import regime_in
from domain.regulation.rules import Rules
from projections.waiting_parts import waiting_to_confirm
from services.access.policy import CASES, LISTS, PARTS, Tie
from services.access.ties import PLACED, holds, is_bureau, places_in, supervises

TOLD_WHOLE = {"deadlines": tuple(Tie), "worklist": (Tie.OWNER,)}
"""By what ties a unit is shown the rows of a list that name it: until when it may act against a
decision it is told of every case, which steps a case waits for only of its own."""
CONSENTING = {one.__name__ for one in (GiveConsent, AffixGovernmentStamp)}
"""The steps of an organ that a draft is laid before."""
Ids = Callable[[], Iterable[str]]
Conditions = dict[str, Sequence[str] | Codes]


def is_listed(actor: Actor, table: Table[Any, Any], tie: Tie) -> bool:
    """Whether the policy shows rows of the list to this person through that tie to their cases."""
    return any(line.tie is tie and holds(line, actor) for line in LISTS[table.name])


def scope(
    actor: Actor, table: Table[Any, Any], regimes: Mapping[str, Case], day: date, own: Ids
) -> list[Conditions] | None:
    """The rows of a bureau's area, of a unit, or of an organ that has a step of them, as
    alternatives of which a row must meet one; None where the list is not for this person. `own` are
    the ids of the unit's centres."""
    alternatives: list[Conditions] = []
    if is_listed(actor, table, Tie.ANYBODY):
        alternatives.append({})
    elif is_listed(actor, table, Tie.AREA):
        alternatives += in_its_area(actor, table, regimes, day)
    elif is_listed(actor, table, Tie.OWNER):
        alternatives += of_its_own(actor, table, own)
    elif is_listed(actor, table, Tie.STEP):
        alternatives += by_its_steps(actor, regimes, day)
        if not alternatives:
            return None
    else:
        return None
    kept = {"kept": ["", *parts_shown(actor)]} if "kept" in columns_of(table) else {}
    return [one | kept for one in alternatives]


def in_its_area(
    actor: Actor, table: Table[Any, Any], regimes: Mapping[str, Case], day: date
) -> Iterator[Conditions]:
    """What lies in the bureau's area; of kinds of case that are an organ's own, its own alone."""
    if "stream" not in columns_of(table):
        yield from areas(actor, regimes, day)
        return
    own = streams_by(actor, (Tie.AUTHORITY,))
    others = streams_by(actor, tuple(tie for tie in Tie if tie is not Tie.AUTHORITY))
    for area in areas(actor, regimes, day):
        yield area | {"stream": others}
    if own:
        yield {"division": [actor.organ], "stream": own}


def of_its_own(actor: Actor, table: Table[Any, Any], own: Ids) -> Iterator[Conditions]:
    """What is a unit's own: rows that name it, and those of its centres, whose years name nobody.
    Of cases that it has only heard of it is shown no row but of what it may do about them."""
    columns = columns_of(table)
    if "owner" in columns:
        yield {"owner": [actor.organ], "stream": streams_by(actor, TOLD_WHOLE[table.name])}
    if "id" in columns:
        centres = {"stream": ["centres"]} if "stream" in columns else {}
        yield {"id": [*own()], **centres}


def by_its_steps(actor: Actor, regimes: Mapping[str, Case], day: date) -> Iterator[Conditions]:
    """The cases on which a regime gives an organ from outside a step: of remedies, drafts to be
    stamped, what a party group decides, joint acts."""
    for stream in streams_by(actor, (Tie.STEP, Tie.ANYBODY)):
        for placed in by_step(actor, stream, regimes, day):
            yield placed | {"stream": [stream]}
        if stream in streams_by(actor, (Tie.STEP,)):
            own = waiting_to_confirm(actor.role, actor.organ)
            yield {"stream": [stream], "waits": [own]}
            yield {"stream": [stream], "before": [actor.organ]}


def columns_of(table: Table[Any, Any]) -> tuple[str, ...]:
    """The columns that rows are filtered by."""
    return (*table.filters, *table.limits)


def streams_by(actor: Actor, ties: Sequence[Tie]) -> list[str]:
    """The kinds of case of which this person may be shown some through one of these ties."""
    return [
        name
        for name, lines in CASES.items()
        if any(line.tie in ties and holds(line, actor) for line in lines)
    ]


def areas(actor: Actor, regimes: Mapping[str, Case], day: date) -> Iterator[Conditions]:
    """The divisions whose bureaus this one is, or supervises, under each regime that lets it."""
    for code, file in regimes.items():
        if supervises(actor, file, day):
            codes = area_of(actor, places_in(file, day), day)
            if codes != Codes(()):
                yield {"regulation": [code], "division": codes}


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
        case Tie.NOTIFIED:
            return  # what was notified is in the feed; no row says how far the case is
        case Tie.AREA:
            assert stream in PLACED, stream
            yield from areas(actor, regimes, day)
        case Tie.AUTHORITY | Tie.ENTRY:
            yield {"division": [actor.organ]}
        case Tie.PANEL:
            yield {"id": list(reviewed())}
        case Tie.STEP:
            yield from by_step(actor, stream, regimes, day)
            yield from laid_before(actor, stream, regimes, day)
        case Tie.PROVINCE | Tie.NAMED:
            raise LookupError(tie)


def by_step(
    actor: Actor, stream: str, regimes: Mapping[str, Case], day: date
) -> Iterator[Conditions]:
    """The cases on which the regime in force gives this person's organ a step."""
    handed_in = Codes((), ("",), (NOBODY,))
    for code, file in regimes.items():
        if rules := regime_in(file).rules_on(day):
            for territory, channels in territories(actor, stream, rules).items():
                only = {} if None in channels else {"channel": sorted(map(str, channels))}
                for placed in by_territory(actor, territory, rules, day):
                    yield {"division": handed_in, "regulation": [code], **only, **placed}


def laid_before(
    actor: Actor, stream: str, regimes: Mapping[str, Case], day: date
) -> Iterator[Conditions]:
    """The cases whose draft was laid before this person's organ, under each regime that has this
    role consent."""
    for code, file in regimes.items():
        rules = regime_in(file).rules_on(day)
        steps = rules.text.step if rules else ()
        own = (step for step in steps if step.stream == stream and actor.role in step.by)
        if any(step.do in CONSENTING for step in own):
            yield {"regulation": [code], "before": [actor.organ]}


def territories(actor: Actor, stream: str, rules: Rules) -> dict[str, set[str | None]]:
    """The territories of the steps that a regulation gives this person's role, each with the
    channels of those steps."""
    found: dict[str, set[str | None]] = {}
    for step in rules.text.step:
        if step.stream == stream and actor.role in step.by and step.territory:
            found.setdefault(step.territory, set()).add(step.channel)
    return dict(sorted(found.items()))


def by_territory(actor: Actor, territory: str, rules: Rules, day: date) -> Iterator[Conditions]:
    """Conditions under which a step of that territory is this organ's."""
    match territory:
        case "authority" if actor.organ == rules.about.authority:
            yield {}
        case "recommending_unit":
            yield from recommended(actor.organ, rules.places, day)
        case "owner":
            yield {"owner": [actor.organ]}
        case "division":
            yield {"place": [actor.organ]}


def recommended(organ: str, places: Divisions, day: date) -> Iterator[Conditions]:
    """The units that an organ recommends: those assigned to it, and those of its places but for
    the ones that are assigned at all."""
    assigned = list(places.assigned_on(day))
    owners = Codes((), ("",), tuple(one.uscc for one in assigned))
    yield {"place": codes_of(places, day, lambda row: row.bureau == organ), "owner": owners}
    if own := [one.uscc for one in assigned if one.bureau == organ]:
        yield {"owner": own}


def area_of(actor: Actor, places: Divisions, day: date) -> Codes:
    """The divisions whose bureaus this one is, or supervises: `over` as a condition."""
    own = actor.organ
    if not is_bureau(actor, places, day):
        return Codes(())
    if actor.role == "COUNTY":
        return Codes((own,))
    if own in places.above(places.authority, day):
        return everything_under(own, places, day)
    area = codes_of(places, day, lambda row: own in places.above(row.code, day))
    return Codes(tuple(dict.fromkeys((own, *area.these))), area.prefixes, area.but)


def everything_under(authority: str, places: Divisions, day: date) -> Codes:
    """All places but those that stand under another: what no row names is the authority's."""
    other = codes_of(places, day, lambda row: authority not in places.above(row.code, day))
    return Codes(other.but, ("",), ("", NOBODY, *other.these), other.prefixes)


def codes_of(places: Divisions, day: date, chosen: Callable[[Division], bool]) -> Codes:
    """The codes of the rows chosen, and of all places that they cover."""
    rows = list(places.rows_on(day))
    these = [row.code for row in rows if chosen(row)]
    prefixes = tuple(row.covers for row in rows if row.covers and chosen(row))
    others = (row.code for row in rows if row.code not in these)
    return Codes(
        tuple(these), prefixes, tuple(code for code in others if code.startswith(prefixes))
    )


def parts_shown(actor: Actor) -> Iterator[str]:
    """Values of a row's `kept` that this person is shown; see `kept_to` in projections."""
    for part, lines in PARTS.items():
        for line in lines:
            if holds(line, actor):
                yield f"{part}:{actor.organ}" if line.tie is Tie.AUTHORITY else part.value
