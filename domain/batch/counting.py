"""Counts the period of a publicity that begins on the day of the act. Part 7.3."""

from collections.abc import Iterable

from domain.batch.case import Batch
from domain.matter import Matter
from domain.permitting import unknown_day
from domain.refusal import Refusal
from domain.regulation.blocks import Publicity
from domain.working_days import CalendarUnknown, Period, count_period


def rule_of(matter: Matter[Batch]) -> Publicity:
    """The regulation's `[publicity]` block; the checker demands it of a file with such a step."""
    block = matter.rules.text.publicity
    assert block is not None
    return block


def period_from(matter: Matter[Batch]) -> Period:
    """The period from the day of the act on; raises CalendarUnknown rather than guess."""
    rule = rule_of(matter)
    return count_period(
        matter.reader.work_calendar(),
        matter.day,
        rule.length,
        rule.unit,
        rule.count_publication_day,
        rule.roll_to_working_day,
    )


def uncounted(matter: Matter[Batch]) -> Iterable[Refusal]:
    """Refuses to begin where a day of the period may or may not be a working day (Inv. 25)."""
    try:
        period_from(matter)
    except CalendarUnknown as unknown:
        yield unknown_day(matter, rule_of(matter).rule, unknown)
