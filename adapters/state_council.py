"""The State Council's holiday notices, from the chinese_calendar package."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version

from chinese_calendar.constants import (  # type: ignore[import-untyped]
    holidays,
    workdays,
)

from domain.working_days import FIRST_PROVISIONAL, YearNotice


def shipped_years() -> tuple[int, ...]:
    """The years whose notice the installed package holds."""
    return tuple(sorted({day.year for day in holidays}))


def shipped_notices() -> tuple[YearNotice, ...]:
    """One holiday notice for each of the shipped years, in order.

    Days changed afterwards stand as they became: 2020 with the prolonged Spring Festival.
    """
    off, working = _by_notice(holidays), _by_notice(workdays)
    source = f"chinesecalendar {version('chinesecalendar')}"
    return tuple(
        YearNotice(
            year=year,
            notice=f"国务院办公厅关于{year}年部分节假日安排的通知 ({source})",
            off=tuple(off[year]),
            working=tuple(working[year]),
        )
        for year in shipped_years()
    )


def _by_notice(days: Iterable[date]) -> defaultdict[int, list[date]]:
    """Days by the year of their notice; those after Christmas came with the next year's."""
    by_notice: defaultdict[int, list[date]] = defaultdict(list)
    for day in sorted(days):
        by_notice[day.year + ((day.month, day.day) >= FIRST_PROVISIONAL)].append(day)
    return by_notice
