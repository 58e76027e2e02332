"""Explains in words why a day is wrong: period, validity, rest day, open objections."""

from datetime import date
from typing import Any

from domain.application.case import Application
from domain.application.facts import (
    answered_in_time,
    on_working_day,
    operating_before_submission,
    regulation_in_force,
    working_days_since_submission,
)
from domain.application.form_facts import form_of
from domain.application.objection_facts import objections_cured, objections_settled
from domain.facts import Shortfall, explains
from domain.matter import Matter
from domain.refusal import Text
from domain.regime.lifecycle import RegimeFile
from domain.regulation.rules import Term
from domain.words import joined
from domain.working_days import CalendarUnknown, count_period

M = Matter[Application]
WEEK = (
    *(Text("星期一", "Monday"), Text("星期二", "Tuesday"), Text("星期三", "Wednesday")),
    *(Text("星期四", "Thursday"), Text("星期五", "Friday")),
    *(Text("星期六", "Saturday"), Text("星期日", "Sunday")),
)


def act_on(day: date) -> Text:
    return Text(f"办理日 {day}", f"day of the act {day}")


def during(term: Term, zh: str) -> Text:
    """A term by its first and its last day."""
    if term.ends is None:
        return Text(f"{zh}：{term.begins} 起", f"from {term.begins} on")
    return Text(f"{zh}：{term.begins} 至 {term.ends}", f"from {term.begins} to {term.ends}")


@explains(regulation_in_force)
def out_of_force(matter: M, value: Any) -> Shortfall:
    file, about = matter.reader.state("regulations", matter.case.regime or ""), matter.rules.about
    version = file.pinned(matter.rules.sha256) if isinstance(file, RegimeFile) else None
    if version is None:
        return Shortfall(act_on(matter.day), Text("已印发的规定", "a regulation that was issued"))
    term = version.term
    late = term.ends is not None and matter.day > term.ends
    return Shortfall(act_on(matter.day), during(term, f"《{about.title}》有效期"), over=late)


@explains(answered_in_time)
def answered_late(matter: M, value: Any) -> Shortfall:
    """The last day for an answer, where the calendar knows it."""
    block, since = matter.rules.text.correction, matter.case.submitted_on
    days, asked = working_days_since_submission(matter), act_on(matter.day)
    if block is None or since is None or not isinstance(days, int):
        return Shortfall(asked, Text("提交后规定的期限内", "within the days for an answer"))
    last = count_period(matter.reader.work_calendar(), since, block.answer_within).ends
    return Shortfall(
        Text(f"{asked.zh}，为提交后第 {days} 个工作日", f"{asked.en}, {days} working days after"),
        Text(
            f"提交后 {block.answer_within} 个工作日内，即不晚于 {last}",
            f"within {block.answer_within} working days of the submission, by {last}",
        ),
        over=True,
    )


@explains(on_working_day)
def on_rest_day(matter: M, value: Any) -> Shortfall:
    calendar, day = matter.reader.work_calendar(), matter.day
    try:
        calendar.is_working(day)
        following = calendar.next_working_day(day)
    except CalendarUnknown as unknown:
        return Shortfall(Text(unknown.zh, unknown.en), Text("工作日", "a working day"))
    week = WEEK[day.weekday()]
    return Shortfall(
        Text(
            f"办理日 {day}（{week.zh}）不是工作日",
            f"day of the act {day}, a {week.en}, is no working day",
        ),
        Text(f"工作日，例如 {following}", f"a working day, such as {following}"),
    )


@explains(operating_before_submission)
def not_yet_operating(matter: M, value: Any) -> Shortfall:
    since, day = form_of(matter).operating_since, matter.case.submitted_on or matter.day
    return Shortfall(
        Text(f"运行起始日 {since}", f"in operation since {since}")
        if since
        else Text("未填写运行起始日", "no day given on which operation began"),
        Text(f"早于申报日 {day}", f"before the day of application, {day}"),
    )


@explains(objections_settled)
def unsettled(matter: M, value: Any) -> Shortfall:
    numbers = [one.no for one in matter.case.objections if one.open]
    settled = Text("异议全部办结", "every objection settled")
    return Shortfall(objections(numbers, "尚未办结", "still open"), settled)


@explains(objections_cured)
def uncured(matter: M, value: Any) -> Shortfall:
    under = matter.case.publicised.name if matter.case.publicised else None
    numbers = [one.no for one in matter.case.objections if one.uncured(under)]
    return Shortfall(
        objections(numbers, "成立，尚未重新公示", "upheld and not publicised anew"),
        Text("重新公示期满", "after it has been publicised anew"),
    )


def objections(numbers: list[int], zh: str, en: str) -> Text:
    words = joined(Text(f"第 {no} 号异议", f"objection {no}") for no in numbers)
    return Text(f"{words.zh}{zh}", f"{words.en} {en}")
