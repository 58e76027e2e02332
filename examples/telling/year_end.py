"""年末: a publicity that would run into a year whose days of rest nobody has announced yet."""

from datetime import date, timedelta

from telling import publicity
from telling.road import registered, walk_all
from telling.sichuan import CLERK, DECIDER
from telling.story import Story
from telling.units import Applicant

YEAR_END = date(2026, 12, 28)
DAYS_OFF_2027 = (("01-01", 3), ("02-05", 8), ("04-03", 3), ("05-01", 5), ("10-01", 7))
SAMPLE_NOTICE = {
    "year": 2027,
    "notice_no": "2027年放假安排（虚构的示例，不是国务院办公厅的通知）",
    "off": [
        (date.fromisoformat(f"2027-{first}") + timedelta(days=number)).isoformat()
        for first, length in DAYS_OFF_2027
        for number in range(length)
    ],
}


def tell(story: Story, late: Applicant) -> None:
    story.chapter("年末：下一年的放假安排尚未公布", "Year's end: no notice for 2027 yet")
    story.move_clock(CLERK, YEAR_END)
    unit = registered(story, late)
    walk_all(story, unit)
    listed = publicity.determine(story, f"{unit.batch}-b", unit)
    told = CLERK, "公示名单", "Publicises the list"
    story.refuse(told, f"batches/{unit.batch}/start-publicity", listed, 409, "SC-07.8")
    told = CLERK, "录入2027年放假安排（虚构的示例）", "Enters an invented sample notice for 2027"
    story.act(told, "calendars/CN/propose-calendar", SAMPLE_NOTICE)
    told = CLERK, "不能自己公布", "May not publish it alone"
    story.refuse(told, "calendars/CN/publish-calendar", SAMPLE_NOTICE, 403, "IMPLICIT:calendar")
    told = DECIDER, "另一人核对后公布", "Another person publishes it"
    story.act(told, "calendars/CN/publish-calendar", SAMPLE_NOTICE, "已公布 PUBLISHED")
    publicity.publicise(story, unit, listed)
