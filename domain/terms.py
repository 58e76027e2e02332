"""Periods that a regulation names (`[period.NAME]`): begun by its steps, awaited, kept to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.case import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.regulation.limits import LENGTHS, NamedPeriod
from domain.regulation.model import Step
from domain.running import NamedTerm
from domain.words import period_words
from domain.working_days import CalendarUnknown, Period, count_as_known, last_day


def called(matter: Matter[Any], name: str) -> Text:
    """What a period is called: by the regulation where it names it, else by its block."""
    named = matter.rules.text.period.get(name)
    return named.called(name) if named else period_words(name)


def counted_from(matter: Matter[Any], named: NamedPeriod, day: date) -> Period:
    """The period from that day on, as far as the calendar knows its days."""
    [(length, n)] = named.lengths.items()
    return count_as_known(
        matter.reader.work_calendar(),
        day,
        n,
        LENGTHS[length],
        named.count_first_day,
        named.roll_to_working_day,
    )


def terms_begun(matter: Matter[Any], step: Step, event: Event) -> tuple[NamedTerm, ...]:
    """The named periods that an act begins: by its step, or from a receipt that it records."""
    name = step.opens.period if step.opens else ""
    named = matter.rules.text.period.get(name)
    if named is None:
        return tuple(event.begins(matter.case))
    waits = named.begins == "receipt"
    term = NamedTerm(
        name=name,
        opened_on=matter.day,
        period=None if waits else as_given(matter, named, event),
        then=named.then or "",
        awaits=named.awaits or "",
        called=named.called(name),
    )
    return (term, *event.begins(matter.case))


def as_given(matter: Matter[Any], named: NamedPeriod, event: Event) -> Period:
    """The period that a step begins: from the day that the act says, and until the day that it
    gives, where that is later than by the law."""
    period = counted_from(matter, named, event.counts_from or matter.day)
    return replace(period, ends=max(period.ends, event.given_until or period.ends))


def terms_ended(matter: Matter[Any], do: str, final: bool) -> tuple[str, ...]:
    """The named periods that an act ends: those that waited for it; at the end of a case, all."""
    return tuple(
        term.name
        for term in matter.case.periods
        if not term.over and (final or do in (term.then, term.awaits))
    )


def not_yet_over(matter: Matter[Any], step: Step, name: str) -> Iterable[Refusal]:
    """Refuses a step that waits for the end of a named period: before it has begun to count, and
    through its last day. Raises CalendarUnknown."""
    term, words = matter.case.named_term(name), called(matter, name)
    if term is None or term.period is None:
        yield matter.rules.refuse(
            step.rule,
            not_counting(words, term),
            Text(f"{words.zh}届满后办理", f"once this is over: {words.en}"),
            "period",
        )
        return
    last = last_day(term.period, matter.reader.work_calendar())
    if matter.day <= last:
        yield matter.rules.refuse(
            step.rule,
            Text(f"办理日 {matter.day}", f"day of the act {matter.day}"),
            Text(
                f"{words.zh}于 {last} 24时届满，次日起",
                f"after {last}, when this ends: {words.en}",
            ),
            "period",
        )


def not_counting(words: Text, term: NamedTerm | None) -> Text:
    if term is None:
        return Text(f"{words.zh}尚未开始", f"has not begun: {words.en}")
    return Text(
        f"{words.zh}自送达之日起算，尚未记载送达日",
        f"counts from the day of receipt, and none is recorded yet: {words.en}",
    )


def run_out(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Refuses a step that may only be taken `within` a named period after its last day. Before the
    period counts it is not over: while nobody has begun it, or recorded the receipt that it counts
    from; nor is it while nobody knows its last day."""
    term = matter.case.named_term(step.within) if step.within else None
    if term and (last := known_end(matter, term)) and matter.day > last:
        words = called(matter, term.name)
        yield matter.rules.refuse(
            step.rule,
            Text(f"办理日 {matter.day}", f"day of the act {matter.day}"),
            Text(
                f"{words.zh}于 {last} 届满，当日及以前",
                f"by {last}, when this ends: {words.en}",
            ),
            "period",
            over=True,
        )


def known_end(matter: Matter[Any], term: NamedTerm) -> date | None:
    if term.period is None:
        return None
    try:
        return last_day(term.period, matter.reader.work_calendar())
    except CalendarUnknown:
        return None


def is_named(matter: Matter[Any], name: str) -> bool:
    """Whether the regulation, or the one that the period was begun under, names it itself."""
    return name in matter.rules.text.period or matter.case.named_term(name) is not None
