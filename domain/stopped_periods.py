"""What ran when an end came, and goes on with what was left once that end is reversed."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from domain.in_force import NumberedRecord, struck_in
from domain.record import Record
from domain.running import MAIN, NamedTerm, Running
from domain.stopped_clock import resumed
from domain.working_days import WorkCalendar


def own_period_stopped(
    history: Sequence[NumberedRecord], end: int, again: date, calendar: WorkCalendar
) -> Running | None:
    """The case's own period that the record of version `end` has stopped, as it goes on."""
    running: dict[str, Running] = {}
    for record in in_force_before(history, end):
        for key in record.closes():
            running.pop(key, None)
        running |= {one.key: one for one in record.opens()}
    ending = dict(history)[end]
    own = running.get(MAIN) if MAIN in ending.closes() else None
    if own is None or own.held:
        return None
    return replace(own, period=resumed(own.period, ending.context.occurred_on, again, calendar))


def terms_stopped(
    history: Sequence[NumberedRecord], end: int, again: date, calendar: WorkCalendar
) -> Iterable[NamedTerm]:
    """The periods that the regulation names and that the end has stopped, as they go on."""
    terms: dict[str, NamedTerm] = {}
    for record in in_force_before(history, end):
        terms |= {one.own_name: one for one in record.opened}
    ending = dict(history)[end]
    for name in ending.closed:
        if (term := terms.get(name)) and term.period and not term.stands_still:
            period = resumed(term.period, ending.context.occurred_on, again, calendar)
            yield replace(term, period=period)


def in_force_before(history: Sequence[NumberedRecord], end: int) -> list[Record]:
    """The records in force just before a version."""
    before = [one for one in history if one[0] < end]
    struck = struck_in(before)
    return [record for version, record in before if version not in struck]
