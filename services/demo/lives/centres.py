"""Demonstration data: what becomes of each of thirty centres, over three years. All is invented."""

from datetime import date

from msgspec import Struct

from services.demo.lives.funding import supported
from services.demo.lives.lines import (
    Said,
    StoryLine,
    annulled,
    dissolved,
    ended_after_failing,
    exited,
    failed,
    grave,
    milestone,
    misused,
    not_renewed,
    passed,
    renewed,
    self_checked,
    withdrawn,
    year,
)
from services.demo.lives.offers import (
    active,
    address_filed,
    branch_seen,
    catalogue,
    priced,
    recommended_upward,
    run_by_another,
    sent_straight,
    service_plan,
    supervised,
    tasked,
    transferred,
    typical,
)
from services.demo.lives.units import LIVES_APPLICANTS, ROUND_BEGINS, SUCCESSOR
from services.demo.told_world import Applicant

LAST_DAY = date(2028, 11, 6)
"""On which the demonstration stands when all of it has been told."""
ENTERED_ON = date(2026, 1, 12)
REPLY_LETTER = {"number": "国知办函运字〔2019〕100号", "dated": "2019-05-06"}
REPLIED = StoryLine(
    ENTERED_ON,
    "ImportReplyLetterCentre",
    {"letter": REPLY_LETTER | {"addressee": "省级知识产权局"}},
)
BUILT = StoryLine(ENTERED_ON, "RegisterBuildingCentre", {"operating_since": "2022-03-01"})
COMMENDED = StoryLine(date(2027, 4, 12), "CommendCentre", {"achievements": "转化金额居全国前列"})


def years(regime: str, *which: int) -> list[StoryLine]:
    return [line for n in which for line in year(regime, n)]


PROJECT_YEARS = [*self_checked(2022), *self_checked(2023)]
LIVES: dict[str, list[StoryLine]] = {
    "sc-1": years("SC", 2025, 2026, 2027),
    "sc-2": years("SC", 2025, 2026, 2027),
    "sc-3": [*year("SC", 2025, "NORMAL", "2026-01-20"), *years("SC", 2026, 2027)],
    "sc-4": [
        *year("SC", 2025, "POOR"),
        *passed("2026-03-20", "2026-08-31", "2026-07-10"),
        *years("SC", 2026, 2027),
    ],
    "sc-5": [
        *year("SC", 2025),
        *year("SC", 2026, "POOR"),
        *passed("2027-03-22", "2027-07-31", "2027-07-12"),
        *year("SC", 2027),
    ],
    "sc-6": [*year("SC", 2025, "POOR"), *failed("2026-03-20", "2026-06-30", "2026-07-06")],
    "sc-7": [*year("SC", 2025), *misused("sc-7", "SC", "2026-05-11")],
    "sc-8": [*year("SC", 2025), *annulled("2026-06-08", "SC", "sc-8"), *years("SC", 2026, 2027)],
    "sc-9": [*year("SC", 2025), *annulled("2026-09-07", "SC", "sc-9", restored=False)],
    "sc-10": [*year("SC", 2025), *exited("2026-10-12")],
    "sc-11": [*years("SC", 2025, 2026), *dissolved("2027-05-10")],
    "sc-12": [*year("SC", 2026, "NORMAL"), *year("SC", 2027)],
    "im-1": [*years("IM", 2026, 2027), *renewed("2028-10-16")],
    "im-2": [*sent_straight(2026), *year("IM", 2027), *renewed("2028-10-16")],
    "im-3": [*year("IM", 2026), *year("IM", 2027, "POOR"), *not_renewed("2028-10-16")],
    "im-4": [
        *year("IM", 2026, "POOR"),
        *passed("2027-03-22", "2027-08-31", "2027-07-12"),
        *year("IM", 2027),
        *renewed("2028-10-17"),
    ],
    "im-5": [*year("IM", 2026, "POOR"), *failed("2027-03-22", "2027-06-30", "2027-07-05")],
    "im-6": [*year("IM", 2026), *grave("im-6", "2027-05-10")],
    "im-7": [*year("IM", 2026), *withdrawn("2027-09-06")],
    "im-8": [*year("IM", 2026), *exited("2027-04-12")],
    "im-9": [
        *year("IM", 2026, "NORMAL", "2027-01-18"),
        *year("IM", 2027),
        *renewed("2028-10-18"),
    ],
    "sz-1": [*PROJECT_YEARS, *milestone("2024-06-03"), *self_checked(2024), *renewed("2025-04-14")],
    "sz-2": [*PROJECT_YEARS, *milestone("2024-06-03"), *not_renewed("2025-04-14")],
    "sz-3": [
        *self_checked(2022, "UNQUALIFIED"),
        *passed("2023-03-20", "2023-08-31", "2023-07-10", "UNQUALIFIED"),
        *self_checked(2023),
        *milestone("2024-10-08"),
        *renewed("2025-04-15"),
    ],
    "sz-4": [
        *self_checked(2022, "UNQUALIFIED"),
        *ended_after_failing("2023-03-20", "2023-08-31", "2023-07-10"),
    ],
    "sz-5": [*PROJECT_YEARS, *milestone("2025-01-13"), *renewed("2025-04-16")],
    "nat-1": [REPLIED, *year("NAT", 2026), COMMENDED, *year("NAT", 2027)],
    "nat-2": [REPLIED],
    "nat-3": [BUILT, *years("NAT", 2026, 2027)],
    "nat-4": [BUILT],
}
"""What happens after the recognition, or before it; nothing yet where a centre is not named."""
OFFERS: dict[str, list[StoryLine]] = {
    "sc-1": [
        *catalogue("2025-04-14", "专利导航", "专利检索"),
        *service_plan("2025-04-15", 2025),
        *active("2025-05-19", "2", "轨道交通专利对接会", 86, delivery="OWN"),
        *priced("2025-06-09"),
        *service_plan("2026-01-19", 2026),
        *typical("2026-04-13"),
        *tasked("2026-05-11"),
        *supervised("2026-05-25", "SC-17"),
        *recommended_upward("2026-06-15"),
        *catalogue("2027-01-18", "专利导航", "专利检索", "海外维权援助"),
        *service_plan("2027-01-18", 2027),
    ],
    "sc-2": transferred("2027-05-10", SUCCESSOR),
    "sc-3": [
        *address_filed("2026-06-08"),
        *run_by_another("2026-09-07", 2, granted=True),
        *run_by_another("2027-04-05", 3, granted=False),
    ],
    "sc-5": branch_seen("2026-08-10", "眉山市"),
    "sz-1": supported("sz-1", "纳米技术应用产业运营平台建设"),
    "im-1": [
        *catalogue("2026-01-12", "稀土专利导航"),
        *service_plan("2026-01-13", 2026),
        *active("2026-06-08", "2", "稀土永磁对接会", 120),
        *supervised("2026-07-06", "IM-16", "IM-17"),
    ],
}
"""What the same centres offer, beside that."""


class LifeStory(Struct, frozen=True):
    """A unit, and what happens to its centre; it `applies` from a day on, unless it never does."""

    who: Applicant
    lines: list[StoryLine]
    since: date
    applies: bool = True


def life_of(who: Applicant) -> LifeStory:
    place = who.id.partition("-")[0]
    lines = sorted((*LIVES.get(who.id, ()), *OFFERS.get(who.id, ())), key=lambda line: line.day)
    if place != "nat":
        return LifeStory(who, lines, ROUND_BEGINS[place])
    centre: Said = {"regime": "NAT-2024", "name": f"{who.industry}知识产权运营中心"}
    centre |= {"builder": who.name, "industry": who.industry, "division_code": who.division}
    own = {"owner": who.code} if lines[0] is REPLIED else {}
    first = StoryLine(lines[0].day, lines[0].do, centre | lines[0].said | own)
    return LifeStory(who, [first, *lines[1:]], ROUND_BEGINS[place], applies=len(lines) > 1)


LIFE_STORIES = tuple(map(life_of, LIVES_APPLICANTS))
