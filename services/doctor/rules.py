"""Looks at calendar and regulations: working days are known, some regulation is in force."""

from collections.abc import Iterator
from datetime import timedelta

from domain.calendar_file import CALENDAR, calendar_in
from domain.regime.lifecycle import regime_in
from services.consistency.findings import Finding, right, wrong
from services.doctor.examination import Examination

SOON = timedelta(days=45)


def calendar(examination: Examination) -> Iterator[Finding]:
    """This year's working days are known; says when those of a period begun today may not be."""
    file, _ = examination.cases.current(f"calendars/{CALENDAR}")
    today = examination.clock.today()
    years = {notice.year for notice in calendar_in(file).notices}
    first, last = min(years, default=0), max(years, default=0)
    zh, en = f"有 {first} 至 {last} 年的通知", f"notices for {first} to {last}"
    if today.year not in years:
        mend = "POST /calendars/CN/propose-calendar"
        yield wrong("calendar", f"{zh}；没有 {today.year} 年", f"{en}; none for {today.year}", mend)
        return
    if (today + SOON).year not in years:
        zh += "；今天起算的期限可能届满于尚无通知的年份"
        en += "; a period begun now may end in a year that no notice covers yet"
    yield right("calendar", zh, en)


def regulations(examination: Examination) -> Iterator[Finding]:
    """Some regulation is in force today, beside the rules of keeping files."""
    today = examination.clock.today()
    in_force = []
    for name in examination.log.streams("regulations/"):
        file, _ = examination.cases.current(name)
        version = regime_in(file).applicable(today)
        if version and version.term.holds(today):
            in_force.append(name.removeprefix("regulations/"))
    named = ", ".join(in_force)
    if len(in_force) > 1:
        yield right("regulations", f"施行中：{named}", f"in force: {named}")
    else:
        words = f"没有施行中的规定：{named or '无'}", f"none in force: {named or 'none'}"
        yield wrong("regulations", *words, "anjuan serve --regulations")
