"""Examples that every text is tried with: each step in its turn and out of it, each field blank,
each ground, what a centre's life holds back, and the text's own issue."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.application.form import Form
from domain.case import stream_id
from domain.centre.annual import AnnualPaper
from domain.centre.cancelling import CancelQualification
from domain.centre.changing import ApproveChange, RequestChange
from domain.centre.rectifying import OrderRectification
from domain.centre.supervising import RecordSupervision
from domain.context import SYSTEM
from domain.naming import centre_names
from domain.regime.lifecycle import IssueRegime
from domain.scrutiny.commands import KNOWN_COMMANDS
from domain.trial.examples import Example
from domain.trial.road import TRIAL_CASES, Road
from domain.trial.walking import Taken, taken_of
from domain.trial.world import Request, TrialWorld
from domain.violation.case import VIOLATION_TYPES
from domain.violation.concluding import ConcludeInquiry
from domain.violation.lead import RegisterLead
from domain.violation.notifying import NotifyIntendedDecision, SubmitDefence
from domain.violation.triaging import OpenInquiry, TriageLead

NO_SECTIONS: dict[str, Any] = {"sections": [{"rule": "示例", "text": "没有这一章节"}]}
OTHER_INDUSTRY = "目录以外的产业"
LONG_AGO = date(2001, 1, 1)
INQUIRY: tuple[str, ...] = tuple(
    one.__name__
    for one in (
        *(RegisterLead, TriageLead, OpenInquiry),
        *(NotifyIntendedDecision, SubmitDefence, ConcludeInquiry),
    )
)
"""From a lead to a conclusion, the unit heard."""


def every_step(road: Road) -> Iterator[Example]:
    """An example of each step of a channel: with a complete form, in its turn, it passes."""
    for do in road.steps:
        yield Example(name=do, do=do, channel=road.channel, passes=True)


def out_of_turn(road: Road) -> Iterator[Example]:
    """Each step once more than the text lets it be taken, and in the turn of others of its stream:
    one for each stage of the case, and of the step's own proceeding."""
    turns: dict[tuple[Any, ...], str] = {}
    for do, step in road.steps.items():
        turns.setdefault((step.stream, step.proceeding, step.during, step.at), do)
    for do, step in road.steps.items():
        yield Example(do=do, channel=road.channel, first=(do,))
        for (stream, proceeding, *_), other in turns.items():
            if stream == step.stream and proceeding in (None, step.proceeding) and other != do:
                yield Example(do=do, channel=road.channel, in_turn_of=other)


def blank_fields(road: Road) -> Iterator[Example]:
    """The form with one field left blank."""
    for name in Form.__struct_fields__:
        match getattr(road.form, name):
            case dict():  # what only this regime asks: each by its own name
                continue
            case bool() as said if said:
                yield Example(channel=road.channel, form={name: False})
            case int() as number if number:
                yield Example(channel=road.channel, form={name: 0})
            case tuple() as several if several:
                yield Example(channel=road.channel, form={name: []})
            case given if given:
                yield Example(channel=road.channel, form={name: ""})


def each_ground(road: Road) -> Iterator[Example]:
    """An order, and a cancellation, on each ground that the text names."""
    text = road.rules.text
    for do, grounds in ((OrderRectification, text.ground), (CancelQualification, text.cancel)):
        for one in grounds if do.__name__ in road.steps else ():
            saying = {"grounds": [one.code]} if do is OrderRectification else {"ground": one.code}
            yield Example(do=do.__name__, channel=road.channel, saying=saying)


def each_conduct(road: Road) -> Iterator[Example]:
    """A cancellation for each kind of conduct, grave or not, after an inquiry; and for conduct of
    long ago."""
    if not road.steps.keys() >= set(INQUIRY):
        return
    for ground in (one.code for one in road.rules.text.cancel if one.needs == "violation"):
        for kind in VIOLATION_TYPES:
            yield for_conduct(road, ground, kind)
            yield for_conduct(road, ground, kind, grave=True)
            yield for_conduct(
                road, ground, kind, grave=True, conduct_from=LONG_AGO, conduct_to=LONG_AGO
            )


def for_conduct(road: Road, ground: str, kind: str, **found: Any) -> Example:
    told = {"violation_type": kind}
    said = {NotifyIntendedDecision.__name__: told, ConcludeInquiry.__name__: told | found}
    return Example(
        do=CancelQualification.__name__,
        channel=road.channel,
        first=INQUIRY,
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


def issuing(text: str) -> list[Taken]:
    """What the issue of a text brings about."""
    world = TrialWorld(text, ())
    about = world.rules.about
    world.states.pop(stream_id("regulations", about.code))
    world.versions.pop(stream_id("regulations", about.code))
    issue = IssueRegime(regime=about.code, text=text)
    request = Request(stream="regulations", id=about.code, command=issue, actor=SYSTEM)
    acted = world.act(request, about.issued_on)
    return [taken_of(one.stream, one.record, one.after.final, 0) for one in acted]
