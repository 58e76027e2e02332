"""Examples of a centre's life that every text is tried with: each evaluation, ground and kind of
conduct, and what a text may refuse to a centre."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.centre.annual import AnnualPaper
from domain.centre.cancelling import CancelQualification
from domain.centre.changing import ApproveChange, RequestChange
from domain.centre.commending import CommendCentre
from domain.centre.evaluating import EvaluateCentre
from domain.centre.rectifying import OrderRectification
from domain.centre.supervising import RecordSupervision
from domain.centre.upward import RecommendToNational
from domain.naming import centre_names
from domain.scrutiny.commands import KNOWN_COMMANDS
from domain.trial.examples import Example
from domain.trial.road import TRIAL_CASES, Road
from domain.violation.case import VIOLATION_TYPES
from domain.violation.concluding import ConcludeInquiry
from domain.violation.lead import RegisterLead
from domain.violation.notifying import NotifyIntendedDecision, SubmitDefence
from domain.violation.triaging import OpenInquiry, TriageLead

NO_SECTIONS: dict[str, Any] = {"sections": [{"rule": "示例", "text": "没有这一章节"}]}
OTHER_INDUSTRY = "目录以外的产业"
YEARS_AGO = date(2001, 1, 1)
RESTING_ON_A_GRADE = {
    one.__name__ for one in (OrderRectification, RecommendToNational, CommendCentre)
}
TO_A_CONCLUSION: tuple[str, ...] = tuple(
    one.__name__
    for one in (
        *(RegisterLead, TriageLead, OpenInquiry),
        *(NotifyIntendedDecision, SubmitDefence, ConcludeInquiry),
    )
)
"""From a lead to a conclusion, the unit heard."""


def each_ground(road: Road) -> Iterator[Example]:
    """An order, and a cancellation, on each ground that the text names."""
    text = road.rules.text
    for do, grounds in ((OrderRectification, text.ground), (CancelQualification, text.cancel)):
        for one in grounds if do.__name__ in road.steps else ():
            saying = {"grounds": [one.code]} if do is OrderRectification else {"ground": one.code}
            yield Example(do=do.__name__, channel=road.channel, saying=saying)


def each_evaluation(road: Road) -> Iterator[Example]:
    """An evaluation with each grade, without others, experts or an aspect; and what then may be
    done."""
    evaluate, about = EvaluateCentre.__name__, road.rules.text.evaluation
    if about is None or evaluate not in road.steps:
        return
    found = [{"aspect": one.name, "finding": one.zh} for one in road.rules.text.aspect]
    fewer = [[one for one in found if one is not left] for left in found]
    said: list[dict[str, Any]] = [{"joined_by": []}, {"experts": 0}, {"aspects": found}]
    said += [{"aspects": some} for some in fewer] + [{"grade": one} for one in about.scale]
    on_grade = [one.code for one in road.rules.text.ground if one.evaluated]
    for one in said:
        yield Example(do=evaluate, channel=road.channel, saying=one)
    for do in sorted(road.steps.keys() & RESTING_ON_A_GRADE):
        for grade in about.scale:
            yield Example(
                do=do,
                channel=road.channel,
                in_turn_of=evaluate,
                first=(evaluate,),
                first_saying={evaluate: {"grade": grade}},
                saying={"grounds": on_grade} if on_grade else {},
            )


def each_conduct(road: Road) -> Iterator[Example]:
    """A cancellation for each kind of conduct, grave or not, after an inquiry; and for conduct of
    long ago."""
    if not road.steps.keys() >= set(TO_A_CONCLUSION):
        return
    for ground in (one.code for one in road.rules.text.cancel if one.needs == "violation"):
        for kind in VIOLATION_TYPES:
            yield for_conduct(road, ground, kind)
            yield for_conduct(road, ground, kind, grave=True)
            yield for_conduct(
                road, ground, kind, grave=True, conduct_from=YEARS_AGO, conduct_to=YEARS_AGO
            )


def for_conduct(road: Road, ground: str, kind: str, **found: Any) -> Example:
    told = {"violation_type": kind}
    said = {NotifyIntendedDecision.__name__: told, ConcludeInquiry.__name__: told | found}
    return Example(
        do=CancelQualification.__name__,
        channel=road.channel,
        first=TO_A_CONCLUSION,
        first_saying=said,
        saying={"ground": ground, "violation": TRIAL_CASES["violations"]},
    )


def held_example(road: Road) -> Iterator[Example]:
    """What a centre asks for that a text may refuse: a paper without its sections, an industry
    that its catalogue does not have, and the same when it is decided on."""
    for do in road.steps:
        if issubclass(KNOWN_COMMANDS[do], AnnualPaper | RecordSupervision):
            yield Example(do=do, channel=road.channel, saying=NO_SECTIONS)
    if RequestChange.__name__ in road.steps:
        yield Example(do=RequestChange.__name__, channel=road.channel, saying=in_industry(road))
    if ApproveChange.__name__ in road.steps:
        yield Example(
            do=ApproveChange.__name__,
            channel=road.channel,
            first=(RequestChange.__name__,),
            first_saying={RequestChange.__name__: in_industry(road, industry_reason="示例")},
            saying={"number": 2},
        )


def in_industry(road: Road, **more: str) -> dict[str, Any]:
    """A change to an industry of no catalogue, with the name that goes with it."""
    naming = road.rules.text.name
    if naming:
        more["name"] = next(iter(centre_names(naming, OTHER_INDUSTRY)))
    return {"wanted": {"industry": OTHER_INDUSTRY, **more}}
