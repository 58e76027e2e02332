"""Calendars of years that the State Council has not announced yet, made up for stories."""

from datetime import date

from domain.calendar.lifecycle import PublishCalendar
from domain.calendar_file import CALENDAR, calendar_in
from domain.case import stream_id
from domain.context import SYSTEM
from services.commands.messages import CommandRequest
from services.demo.office import Office

FURTHER_YEARS = (2027, 2028, 2029)


def enter_years(office: Office) -> None:
    """Three days are off beside weekends; what was entered already stays."""
    known = calendar_in(office.case(stream_id("calendars", CALENDAR))).years
    for year in FURTHER_YEARS:
        if year not in known:
            off = (date(year, 1, 1), date(year, 5, 1), date(year, 10, 1))
            notice = PublishCalendar(
                year=year, notice_no=f"示例：假定的{year}年", off=off, working=()
            )
            office.give(CommandRequest("calendars", CALENDAR, notice, SYSTEM))
