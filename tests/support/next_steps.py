"""The random histories' actors, and the next sensible step of an application by its regulation
file."""

from datetime import date

from domain.application.case import Application
from domain.calendar.lifecycle import ProposeCalendar, PublishCalendar
from domain.claim.lifecycle import ReleaseClaim
from domain.context import SYSTEM, Actor, Override
from domain.party.lifecycle import RenameParty
from domain.regime.lifecycle import IssueRegime
from tests.support.asking import proper
from tests.support.mutating import reissued
from tests.support.road import SEQUENCE, Road
from tests.support.sichuan import (
    ANYBODY,
    CHENGDU,
    CLERK,
    DECIDER,
    EXPERTS,
    MIANYANG,
    OBJECTIONS,
    POOL,
    REVIEWER,
)

CODES = ("91510100MA6T000121", "91510100MA6T000134", "91510100MA6T000147")
UNITS = tuple(Actor(f"applicant.{code[-3:]}", "APPLICANT", code, ("submission",)) for code in CODES)
ALL_DUTIES = ("acceptance", "recheck", "experts", "scoring", "decision", "publicity")
BUSY = Actor("prov.sc.busy", "PROV", "510000", ALL_DUTIES)
STRANGERS = (Actor("prov.nm", "PROV", "150000", ALL_DUTIES), Actor("x", "EXPERT", "510000"))
OFFICIALS = (CHENGDU, MIANYANG, CLERK, REVIEWER, EXPERTS, DECIDER, OBJECTIONS, BUSY)
PEOPLE = (*UNITS, *OFFICIALS, SYSTEM, ANYBODY, *POOL[:4], *STRANGERS)
ELSEWHERE = {"510100": "510700", "150100": "150200", "150781": "150700", "510104": "510105"} | {
    "320505": "320571"
}
"""Another place of the same regime, for each place of a road."""

ENTRY = {
    "AppointPanel": "AssignPanel",
    "DetermineList": "ProposeEntry",
    "StartPublicity": "PublishEntry",
}
"""What an act on the batch is for the application."""

OF_PANELS = (
    *("RecuseExpert", "RecuseOneself", "DissolvePanel", "RecordRelation", "DeclareRelation"),
    *("AddExpert", "RemoveExpert"),
)


OF_LISTS = (
    *("ClosePublicity", "InterruptPublicity", "RestartPublicity", "RestartPublicity"),
    *("Republicise", "RecogniseList", "RecogniseList"),
)


def ahead(road: Road, case: Application) -> str | None:
    """The way to a centre: the first step that is open at this stage and not done; what was to
    be corrected is corrected."""
    if case.correction is not None:
        return "SupplyCorrection"
    return next((name for name in road.sequence if fits(road, ENTRY.get(name, name), case)), None)


def fits(road: Road, name: str, case: Application) -> bool:
    step = road.step(name)
    again = name == "ClearEntry"  # what was opened once more is cleared once more
    return step is not None and case.stage in step.during and (again or name not in case.done)


def aside(road: Road, case: Application) -> list[str]:
    """What else may be tried at this stage; a closing of the publicity, too, and what becomes of
    the panel."""
    names = [
        step.do
        for step in road.steps
        if step.stream == "applications" and step.by and case.stage in step.during
    ]
    return [
        *(name for name in names if name not in SEQUENCE),
        *of_publicity(road, case),
        *(name for name in (*OF_PANELS, "SubmitScore") if case.panel and not case.publicised),
    ]


def of_publicity(road: Road, case: Application) -> list[str]:
    return [name for name in OF_LISTS if case.publicised and road.step(name)]


OBJECTING: dict[str, tuple[str, ...]] = {
    "LODGED": ("CheckObjectionForm", "CheckObjectionForm", "RefuseObjection"),
    "ADMITTED": ("StartInvestigation", "AnswerObjection"),
    "INVESTIGATING": ("HearApplicant", "HearApplicant", "ResolveObjection"),
}
"""What comes next for an open objection, by where it stands."""

REISSUED = reissued("2026-04-01")
HOUSE = {
    type(ask.command).__name__: ask
    for ask in (
        proper(RenameParty(name="成都新名能源有限公司"), CHENGDU, stream="parties", id=CODES[0]),
        proper(
            ProposeCalendar(year=2026, notice_no="补充通知", off=(date(2026, 3, 9),)),
            CLERK,
            stream="calendars",
            id="CN",
        ),
        proper(
            PublishCalendar(year=2026, notice_no="补充通知", off=(date(2026, 3, 9),)),
            SYSTEM,
            stream="calendars",
            id="CN",
        ),
        proper(IssueRegime(regime="SC", text=REISSUED), CLERK, stream="regulations", id="SC"),
        proper(ReleaseClaim(), DECIDER, stream="claims", id="c1"),
    )
}
IN_PRINCIPLE = Override(rule="IMPLICIT:correction", reason="系统停机", official="赵示例")
