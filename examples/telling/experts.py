"""The panel of experts: drawn by lot, sworn, scoring apart, speaking through its chair."""

from datetime import timedelta

from telling.service import Json
from telling.sichuan import EXPERTS, Applicant
from telling.story import Story

POOL = "510000"
CRITERIA = ("行业影响力", "服务创新能力", "知识产权运营优势", "引领带动作用")
SIZE = 3


def reviewed(story: Story, batch: str, unit: Applicant, hastily: bool = False) -> None:
    """From the draw to the result. `hastily`: one scores before declaring, and is refused."""
    members = appointed(story, batch, unit)
    score = f"{unit.case}/submit-score"
    if hastily:
        told = members[0], "未作声明就评分", "Scores before declaring"
        story.refuse(told, score, sheet(unit, 0), 409, "IMPLICIT:panel")
    for member in members:
        told = member, "承诺保密，声明无利害关系", "Promises secrecy, declares no conflict"
        free = {"panel_no": panel(unit), "confidential": True, "no_conflict": True}
        story.act(told, f"batches/{batch}/declare-no-conflict", free)
    for place, member in enumerate(members):
        story.act((member, "独立评分", "Scores alone"), score, sheet(unit, place))
    told = members[0], "组长提出评审意见", "The chair gives the panel's opinion"
    word = {"opinion": "产业基础好，方案可行。"}
    story.act(told, f"{unit.case}/complete-expert-review", word, reader=EXPERTS)
    report = story.service.read(f"{unit.case}/review-report", EXPERTS)
    result = report["result"]
    story.note(
        f"{result['experts']} 份有效评分，{result['shown']} 分：{result['computed']}",
        f"{result['shown']} points from {result['experts']} valid sheets",
    )


def appointed(story: Story, batch: str, unit: Applicant) -> list[str]:
    """The members whom the lot has drawn, the chair first."""
    drawing = {
        "panel_no": panel(unit),
        "pool": POOL,
        "size": SIZE,
        "applications": [unit.id],
        "scores_by": (story.today + timedelta(days=7)).isoformat(),
    }
    told = EXPERTS, f"从专家库抽取 {SIZE} 名专家", f"Draws {SIZE} experts from the pool"
    answer = story.act(told, f"batches/{batch}/appoint-panel", drawing)
    members: list[str] = answer["event"]["members"]
    story.note(f"抽签种子 {answer['event']['seed']}", "examples/draw.py draws the same again")
    return members


def panel(unit: Applicant) -> str:
    return f"{unit.id}-panel"


def sheet(unit: Applicant, place: int) -> Json:
    marks = [{"criterion": one, "points": 2280 + 5 * place} for one in CRITERIA]
    return {"panel_no": panel(unit), "sheet": marks, "opinion": "机制健全，成效可期。"}
