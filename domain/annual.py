"""Fixed days of the year, as that of the yearly paper (`[annual]`): the next one, and about which
year the paper is."""

from calendar import monthrange
from datetime import date

from domain.regulation.limits import Annual, FixedDay


def paper_due(fixed: FixedDay, year: int) -> date:
    """The fixed day of that year, by which the yearly paper must be received; the "last" of
    February is the 29th in a leap year."""
    last = monthrange(year, fixed.month)[1]
    return date(year, fixed.month, last if fixed.day == "last" else fixed.day)


def year_of_paper(annual: Annual, due: date) -> int:
    """The year that a paper due on that day is about."""
    return due.year - (annual.about == "previous_year")


def next_due(fixed: FixedDay, day: date) -> date:
    """The first such day that has not passed on a day."""
    due = paper_due(fixed, day.year)
    return due if day <= due else paper_due(fixed, day.year + 1)
