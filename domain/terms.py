"""Periods that a regulation names (`[period.NAME]`): steps begin, prolong, stop and end them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.annual import paper_due
from domain.event import Event
from domain.from_service import begun_from_service, terms_for_remedies
from domain.matter import Matter
from domain.refusal import Text
from domain.regulation.limits import LENGTHS, Lasting, NamedPeriod
from domain.regulation.model import Step
from domain.running import NamedTerm
from domain.stopped_clock import resumed
from domain.term_subjects import fixed_day, fixed_end, subject, subject_begun, term_of
from domain.words import period_words
from domain.working_days import (
    Period,
    count_as_known,
    count_period,
    known_last_day,
    last_day,
    until_fixed,
)


def called(matter: Matter[Any], name: str) -> Text:
    """What a period is called: by the regulation where it names it, else by its block."""
    named = matter.rules.text.period.get(name)
    return named.called(name) if named else period_words(name)


def counted_from(matter: Matter[Any], named: NamedPeriod, day: date) -> Period:
    """The period from that day on, as far as the calendar knows its days."""
    if fixed := fixed_day(matter, named):
        return until_fixed(day, fixed_end(matter, named, fixed))
    if named.given:
        assert matter.command and matter.command.until, "checked before the decision"
        return until_given(matter, day, matter.command.until)
    [(length, n)] = named.lengths.items()
    return count_as_known(
        matter.reader.work_calendar(),
        day,
        n,
        LENGTHS[length],
        named.count_first_day,
        named.roll_to_working_day,
    )


def until_given(matter: Matter[Any], began: date, until: date) -> Period:
    """The period of so many days from `began` as end on the given day, a rest day or not."""
    days = (until - began).days
    return count_period(matter.reader.work_calendar(), began, days, "calendar_day", roll=False)


def latest(matter: Matter[Any], day: date, most: Lasting) -> date:
    """The last day of the longest time that may be given from that day on. Raises
    CalendarUnknown."""
    [(length, n)] = most.lengths.items()
    return count_period(matter.reader.work_calendar(), day, n, LENGTHS[length], roll=False).ends


def terms_begun(matter: Matter[Any], step: Step, event: Event) -> tuple[NamedTerm, ...]:
    """The named periods that an act begins or changes: by its step, from a receipt that it records,
    or because it decides against the unit."""
    held = () if not ends_now(matter, event.final) else tuple(held_at_end(matter, step))
    names = (name for name in step.begins if begins_today(matter, name))
    named = (term for name in names for term in begun_of_name(matter, name, event))
    remedies = terms_for_remedies(matter, event)
    return (*held, *named, *terms_changed(matter, step), *event.begins(matter.case), *remedies)


def begins_today(matter: Matter[Any], name: str) -> bool:
    """Whether a step begins the period of that name, so late in the year."""
    named = matter.rules.text.period.get(name)
    by = named.begun_by if named else None
    return named is not None and (by is None or matter.day <= paper_due(by, matter.day.year))


def begun_of_name(matter: Matter[Any], name: str, event: Event) -> Iterable[NamedTerm]:
    """The period of that name that an act begins, or each of those that it gives the last days
    of."""
    named = matter.rules.text.period[name]
    each = matter.command.until_each if named.given and matter.command else None
    if named.begins == "service":
        yield begun_from_service(matter, name, event)
    elif each is not None:
        for about, until in each.items():
            # what was to be done before the act has to be done on its day
            ends = max(until, matter.day)
            yield begun_about(matter, name, about, until_fixed(matter.day, ends))
    else:
        period = None if named.begins == "receipt" else as_given(matter, named, event)
        yield begun_about(matter, name, subject_begun(matter, named), period)


def begun_about(matter: Matter[Any], name: str, about: str, period: Period | None) -> NamedTerm:
    named, earlier = matter.rules.text.period[name], matter.case.named_term(name, about)
    return NamedTerm(
        name=name,
        opened_on=matter.day,
        period=period,
        then=named.then or "",
        awaits=named.awaits or "",
        called=named.called(name),
        about=about,
        alerts=named.alerts,
        again=matter.case.version + 1 if runs_out_again(earlier, period) else 0,
    )


def as_given(matter: Matter[Any], named: NamedPeriod, event: Event) -> Period:
    """The period that a step begins: from the day that the act says, and until the day that it
    gives, where that is later than by the law."""
    period = counted_from(matter, named, event.counts_from or matter.day)
    return replace(period, ends=max(period.ends, event.given_until or period.ends))


def runs_out_again(earlier: NamedTerm | None, period: Period | None) -> bool:
    """Whether a period ends on the very day on which an earlier one of its name was to end: its
    timer may have come then, and has to come anew."""
    if earlier is None or not earlier.over or period is None or earlier.period is None:
        return False
    return earlier.period.ends == period.ends


def terms_changed(matter: Matter[Any], step: Step) -> Iterable[NamedTerm]:
    """The periods that the step makes longer, stops or lets go on, as they run from then on."""
    if (term := running_term(matter, step.prolongs)) and term.period:
        yield replace(term, period=prolonged(matter, term.name, term.period))
    if term := running_term(matter, step.stops):
        yield replace(term, stopped_on=matter.day)
    if (term := running_term(matter, step.resumes)) and term.period and term.stopped_on:
        calendar = matter.reader.work_calendar()
        period = resumed(term.period, term.stopped_on, matter.day, calendar)
        yield replace(term, period=period, stopped_on=None)


def running_term(matter: Matter[Any], name: str | None) -> NamedTerm | None:
    term = term_of(matter, name) if name else None
    return None if term is None or term.over else term


def prolonged(matter: Matter[Any], name: str, period: Period) -> Period:
    """The period until the day that the act gives, or by the whole extension."""
    named = matter.rules.text.period[name]
    until = matter.command.until if matter.command else None
    if until is None:
        assert named.extension, "checked when the regulation was issued"
        until = latest(matter, last_day(period, matter.reader.work_calendar()), named.extension)
    return until_given(matter, period.began, until)


def ends_now(matter: Matter[Any], final: bool) -> bool:
    return final and not matter.case.final


def held_at_end(matter: Matter[Any], step: Step) -> Iterable[NamedTerm]:
    """The periods that stand still because the case has ended, and may be brought back with it."""
    if matter.case.ends_hold:
        on = (one for one in matter.case.periods if not one.over and not one.owner)
        waits = (one for one in on if not awaits(matter, one))
        yield from (replace(one, held=True) for one in waits if one.name not in step.begins)


def awaits(matter: Matter[Any], term: NamedTerm) -> bool:
    """Whether a period waits for this act."""
    if type(matter.command).__name__ not in (term.then, term.awaits):
        return False
    return not term.about or term.about == subject(matter, term.name)


def closed_by(matter: Matter[Any], step: Step, term: NamedTerm) -> bool:
    """Whether the step closes a period; one of a year or proceeding, that of its own."""
    return term.name == step.closes and term.about == subject(matter, term.name)


def terms_ended(matter: Matter[Any], step: Step, final: bool) -> tuple[str, ...]:
    """The named periods that an act ends: those that waited for it, or that its step closes; at the
    end of a case, all but those that are held, and those in which the unit may act."""
    ends_all = ends_now(matter, final) and not matter.case.ends_hold
    return tuple(
        term.own_name
        for term in matter.case.periods
        if not term.over
        and (awaits(matter, term) or closed_by(matter, step, term) or (ends_all and not term.owner))
    )


def is_named(matter: Matter[Any], name: str) -> bool:
    """Whether the regulation, or the one that the period was begun under, names it itself."""
    return name in matter.rules.text.period or any(
        term.name == name for term in matter.case.periods
    )


def known_end(matter: Matter[Any], term: NamedTerm) -> date | None:
    """The last day of a period; None before it counts, while its clock stands still, and while
    nobody knows it."""
    if term.period is None or term.stands_still:
        return None
    return known_last_day(term.period, matter.reader.work_calendar())
