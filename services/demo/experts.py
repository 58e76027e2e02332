"""Demonstration data: expert pools, panels and their scores."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.batch.case import Batch
from domain.expert_pool.case import ExpertPool
from services.demo import people as demo
from services.demo.teller import Teller
from services.demo.units import Region, Sitting

EXPERT_FIELDS = ("知识产权运营", "专利", "产业经济")
KNOW_ALL_FIELDS = 3
CRITERIA = ("行业影响力", "服务创新能力", "知识产权运营优势", "引领带动作用")
POINTS_GIVEN = (2300, 2250, 2280, 2290)
SIZE = 5


def gather(tell: Teller, region: Region, day: date) -> None:
    """Opens the expert pool and adds the experts that it has not. The first three know its first
    field."""
    officer, pool = region.officer(".experts"), region.authority
    kept, _ = tell.runtime.store.current(f"expert-pools/{pool}")
    if kept is None:
        with tell.story(f"expert-pools/{pool}"):
            opening = {"regime": region.regime}
            tell.act(officer, "expert-pools", pool, "OpenExpertPool", day, opening)
    numbers = demo.EXPERTS[region.office]
    for place, (number, (name, employer)) in enumerate(zip(numbers, region.experts, strict=True)):
        expert = {
            "expert": f"expert.{number}",
            "name": name,
            "phone": f"{region.phone[:-3]}1{number:02}",
            "fields": EXPERT_FIELDS if place < KNOW_ALL_FIELDS else EXPERT_FIELDS[1:],
            "employer_name": employer,
        }
        if isinstance(kept, ExpertPool) and kept.expert(f"expert.{number}"):
            continue
        with tell.story(f"expert.{number}"):
            tell.act(officer, "expert-pools", pool, "AddExpert", day, expert, nth=f":{number}")


def judge(tell: Teller, region: Region, sitting: Sitting) -> None:
    """A panel of five: appointed, declaring no conflict, scoring, and at its end the opinion."""
    batch, panel_no, nth = region.batch, sitting.panel_no, sitting.nth
    drawing = {
        "panel_no": panel_no,
        "pool": region.authority,
        "size": SIZE,
        "applications": sitting.applications,
        "scores_by": sitting.scores_by.isoformat(),
    }
    officer, day = region.officer(".experts"), sitting.drawn
    tell.act(officer, "batches", batch, "AppointPanel", day, drawing, nth)
    members = tuple(seated_at_first(tell, batch, panel_no))
    free = {"panel_no": panel_no, "confidential": True, "no_conflict": True}
    for member in members:
        tell.act(member, "batches", batch, "DeclareNoConflict", day, free, nth)
    for id in sitting.applications:
        for place, member in enumerate(members[: sitting.sheets]):
            sheet = {"panel_no": panel_no, "sheet": marks(place), "opinion": "基础扎实，方案可行。"}
            tell.act(member, "applications", id, "SubmitScore", sitting.scored, sheet)
        if sitting.spoken:
            word = {"opinion": "建设基础好，产业协同能力强。"}
            tell.act(members[0], "applications", id, "CompleteExpertReview", sitting.spoken, word)


def marks(place: int) -> list[dict[str, Any]]:
    """One member's scores, by its place: a random draw decides who the members are."""
    return [
        {"criterion": name, "points": points - 10 * place}
        for name, points in zip(CRITERIA, POINTS_GIVEN, strict=True)
    ]


def seated_at_first(tell: Teller, batch: str, panel_no: str) -> Iterator[str]:
    """The members drawn at first, whoever was recused since, so that a second run changes
    nothing."""
    case, _ = tell.runtime.store.current(f"batches/{batch}")
    panel = case.panel(panel_no) if isinstance(case, Batch) else None
    if panel:
        yield from panel.order[:SIZE]
