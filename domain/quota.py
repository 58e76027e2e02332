"""Quotas (名额): how many cases may pass a step, counted without reading them.

Each quota has a count for each bureau, district, industry, batch or year: a stream of its own,
whose version every decision about it reads. So of two acts at the same time that would take the
last place, one loses and is decided again.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from domain.bookkeeping import HeldPlace
from domain.case import Case, Command, stream_id
from domain.claim.lifecycle import Claim, CountPlaces
from domain.matter import Matter
from domain.places import organ_words
from domain.record import Record
from domain.refusal import Refusal, Refused, Text
from domain.regulation.limits import Quota
from domain.regulation.model import Step
from domain.words import joined

COUNTED_BY = {
    "bureau": Text("推荐单位", "bureau"),
    "district": Text("区域", "district"),
    "industry": Text("产业", "industry"),
    "batch": Text("批次", "batch"),
    "year": Text("年度", "year"),
}
"""What a quota is counted by."""


def counted_by(matter: Matter[Any], kind: str) -> str:
    """The bureau, district, industry, batch or year that a case is counted under."""
    match kind:
        case "bureau":
            return matter.territory("recommending_unit") or ""
        case "district":
            return matter.case.form.division_code or ""
        case "industry":
            return matter.case.form.industry or ""
        case "batch":
            return matter.case.batch or ""
    return str(matter.day.year)


def count_id(matter: Matter[Any], quota: Quota) -> str:
    """Id of the count: the same for every version of the regulation that keeps rule and kinds."""
    named = (f"{kind}={counted_by(matter, kind)}" for kind in quota.kinds)
    return matter.reader.claim("quota", matter.rules.about.code, quota.rule, quota.at, *named)


def places_wanted(matter: Matter[Any], do: str) -> Iterator[tuple[Quota, str]]:
    """The quotas that a step takes a place of, with their counts; none where the case has one."""
    if matter.stream != "applications":
        return
    held = {place.count for place in matter.case.places}
    for quota in matter.rules.text.quotas:
        if quota.at == do and (count := count_id(matter, quota)) not in held:
            yield quota, count


def places_used(matter: Matter[Any], count: str) -> int:
    """How many places are taken, those that other parts of this act take among them."""
    claim = matter.reader.state("claims", count)
    stored = len(claim.holders) if isinstance(claim, Claim) else 0
    return stored + matter.reader.wanted[count]


def used_up(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Refuses a step where no place is left under a quota."""
    for quota, count in places_wanted(matter, step.do):
        used = places_used(matter, count)
        if used >= quota.most:
            whose = joined(counted_words(matter, kind) for kind in quota.kinds)
            yield matter.rules.refuse(
                quota.rule,
                Text(f"{whose.zh}：已用名额 {used} 个", f"{whose.en}: {used} places used"),
                Text(f"至多 {quota.most} 个", f"{quota.most} at most"),
                "fact",
            )


def counted_words(matter: Matter[Any], kind: str) -> Text:
    """Whose places they are, in words: a bureau or a place by its name."""
    value = counted_by(matter, kind)
    named = organ_words(matter, value) if kind in ("bureau", "district") else Text(value, value)
    return Text(f"{COUNTED_BY[kind].zh} {named.zh}", f"{COUNTED_BY[kind].en} {named.en}")


def places_taken(matter: Matter[Any], do: str) -> tuple[HeldPlace, ...]:
    """The places that an act takes."""
    wanted = places_wanted(matter, do)
    return tuple(HeldPlace(count, quota.rule, quota.returned_by) for quota, count in wanted)


def places_returned(matter: Matter[Any], do: str) -> tuple[str, ...]:
    """The counts that an act gives a place back to; it rests on them, as one that takes a place."""
    counts = tuple(place.count for place in matter.case.places if do in place.returned_by)
    for count in counts:
        matter.reader.state("claims", count)
    return counts


def as_counted(matter: Matter[Any], record: Record, after: Case) -> Record:
    """A record as the quotas count it: one that strikes others out takes again what these had given
    back, and gives back what they had taken. Raises Refused where no such place is left."""
    if not record.event.strikes:
        return record
    held, holds = matter.case.places, after.places
    taken = tuple(one for one in holds if one.count not in {place.count for place in held})
    returned = tuple(one.count for one in held if one.count not in {p.count for p in holds})
    if refusals := [*none_left(matter, taken)]:
        raise Refused(refusals)
    return record.stamped(taken=taken, returned=returned)


def none_left(matter: Matter[Any], taken: Iterable[HeldPlace]) -> Iterator[Refusal]:
    """Refuses places that others have taken meanwhile, by the quotas as they are now."""
    for place in taken:
        found = (one for one in matter.rules.text.quotas if one.rule == place.rule)
        most = next((one.most for one in found), None)
        used = places_used(matter, place.count)
        if most is not None and used >= most:
            asked = Text(f"恢复后名额已满：已用 {used} 个", f"no place is left: {used} used")
            allowed = Text(f"至多 {most} 个", f"{most} at most")
            yield matter.rules.refuse(place.rule, asked, allowed, "fact")


def note_places(matter: Matter[Any], record: Record) -> None:
    """Lets the further parts of the same act know of the places that this one takes."""
    matter.reader.wanted.update(place.count for place in record.taken)


def counts_of(acts: Iterable[tuple[str, Record]]) -> Iterator[tuple[str, Command]]:
    """One count for each quota that an act touches, in whichever of its parts: `acts` are these,
    each with its stream."""
    parts = list(acts)
    touched = [place.count for _, record in parts for place in record.taken]
    touched += [count for _, record in parts for count in record.returned]
    for count in dict.fromkeys(touched):
        taken = (name for name, one in parts if any(p.count == count for p in one.taken))
        returned = (name for name, one in parts if count in one.returned)
        yield stream_id("claims", count), CountPlaces(taken=tuple(taken), returned=tuple(returned))
