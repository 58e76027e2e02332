"""What goes on when an act is struck out: the periods that it had ended or held run again, so that
nothing falls due in the days between.

A reversal restores exactly what stood (Inv. 64), and a cycle ends so many years after its start
(Inv. 42): one of months or years ends on the day on which it was to end, as does a fixed day, and
is given the days that were left only where it ran out meanwhile (Choice 23). Time in which somebody
was to act, in days, goes on with what was left of it, for nobody could act.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.case import Case
from domain.matter import Matter
from domain.record import Record
from domain.running import NamedTerm
from domain.stopped_clock import resumed
from domain.working_days import Period, WorkCalendar


def with_periods_resumed(matter: Matter[Any], record: Record, after: Case) -> tuple[Record, Case]:
    """The record of an act that strikes others out and the case after it, with the periods that
    come back from the day on which the first of those was done."""
    record = replace(record, opened=(*record.opened, *come_back(matter, record, after)))
    return record, replace(after, periods=record.periods_after(after))


def come_back(matter: Matter[Any], record: Record, after: Case) -> Iterator[NamedTerm]:
    past = dict(matter.reader.history(matter.stream, matter.id))
    struck = [past[one].context.occurred_on for one in record.event.strikes if one in past]
    calendar, version = matter.reader.work_calendar(), matter.case.version + 1
    for term in after.periods:
        before = matter.case.named_term(term.name, term.about)
        if struck and term.period and is_running(term) and before and not is_running(before):
            period = runs_again(term.period, min(struck), matter.day, calendar)
            yield replace(term, period=period, again=version)


def runs_again(period: Period, ended: date, again: date, calendar: WorkCalendar) -> Period:
    """A period that was held from the day `ended` on, from the day `again` on."""
    if period.unit in ("calendar_month", "calendar_year") and period.ends >= again:
        return period
    return resumed(period, ended, again, calendar)


def is_running(term: NamedTerm) -> bool:
    return not term.over and not term.stands_still
