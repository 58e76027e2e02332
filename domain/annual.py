"""Days of the yearly paper (`[annual]`): until when it must be received, about which year it is."""

from calendar import monthrange
from datetime import date

from domain.regulation.limits import Annual


def paper_due(annual: Annual, year: int) -> date:
    """The day of that year by which the yearly paper must be received; the "last" of February is
    the 29th in a leap year."""
    last = monthrange(year, annual.month)[1]
    return date(year, annual.month, last if annual.day == "last" else annual.day)


def year_of_paper(annual: Annual, due: date) -> int:
    """The year that a paper due on that day is about."""
    return due.year - (annual.about == "previous_year")


def next_due(annual: Annual, day: date) -> date:
    """The first due day that has not passed on a day."""
    due = paper_due(annual, day.year)
    return due if day <= due else paper_due(annual, day.year + 1)
