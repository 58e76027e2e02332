"""State of the working-day calendar: every year's notice so far. Domain.md 7.1."""

from domain.case import Case
from domain.working_days import WorkCalendar, YearNotice

CALENDAR = "CN"


class CalendarFile(Case, frozen=True):
    """All notices published so far, in order, and one that `proposed_by` has entered and another
    person is to confirm."""

    calendar: WorkCalendar = WorkCalendar(())
    proposed: YearNotice | None = None
    proposed_by: str | None = None

    @property
    def foreseen(self) -> WorkCalendar | None:
        """The calendar as it would be with the notice that waits; None where none does."""
        return self.calendar.with_notice(self.proposed) if self.proposed else None


def calendar_in(file: Case | None) -> WorkCalendar:
    """The calendar in a case file; one without a notice where there is no file."""
    return file.calendar if isinstance(file, CalendarFile) else WorkCalendar(())
