"""Two tables that are made from the regulations: every act on a centre, after every end that it may
have come to; every act, and the periods that it begins and ends."""

from contextlib import suppress
from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.case import Command
from domain.deciding import CaseMissing
from domain.refusal import Refused
from domain.regulation.model import Step
from domain.running import Running
from domain.streams import STREAMS
from domain.working_days import CalendarUnknown
from tests.support.centre_life import STREAM, CentreLife
from tests.support.centre_lives import LIVING, NAME
from tests.support.centre_requests import REQUESTS
from tests.support.centre_road import before, take
from tests.support.citing import invariant
from tests.support.national import NATIONAL_ROADS
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA_DIRECT, SICHUAN, SUZHOU
from tests.support.samples import sampled
from tests.support.true_of_every_centre import standing

IN_SHORT = (SICHUAN, INNER_MONGOLIA_DIRECT, SUZHOU)
EVERY = [
    pytest.param(one, id=one.name, marks=[] if one in IN_SHORT else [pytest.mark.soak])
    for one in LIVING
    if one not in NATIONAL_ROADS
]
"""All but the national ones: a rectification is ordered there upon the evaluation of a whole year,
and the usual requests come before that: test_national_life.py; test_centre_lives.py."""
AFTER_AN_END = {
    *("RestoreQualification", "ReinstateEnd", "WithdrawPlaque", "StopUsingName"),
    *("ReportBranch", "ProposeCentreCorrection", "ConfirmCentreCorrection"),
    "SetAsideCentreDecision",
}
"""What Inv. 43 leaves: restoration, what remedies have reversed, plaque and name, branches, and
that a record which says something wrong is put right."""
AGAINST_THE_UNIT = {"AnnulRecognition", "CancelQualification", "EndProject"}
REVERSALS = {"RestoreQualification", "ReinstateEnd"}
OPENING = ("RequestChange", "ApplyToExit", "PublishServiceCatalogue", "AssignSpecialTask")
"""What is begun on a centre before it ends, so that more than its stage stands against an act."""


def ends(road: Road) -> list[Step]:
    """The steps that end a centre, whatever its stage."""
    return [step for step in own_steps(road) if step.final]


def own_steps(road: Road) -> list[Step]:
    """The acts on a centre that somebody may ask for."""
    own = (step for step in road.steps if step.stream == STREAM and step.by)
    return [step for step in own if step.do in REQUESTS]


def commands() -> list[type[Command]]:
    """Everything that can be asked of a centre, under whichever regulation."""
    every = STREAMS[STREAM].commands
    return [kind for kind in every if not kind.entailed and not kind.opens]


def attempted(life: CentreLife, kind: type[Command]) -> str | None:
    """Asks for it by whom the file lets, with all that it needs; its name where it is accepted."""
    day = life.centre.last_day + timedelta(days=1)
    command = REQUESTS[kind.__name__][0] if kind.__name__ in REQUESTS else sampled(kind)
    if "of" in kind.__struct_fields__:  # the last act: the end
        command = replace(command, of=(life.centre.version,))
    trial = CentreLife(life.road, life.world)
    try:
        trial.world.act(**trial.asked(command, day))
    except (Refused, CaseMissing, CalendarUnknown):
        return None
    return kind.__name__


def begun(road: Road, do: str) -> CentreLife:
    """The centre just before a step, with other things begun on it, unless that hinders it."""
    life = before(road, do)
    for name in OPENING if do not in REVERSALS else ():
        if road.step(name) and name != do:
            with suppress(Refused):  # it has its turn later
                life.world.act(**life.asked(REQUESTS[name][0], life.centre.last_day))
    return life


@invariant(43)
@pytest.mark.parametrize("road", EVERY)
def test_after_each_end_of_a_centre_no_act_is_accepted_but_what_follows_an_end(road: Road) -> None:
    for end in ends(road):
        life = begun(road, end.do)
        take(life, end.do)
        assert life.centre.final, end.do
        accepted = {name for kind in commands() if (name := attempted(life, kind))}
        assert accepted <= AFTER_AN_END, (end.do, accepted)
        assert followed(road, life, end) <= accepted, (end.do, accepted)


def followed(road: Road, life: CentreLife, end: Step) -> set[str]:
    """What must be possible after an end at once: that the plaque is taken back, and that the end
    is reversed, where it was decided against the unit. A name is given up later, by its term."""
    reversible = {"RestoreQualification"} if end.do in AGAINST_THE_UNIT else set()
    steps = (road.step(do) for do in ("WithdrawPlaque", *reversible))
    return {step.do for step in steps if step and life.centre.stage in step.during}


def running(life: CentreLife) -> dict[str, Running]:
    """The periods that run by what the records in force have said of them, by their keys."""
    found: dict[str, Running] = {}
    for record in standing(life.world.histories[NAME]):
        for key in record.closes():
            found.pop(key, None)
        found |= {one.key: one for one in record.opens()}
    return found


def may_begin(life: CentreLife, step: Step) -> set[str]:
    """The periods that a step may begin by the file: its own, and those for remedies."""
    periods = life.road.rules.text.period
    of_service = {name for name, one in periods.items() if one.begins == "service"}
    return {*step.begins, *of_service}


def ends_for(life: CentreLife, step: Step, one: Running) -> bool:
    """Whether the file says that a step ends such a period."""
    named = life.road.rules.text.period.get(one.kind)
    follows = (named.then, named.awaits) if named else ()
    return step.closes == one.kind or step.do in (*follows, one.follows) or life.centre.final


@pytest.mark.parametrize("road", IN_SHORT, ids=lambda road: road.name)
def test_each_act_begins_and_ends_the_periods_that_the_file_says_and_no_other(road: Road) -> None:
    for step in own_steps(road):
        life = begun(road, step.do)
        earlier = running(life)
        take(life, step.do)
        later = running(life)
        fresh = {later[key].kind for key in later.keys() - earlier.keys()}
        assert fresh <= may_begin(life, step), step.do
        struck = bool(life.world.histories[NAME][-1].event.strikes)
        for key in earlier.keys() - later.keys():
            assert struck or ends_for(life, step, earlier[key]), (step.do, key)
        kept = {one.running.key: one.running for one in life.centre.periods if one.running}
        assert later == kept, step.do
