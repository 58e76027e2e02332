"""Who acts in the random lives, and what sensibly comes next at each stage."""

from datetime import date

from domain.calendar.lifecycle import PublishCalendar
from domain.case import SYSTEM, Actor, Override
from domain.claim.lifecycle import ReleaseClaim
from domain.party.lifecycle import RenameParty
from domain.regime.lifecycle import IssueRegime
from tests.asking import proper
from tests.mutating import reissued
from tests.sichuan import CHENGDU, CLERK, DECIDER, EXPERTS, MIANYANG, REVIEWER

CODES = ("91510100MA6T000121", "91510100MA6T000134", "91510100MA6T000147")
UNITS = tuple(Actor(f"applicant.{code[-3:]}", "APPLICANT", code, ("submission",)) for code in CODES)
SEATS = {"510100": CHENGDU, "510700": MIANYANG}
ALL_DUTIES = ("acceptance", "recheck", "experts", "decision", "publicity")
BUSY = Actor("prov.sc.busy", "PROV", "510000", ALL_DUTIES)
STRANGERS = (Actor("prov.nm", "PROV", "150000", ALL_DUTIES), Actor("x", "EXPERT", "510000"))
PEOPLE = (*UNITS, CHENGDU, MIANYANG, CLERK, REVIEWER, EXPERTS, DECIDER, BUSY, SYSTEM, *STRANGERS)

MAIN: dict[str | None, tuple[str, ...]] = {
    "DRAFT": ("ReviseDraft", "SubmitApplication"),
    "SUBMITTED": ("AcceptApplication",),
    "CORRECTION_REQUIRED": ("SupplyCorrection",),
    "ACCEPTED": ("StartLocalReview",),
    "LOCAL_REVIEW": (
        "CompleteQualificationReview",
        "CompleteMaterialAudit",
        "RecommendApplication",
    ),
    "RECOMMENDED": ("StartRecheck",),
    "RECHECK": ("PassRecheck",),
    "EXPERT_REVIEW": ("CompleteExpertReview", "DetermineList"),
    "PROPOSED": ("StartPublicity",),
    "IN_PUBLICITY": ("ClearEntry",),
    "PUBLICITY_CLEAR": ("RecogniseCentre",),
}
"""The way to recognition: at each stage the first of these that is not done."""

ASIDE: dict[str | None, tuple[str, ...]] = {
    "DRAFT": ("ReviseDraft", "ReviseDraft", "WithdrawApplication"),
    "SUBMITTED": (
        *("RequestCorrection", "RequestCorrection", "RequestCorrection", "ChangeApplicationData"),
        *("RefuseAcceptance", "RefuseAcceptance", "TerminateProcedure", "WithdrawApplication"),
    ),
    "CORRECTION_REQUIRED": ("LapseCorrection",),
    "LOCAL_REVIEW": ("DeclineRecommendation", "ChangeApplicationData"),
    "RECHECK": ("FailRecheck",),
    "PROPOSED": ("ChangeApplicationData", "WithdrawApplication"),
    "IN_PUBLICITY": (
        *("ClosePublicity", "WithdrawApplication"),
        *("InterruptPublicity", "RestartPublicity", "RestartPublicity", "Republicise"),
    ),
    "PUBLICITY_CLEAR": (
        *("ClosePublicity", "TerminateProcedure", "Republicise"),
        *("RecogniseList", "RecogniseList", "RecogniseList"),
    ),
}
"""What may come instead."""

REISSUED = reissued("2026-04-01")
HOUSE = {
    type(ask.command).__name__: ask
    for ask in (
        proper(RenameParty(name="成都新名能源有限公司"), CHENGDU, stream="parties", id=CODES[0]),
        proper(
            PublishCalendar(year=2026, notice_no="补充通知", off=(date(2026, 3, 9),)),
            CLERK,
            stream="calendars",
            id="CN",
        ),
        proper(IssueRegime(regime="SC", text=REISSUED), CLERK, stream="regulations", id="SC"),
        proper(ReleaseClaim(), DECIDER, stream="claims", id="c1"),
    )
}
IN_PRINCIPLE = Override(rule="IMPLICIT:correction", reason="系统停机", official="赵示例")
