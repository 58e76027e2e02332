"""Reasons against a calendar notice: its days, the second person, the reason for a change."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from domain.calendar_file import CalendarFile
from domain.matter import Matter
from domain.refusal import Kind, Refusal, Text, file_rule
from domain.working_days import FIRST_PROVISIONAL, CalendarUnknown, WorkCalendar, YearNotice

DAYS_NAMED = 10
RULE, PHRASE = "calendar", "放假安排按国务院办公厅的通知录入，由另一人核对后公布"


def against(asked: Text, allowed: Text, kind: Kind, *fields: str) -> Refusal:
    return file_rule(RULE, PHRASE, asked, allowed, kind, fields)


def on_both_lists(off: tuple[date, ...], working: tuple[date, ...]) -> Iterator[Refusal]:
    if both := sorted(set(off) & set(working)):
        yield against(
            Text(f"{both[0]} 既放假又上班", f"{both[0]} is both off and working"),
            Text("只列一处", "in one list only"),
            "form",
            "/off",
            "/working",
        )


def no_days(
    matter: Matter[CalendarFile], year: int, off: tuple[date, ...], working: tuple[date, ...]
) -> Iterator[Refusal]:
    """A notice that says nothing, or the first one for a year without a day off: it would make days
    known that nobody knows (Inv. 25)."""
    if not off and (not working or year not in matter.case.calendar.years):
        yield against(
            Text("没有列出放假日", "no day off is listed"),
            Text("通知列明的全部放假日", "all days off that the notice lists"),
            "form",
            "/off",
        )


def days_elsewhere(
    year: int, off: tuple[date, ...], working: tuple[date, ...]
) -> Iterator[Refusal]:
    """Days that no notice for the year is about: it may begin in the last days of the year
    before."""
    first, last = date(year - 1, *FIRST_PROVISIONAL), date(year, 12, 31)
    for name, days in (("/off", off), ("/working", working)):
        if outside := sorted(day for day in days if not first <= day <= last):
            yield against(
                Text(f"{dates(outside)} 不在 {year} 年", f"not in {year}: {dates(outside)}"),
                Text(f"{first} 至 {last}", f"{first} to {last}"),
                "form",
                name,
            )


def nobody_else(matter: Matter[CalendarFile]) -> Iterator[Refusal]:
    """Whether there is a notice that another person has entered."""
    if matter.case.proposed is None:
        asked = Text("尚未录入放假安排", "no notice has been entered")
        allowed = Text("先由一人录入，再由另一人公布", "one person enters it, another publishes it")
        yield against(asked, allowed, "order")
    elif matter.case.proposed_by == matter.context.actor.person:
        asked = Text("放假安排由本人录入", "the notice was entered by the same person")
        yield against(asked, Text("由另一人核对后公布", "another person publishes it"), "who")


def other_than_proposed(matter: Matter[CalendarFile], notice: YearNotice) -> Iterator[Refusal]:
    """The fields in which a notice differs from the one that waits."""
    proposed = matter.case.proposed
    for name in notice.__struct_fields__ if proposed else ():
        one, other = getattr(notice, name), getattr(proposed, name)
        if (set(one) != set(other)) if isinstance(one, tuple) else one != other:
            field = {"notice": "notice_no"}.get(name, name)
            yield against(
                Text(f"{as_text(one)}", f"{as_text(one)}"),
                Text(f"与录入的一致：{as_text(other)}", f"as it was entered: {as_text(other)}"),
                "form",
                f"/{field}",
            )


def unreasoned(
    matter: Matter[CalendarFile], notice: YearNotice, reason: str | None
) -> Iterator[Refusal]:
    """Asks for a reason where days change on which running periods may have been counted."""
    changed = [] if reason else list(changed_days(matter.case.calendar, notice))
    if changed:
        named = dates(changed)
        yield against(
            Text(f"改变已公布的 {named}，未说明理由", f"changes {named} and gives no reason"),
            Text(
                "说明理由：正在计算的期间可能改变届满日",
                "with the reason: periods that run may end on another day",
            ),
            "form",
            "/reason",
        )


def changed_days(calendar: WorkCalendar, notice: YearNotice) -> Iterator[date]:
    """The days that are published already and would be otherwise."""
    for day, works in sorted(
        [*((day, False) for day in notice.off), *((day, True) for day in notice.working)]
    ):
        try:
            if calendar.is_working(day) != works:
                yield day
        except CalendarUnknown:
            continue


def as_text(value: Any) -> str:
    return dates(sorted(value)) if isinstance(value, tuple) else str(value)


def dates(days: Iterable[date]) -> str:
    some = [str(day) for day in days]
    return "、".join(some[:DAYS_NAMED]) + ("…" if len(some) > DAYS_NAMED else "")
