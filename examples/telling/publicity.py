"""From the list to recognition: determined, publicised for its days, clear, recognised."""

from datetime import date, timedelta

from telling.service import Json
from telling.story import Story
from telling.units import Applicant

DAY = timedelta(days=1)
CHANNEL = {
    "channel_url": "https://example.invalid/gongshi",
    "objection_channel": "知识产权主管处室，电话 000-86000001",
}


def determine(story: Story, list_no: str, *units: Applicant) -> Json:
    """Determines a list of these; answers what its publicity is to be."""
    unit, regime = units[0], units[0].regime
    selected = [{"application": one.id} for one in units]
    told = regime.decider, f"确定名单，{len(units)} 件", f"Determines a list of {len(units)}"
    path, paper = f"batches/{unit.batch}/determine-list", regime.paper.format(21)
    story.act(told, path, {"list_no": list_no, "selected": selected}, document_no=paper)
    return {"list_no": list_no, **CHANNEL}


def publicise(story: Story, unit: Applicant, publicity: Json) -> Json:
    """Answers the period."""
    told = unit.regime.clerk, "公示名单", "Publicises the list"
    path = f"batches/{unit.batch}/start-publicity"
    period: Json = story.act(told, path, publicity)["event"]["period"]
    story.period(period)
    return period


def run_out(story: Story, period: Json, *units: Applicant) -> None:
    """The last day passes, and the service finds every entry clear."""
    clerk = units[0].regime.clerk
    story.move_clock(clerk, date.fromisoformat(period["ends"]) + DAY)
    for one in units:
        zh, en = f"公示期满无异议：{one.name}", "The period is over, with no objection"
        story.happens(zh, en, one.case, clerk, "公示期满无异议 PUBLICITY_CLEAR")
    for _ in range(14):  # days of rest
        if not story.may(units[0].regime.decider, units[0].case, "recognise-centre"):
            story.move_clock(clerk, story.today + DAY)


def recognise(story: Story, unit: Applicant) -> Json:
    told = unit.regime.decider, f"认定“{unit.centre_name}”", "Recognises the centre"
    path, paper = f"{unit.case}/recognise-centre", unit.regime.paper.format(25)
    return story.act(told, path, {}, "已认定 RECOGNISED", document_no=paper)
