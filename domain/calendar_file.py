"""State of the working-day calendar: every year's notice so far. Domain.md 7.1."""

from domain.case import Case
from domain.working_days import WorkCalendar

CALENDAR = "CN"


class CalendarFile(Case, frozen=True):
    """All notices published so far, in order."""

    calendar: WorkCalendar = WorkCalendar(())


def calendar_in(file: Case | None) -> WorkCalendar:
    """The calendar in a case file; one without a notice where there is no file."""
    return file.calendar if isinstance(file, CalendarFile) else WorkCalendar(())
