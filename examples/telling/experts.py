"""The panel of experts: drawn by lot, sworn, scoring apart, speaking through its chair."""

from datetime import timedelta
from typing import NamedTuple

from telling.service import Json
from telling.story import Story
from telling.units import Applicant, Regime

CRITERIA = ("行业影响力", "服务创新能力", "知识产权运营优势", "引领带动作用")
SIZE = 3


def pool(story: Story, regime: Regime) -> None:
    """The authority's pool, as its officer sees it."""
    path, who = f"expert-pools/{regime.authority}", regime.experts
    story.begin(who, "查看专家库", "Looks at the pool of experts")
    kept = story.service.read(path, who)["state"]["experts"]
    story.expect(len(kept) > SIZE, kept)
    story.note(f"在库专家 {len(kept)} 名", "kept for this duty and the decision maker only")


class Panel(NamedTuple):
    """The members in the order of the lot: the first is the chair."""

    no: str
    batch: str
    members: tuple[str, ...]

    @property
    def chair(self) -> str:
        return self.members[0]


def reviewed(story: Story, *units: Applicant) -> None:
    """From the draw to the result of each: one panel for all these."""
    panel = appointed(story, *units)
    declared(story, panel)
    for unit in units:
        for member in panel.members:
            score(story, panel, member, unit)
        conclude(story, panel, unit)


def appointed(story: Story, *units: Applicant) -> Panel:
    regime, batch, no = units[0].regime, units[0].batch, f"{units[0].id}-panel"
    drawing = {
        "panel_no": no,
        "pool": regime.authority,
        "size": SIZE,
        "applications": [unit.id for unit in units],
        "scores_by": (story.today + timedelta(days=7)).isoformat(),
    }
    told = regime.experts, f"从专家库抽取 {SIZE} 名专家", f"Draws {SIZE} experts from the pool"
    event = story.act(told, f"batches/{batch}/appoint-panel", drawing)["event"]
    story.note(f"抽签种子 {event['seed']}", "examples/draw.py draws the same again")
    return Panel(no, batch, tuple(event["members"]))


def declared(story: Story, panel: Panel) -> None:
    free = {"panel_no": panel.no, "confidential": True, "no_conflict": True}
    for member in panel.members:
        told = member, "承诺保密，声明无利害关系", "Promises secrecy, declares no conflict"
        story.act(told, f"batches/{panel.batch}/declare-no-conflict", free)


def score(story: Story, panel: Panel, member: str, unit: Applicant) -> None:
    told, path = (member, "独立评分", "Scores alone"), f"{unit.case}/submit-score"
    story.act(told, path, sheet(panel, panel.members.index(member)))


def conclude(story: Story, panel: Panel, unit: Applicant) -> None:
    told = panel.chair, "组长提出评审意见", "The chair gives the panel's opinion"
    word = {"opinion": "产业基础好，方案可行。"}
    keeper = unit.regime.experts
    story.act(told, f"{unit.case}/complete-expert-review", word, reader=keeper)
    result = story.service.read(f"{unit.case}/review-report", keeper)["result"]
    story.note(
        f"{result['experts']} 份有效评分，{result['shown']} 分：{result['computed']}",
        f"{result['shown']} points from {result['experts']} valid sheets",
    )


def sheet(panel: Panel, place: int) -> Json:
    marks = [{"criterion": one, "points": 2280 + 5 * place} for one in CRITERIA]
    return {"panel_no": panel.no, "sheet": marks, "opinion": "机制健全，成效可期。"}
