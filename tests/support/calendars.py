"""Test calendars: the shipped holiday notices, an invented one for the year after, and runs of
days."""

from datetime import date, timedelta

from adapters.state_council import shipped_notices
from domain.working_days import WorkCalendar, YearNotice

PUBLISHED = WorkCalendar(shipped_notices())
DAY = timedelta(days=1)
NOTICE_2027 = YearNotice(
    year=2027,
    notice="国办发明电〔2026〕虚构号",
    off=(date(2026, 12, 31), date(2027, 1, 1)),
    working=(date(2026, 12, 26),),
)


def days(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + n * DAY for n in range((end - begin).days + 1)]
