"""Working days as the State Council publishes them, and periods counted in them."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, date, datetime, timedelta, timezone
from functools import cached_property
from hashlib import sha256
from itertools import count, islice, takewhile
from typing import Literal

from msgspec import Struct, json, structs

Unit = Literal["working_day", "calendar_day", "calendar_month", "calendar_year", "fixed_day"]

DAY = timedelta(days=1)
SATURDAY = 5
# A fixed offset: China has kept UTC+8 without summer time since 1991, and zone files may be missing
# on a bare machine.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
# Notices for a year have changed the last days of the year before: 2006, 2007, 2011, 2018.
FIRST_PROVISIONAL = (12, 26)


class CalendarUnknown(Exception):
    """Raised where no published notice says whether `day` is a working day; nobody may guess."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day

    @property
    def zh(self) -> str:
        return f"{self.day.isoformat()}是否为工作日尚不能确定：国务院办公厅尚未公布该年度放假安排"

    @property
    def en(self) -> str:
        return f"unknown whether {self.day.isoformat()} is a working day: no notice published yet"

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


class YearNotice(Struct, frozen=True, dict=True):
    """A notice of the State Council on the days off of one year (部分节假日安排的通知).

    `off` may list weekend days too; `working` are the make-up weekends (调休). Either may lie
    outside `year`. A notice that changes a year in part is one more notice for that year.
    """

    year: int
    notice: str
    off: tuple[date, ...]
    working: tuple[date, ...]

    def __post_init__(self) -> None:
        if both := sorted(set(self.off) & set(self.working)):
            raise ValueError(f"{self.notice}: off and working at once: {both[0].isoformat()}")

    @cached_property
    def named(self) -> frozenset[date]:
        return frozenset(self.off + self.working)

    def speaks_of(self, days: tuple[date, ...]) -> bool:
        return any(day.year == self.year for day in days) or not self.named.isdisjoint(days)


class WorkCalendar(Struct, frozen=True, dict=True):
    """Working-day calendar: the notices in order; day by day a later one overrides the earlier."""

    notices: tuple[YearNotice, ...] = ()

    def with_notice(self, notice: YearNotice) -> "WorkCalendar":
        return WorkCalendar((*self.notices, notice))

    def is_working(self, day: date) -> bool:
        """Whether a day is a weekday not off, or a make-up weekend; CalendarUnknown if
        unpublished."""
        named = self._named.get(day)
        if named is not None:
            return named
        if day.year not in self.years:
            raise CalendarUnknown(day)
        return day.weekday() < SATURDAY

    def working_days(self, first: date) -> Iterator[date]:
        """The working days from `first` on, until the calendar is unknown."""
        return filter(self.is_working, map(date.fromordinal, count(first.toordinal())))

    def next_working_day(self, day: date) -> date:
        return next(self.working_days(day + DAY))

    def provisional(self, day: date) -> bool:
        """Whether the notice for the next year is still to come and may change this day."""
        return (day.month, day.day) >= FIRST_PROVISIONAL and day.year + 1 not in self.years

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the notices; neither the order of days in a notice nor repeats count."""
        canonical = [
            structs.replace(n, off=tuple(sorted({*n.off})), working=tuple(sorted({*n.working})))
            for n in self.notices
        ]
        return sha256(json.encode(canonical)).hexdigest()

    @cached_property
    def _named(self) -> dict[date, bool]:
        named: dict[date, bool] = {}
        for notice in self.notices:
            named |= dict.fromkeys(notice.off, False) | dict.fromkeys(notice.working, True)
        return named

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that a notice has been published for."""
        return frozenset(notice.year for notice in self.notices)


class Period(Struct, frozen=True):
    """A counted period, with how its last day was found; `ends` is that day, until 24:00.

    It holds all that is needed to count it again. `counted` are the `length` days, none of months
    and years, nor of one that runs until a fixed day: that needs no calendar, and never moves.
    `ends` lies after the last of them where `roll` moved it on from a rest day.
    `notices` are those consulted, `calendar` the SHA-256 of all that were published then, and
    `provisional` says that a coming notice may move the end.
    """

    began: date
    length: int
    unit: Unit
    first_day_counts: bool
    counted: tuple[date, ...]
    ends: date
    notices: tuple[str, ...]
    calendar: str
    provisional: bool
    roll: bool = True


def count_period(
    calendar: WorkCalendar,
    began: date,
    length: int,
    unit: Unit = "working_day",
    first_day_counts: bool = False,
    roll: bool = True,
) -> Period:
    """Counts `length` days, months or years from `began`, by default from the next day on (Civil
    Code 201).

    What ends on a rest day runs on to the next working day where `roll` says so (203). Raises
    CalendarUnknown rather than guess; without `roll`, only working days need a calendar.
    """
    if length < 1:
        raise ValueError(f"a period has at least one day, not {length}")
    first = began if first_day_counts else began + DAY
    if unit == "working_day":
        counted = tuple(islice(calendar.working_days(first), length))
        ends = counted[-1]
        consulted = _days(first, ends)
    else:
        last = last_of_length(began, length, unit, first_day_counts)
        counted = _days(first, last) if unit == "calendar_day" else ()
        ends = next(calendar.working_days(last)) if roll else last
        consulted = _days(last, ends) if roll else ()
    return Period(
        began=began,
        length=length,
        unit=unit,
        first_day_counts=first_day_counts,
        counted=counted,
        ends=ends,
        notices=tuple(n.notice for n in calendar.notices if n.speaks_of(consulted)),
        calendar=calendar.sha256,
        provisional=any(map(calendar.provisional, consulted)),
        roll=roll,
    )


def count_as_known(
    calendar: WorkCalendar,
    began: date,
    length: int,
    unit: Unit,
    first_day_counts: bool = False,
    roll: bool = True,
) -> Period:
    """Counts as `count_period`, but never raises CalendarUnknown: while a notice is still to come,
    it counts the days that are known, and `ends` is the earliest that the last day can be."""
    try:
        return count_period(calendar, began, length, unit, first_day_counts, roll)
    except CalendarUnknown:
        first = began if first_day_counts else began + DAY
    if unit == "working_day":
        counted = tuple(islice(_known(calendar, first), length))
        ends = counted[-1] if counted else began
    else:
        ends = last_of_length(began, length, unit, first_day_counts)
        counted = _days(first, ends) if unit == "calendar_day" else ()
    return Period(
        began=began,
        length=length,
        unit=unit,
        first_day_counts=first_day_counts,
        counted=counted,
        ends=ends,
        notices=tuple(n.notice for n in calendar.notices if n.speaks_of(counted)),
        calendar=calendar.sha256,
        provisional=True,
        roll=roll,
    )


def until_fixed(began: date, ends: date) -> Period:
    """The period until a fixed day, whatever the calendar says."""
    return Period(began, 1, "fixed_day", False, (), ends, (), "", provisional=False, roll=False)


def last_day(period: Period, calendar: WorkCalendar) -> date:
    """The announced end, or a later one where the calendar has been corrected; never earlier."""
    if period.unit == "fixed_day":
        return period.ends
    measure = period.length, period.unit, period.first_day_counts, period.roll
    again = count_period(calendar, period.began, *measure)
    return max(period.ends, again.ends)


def known_last_day(period: Period, calendar: WorkCalendar) -> date | None:
    """The last day as far as anybody can say now; None where a coming notice will say it."""
    try:
        return last_day(period, calendar)
    except CalendarUnknown:
        return None


def working_days_left(calendar: WorkCalendar, today: date, last: date) -> int | None:
    """The working days from today to the last day, both counted; None where nobody can say."""
    try:
        return sum(1 for _ in takewhile(lambda day: day <= last, calendar.working_days(today)))
    except CalendarUnknown:
        return None


def months_later(day: date, n: int) -> date:
    """The corresponding day `n` months later, or the last day of a month that has none (Civil Code
    202): 31 January and a month is 28 or 29 February.

    Beyond the calendar's last year: its last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def years_later(day: date, n: int) -> date:
    """The same day `n` years later; 29 February becomes 28 February in a common year."""
    return months_later(day, 12 * n)


def last_of_length(began: date, length: int, unit: Unit, first_day_counts: bool) -> date:
    """The last of the days, months or years, a rest day or not. Where the first day counts, it is
    the day before the corresponding one."""
    if unit == "calendar_day":
        return began + (length - first_day_counts) * DAY
    ends = months_later(began, length if unit == "calendar_month" else 12 * length)
    corresponding = ends.day == began.day
    return ends - DAY if first_day_counts and corresponding else ends


def business_day(moment: datetime) -> date:
    """The day in China at this moment; refuses a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment.isoformat()}")
    return moment.astimezone(CHINA).date()


def in_time(received_at: datetime, deadline: date) -> bool:
    """Whether a moment is before 24:00 of `deadline` in China, wherever the server stands."""
    return business_day(received_at) <= deadline


def _known(calendar: WorkCalendar, first: date) -> Iterator[date]:
    """The working days from `first` on that are known."""
    try:
        yield from calendar.working_days(first)
    except CalendarUnknown:
        return


def _days(first: date, last: date) -> tuple[date, ...]:
    return tuple(map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)))
