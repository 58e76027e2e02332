"""Demonstration data: the acts of an application from its draft on, in either channel."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from services.demo.form import form
from services.demo.units import DemoPaper, DemoUnit, Region

# Acts that are done only for a unit whose last act they are.
TURNS = ("RequestCorrection", "DeclineRecommendation")
DEFECTS = ("办公场所证明缺少租赁期限", "经费支出证明未加盖公章")
WEAK = "专门工作经费不足以支撑申报书所列服务，建议补充后另行申报。"
SERVED_ON = "2026-01-30"


class RoadAct(NamedTuple):
    """One act of an application; `days`: how many working days after the one before."""

    name: str
    who: str
    body: dict[str, Any] | None = None
    document_no: str | None = None
    days: int = 1


def road(region: Region, unit: DemoUnit, proofs: list[tuple[DemoPaper, str]]) -> Iterator[RoadAct]:
    """Every act of an application from the draft to the recheck."""
    direct = unit.channel == "DIRECT"
    opening = {"regime": region.regime, "channel": unit.channel, "batch": region.batch}
    yield RoadAct("CreateDraft", unit.applicant, opening | {"form": form(region, unit, proofs)})
    addressee = region.authority if direct else unit.division
    yield RoadAct("SubmitApplication", unit.applicant, {"addressee": addressee})
    yield from straight_up(region, unit, proofs) if direct else through_the_bureau(region, unit)
    reviewer = region.officer(".reviewer")
    yield RoadAct("StartRecheck", reviewer)
    yield RoadAct("PassRecheck", reviewer, {"findings": "复核属实"}, days=2)


def straight_up(
    region: Region, unit: DemoUnit, proofs: list[tuple[DemoPaper, str]]
) -> Iterator[RoadAct]:
    """Direct channel: the local bureau receives a filing of the materials; the province accepts."""
    filed = {"materials": [hash for _, hash in proofs], "filed_on": unit.first.isoformat()}
    yield RoadAct("ReceiveLocalFiling", unit.bureau, filed, f"备案〔2026〕{unit.number}号")
    yield RoadAct("AcceptApplication", region.officer())


def through_the_bureau(region: Region, unit: DemoUnit) -> Iterator[RoadAct]:
    """Ordinary channel: accepted, reviewed and recommended by the local bureau."""
    answers = [
        {"rule": rule, "result": "PASS", "evidence": "已核对原件"} for rule in region.reviewed
    ]
    yield RoadAct("RequestCorrection", unit.bureau, {"defects": DEFECTS})
    yield RoadAct("AcceptApplication", unit.bureau)
    yield RoadAct("StartLocalReview", unit.bureau, {"no_conflict": True})
    yield RoadAct("CompleteQualificationReview", unit.bureau, {"answers": answers}, days=2)
    if region.audited:
        audit = {"findings": "材料真实完整", "passed": True}
        yield RoadAct("CompleteMaterialAudit", unit.bureau, audit)
    if unit.division in region.bureaus:
        yield from recommendation(region, unit)


def recommendation(region: Region, unit: DemoUnit) -> Iterator[RoadAct]:
    """The bureau recommends on merit, or declines to."""
    signs = region.bureaus[unit.division]
    served = {"reason": WEAK, "served_on": SERVED_ON}
    yield RoadAct("DeclineRecommendation", unit.bureau, served, signs.paper)
    opinion = {
        "opinion": "同意推荐，建议组织复核评审。",
        "merit_rank": 1,
        "recommender_handler": {"name": signs.handler, "phone": signs.phone},
        "recommender_head": {"name": signs.head},
    }
    yield RoadAct("RecommendApplication", unit.bureau, opinion, signs.paper)


def dated(
    unit: DemoUnit, acts: Iterable[RoadAct], days: Iterator[date]
) -> Iterator[tuple[RoadAct, date]]:
    """Each act with its working day, up to the unit's last act."""
    for act in acts:
        if act.name not in TURNS or act.name == unit.until:
            yield act, next(islice(days, act.days - 1, None))
        if act.name == unit.until:
            return
