"""Tells an application from its call to the end, step by step as its regulation has them.

A trial road (domain/trial) says what is asked of whom, with a form that passes; here it is asked of
a running store, each application under its own names.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec.structs import replace

from domain.application.drafting import CreateDraft
from domain.application.form import Form
from domain.expert_pool.case import ExpertPool
from domain.party.lifecycle import RegisterParty
from domain.regime.lifecycle import regime_in
from domain.trial.road import Road
from domain.trial.specimen import named_after, specimen
from domain.trial.usual_order import USUAL_ORDER
from services.commands.messages import CommandRequest
from services.demo.office import Office
from services.demo.told_world import Applicant, RoadFrom, ToldWorld

ONCE = {"OpenCallBatch": "batches", "OpenExpertPool": "expert-pools", "AddExpert": "expert-pools"}
"""Steps that are taken for the first application of a round only."""
ON_ANOTHER_DAY = (
    *("AcceptApplication", "StartLocalReview", "RecommendApplication", "PassRecheck"),
    *("AppointPanel", "CompleteExpertReview", "DetermineList", "SubmitToPartyGroup"),
)
"""Steps before which a working day passes."""


def road_of(office: Office, who: Applicant, day: date) -> RoadFrom:
    """The road of its regulation, from its place."""
    version = regime_in(office.case(f"regulations/{who.regime}")).applicable(day)
    assert version is not None
    channels = {step.channel for step in RoadFrom(version.text, None, "").rules.text.step}
    channel = who.channel if who.channel in channels else None
    return RoadFrom(version.text, channel, who.division)


def form_of_applicant(road: RoadFrom, who: Applicant, day: date) -> Form:
    plain = specimen(road.rules, road.channel, who.division, day)
    own = {"unit_name": who.name, "uscc": who.code, "division_code": who.division}
    named = named_after(road.rules, who.industry) | own
    form = replace(plain, **named)
    seal = replace(form.applicant_seal, unit=who.name) if form.applicant_seal else None
    return replace(form, **({"applicant_seal": seal} | dict(who.more)))


def applied(office: Office, who: Applicant, since: date, until: str = "") -> Iterator[date]:
    """Tells the application from that day on, to the end or the step `until`; yields each day
    before what is done on it."""
    yield since
    office.days.pass_to(since)
    road = road_of(office, who, since)
    form, day = form_of_applicant(road, who, since), since
    world = ToldWorld(office, who, road.rules)
    register(office, who)
    for do in usual_steps(road):
        if do in ONCE and is_there(world, road, do):
            continue
        later = road.day_for(world, do, next_day(world, day) if do in ON_ANOTHER_DAY else day)
        if later > day:
            day = later
            yield day
            office.days.pass_to(day)
        if do in ONCE or road.has_its_turn(world, do):
            saying = who.draft if do == CreateDraft.__name__ else {}
            for request in road.requests(world, do, form, day, saying):
                world.act(request, day)
        if do == until:
            return


def next_day(world: ToldWorld, day: date) -> date:
    return world.calendar.next_working_day(day)


def usual_steps(road: Road) -> Iterable[str]:
    return (do for do in USUAL_ORDER if do in road.steps)


def is_there(world: ToldWorld, road: Road, do: str) -> bool:
    case = world.case(ONCE[do], road.place_of(road.steps[do]))
    return (
        len(case.experts) > 0 if isinstance(case, ExpertPool) and do == "AddExpert" else bool(case)
    )


def register(office: Office, who: Applicant) -> None:
    if office.case(f"parties/{who.code}") is None:
        unit = office.person("APPLICANT", who.code, "submission")
        command = RegisterParty(uscc=who.code, name=who.name)
        office.give(CommandRequest("parties", who.code, command, unit))
