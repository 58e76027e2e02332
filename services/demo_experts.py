"""The demonstration's experts, and a panel of them at work."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.application.case import Application
from domain.batch.case import Batch
from domain.panel import Panel
from services import demo
from services.demo_teller import Teller

POOL = demo.PROVINCES["sc"]
OFFICER = "prov.sc.experts"
NAMES = ("顾清", "陆明远", "钟毓", "白露", "方正", "石磊", "温如", "夏铭", "丁宁")
EMPLOYERS = (
    *("四川示例知识产权研究院", "示例理工大学", "示例律师事务所"),
    *("示例资产评估公司", "示例科学技术信息所", "示例专利代理公司"),
    *("示例经济学院", "示例标准化研究所", "示例产业投资公司"),
)
FIELDS = ("知识产权运营", "专利", "产业经济")
CRITERIA = ("行业影响力", "服务创新能力", "知识产权运营优势", "引领带动作用")
POINTS = (2300, 2250, 2280, 2290)


def gather(tell: Teller, day: date) -> None:
    """The pool, once. The first three know its first field."""
    pool, _ = tell.house.store.current(f"expert-pools/{POOL}")
    if pool is None:
        tell.act(OFFICER, "expert-pools", POOL, "OpenExpertPool", day, {"regime": "SC"})
    for number, name, employer in zip(demo.EXPERTS["sc"], NAMES, EMPLOYERS, strict=True):
        expert = {
            "expert": f"expert.{number}",
            "name": name,
            "phone": f"028-860001{number:02}",
            "fields": FIELDS if number <= 3 else FIELDS[1:],
            "employer_name": employer,
        }
        tell.act(OFFICER, "expert-pools", POOL, "AddExpert", day, expert, nth=f":{number}")


def judge(tell: Teller, batch: str, id: str, days: tuple[date, date, date]) -> None:
    """A panel of five: drawn, declared, all sheets in, the chair's word."""
    case, _ = tell.house.store.current(f"applications/{id}")
    if not isinstance(case, Application) or case.reviewed or case.final:
        return
    drawn, scored, spoken = days
    panel_no = f"{batch}-1"
    drawing = {
        "panel_no": panel_no,
        "pool": POOL,
        "size": 5,
        "applications": [id],
        "scores_by": scored.isoformat(),
    }
    tell.act(OFFICER, "batches", batch, "AppointPanel", drawn, drawing)
    free = {"panel_no": panel_no, "confidential": True, "no_conflict": True}
    members = tuple(seated(tell, batch, panel_no))
    for member in members:
        tell.act(member, "batches", batch, "DeclareNoConflict", drawn, free)
    for place, member in enumerate(members):
        sheet = {"panel_no": panel_no, "sheet": marks(place), "opinion": "基础扎实，方案可行。"}
        tell.act(member, "applications", id, "SubmitScore", scored, sheet)
    word = {"opinion": "建设基础好，产业协同能力强。"}
    tell.act(members[0], "applications", id, "CompleteExpertReview", spoken, word)


def marks(place: int) -> list[dict[str, Any]]:
    """One member's points: the lot decides the members, so their places decide the points."""
    return [
        {"criterion": name, "points": points - 10 * place}
        for name, points in zip(CRITERIA, POINTS, strict=True)
    ]


def seated(tell: Teller, batch: str, panel_no: str) -> Iterator[str]:
    case, _ = tell.house.store.current(f"batches/{batch}")
    panel = case.panel(panel_no) if isinstance(case, Batch) else None
    if isinstance(case, Batch) and isinstance(panel, Panel):
        yield from case.members(panel)
