"""What a command declares of itself, and the check of regulation files trusts, is what it does; the
worlds of all tests hold each act against it, and here everything declared is seen."""

from collections.abc import Iterator
from datetime import date

from domain.application.expiring import EndTerm
from domain.case import Command
from domain.context import SYSTEM
from domain.fund_project.correcting_lines import CorrectProjectLines, CountersignProjectLines
from domain.fund_project.counter_lines import RightLine
from domain.fund_project.disbursements import ImportDisbursementPage
from domain.fund_project.page_lines import DisbursementLine
from domain.held_with_centre import SuspendWithCentre
from domain.passed_with_centre import PassProjectOn
from domain.streams import STREAMS
from tests.domain.test_red_flags import OPEN, raised
from tests.regulations.test_every_centre_step import asked as asked_of_centre
from tests.regulations.test_every_step import asked, before
from tests.support.asking import (
    ADMIT,
    HEAR,
    HOLD_FUNDING,
    INVESTIGATE,
    LODGE,
    OVER,
    RELEASE_FUNDING,
    RESOLVE,
    STOP_FUNDING,
    TURN_DOWN,
    Ask,
    at,
    do,
)
from tests.support.centre_life import CENTRE, STREAM
from tests.support.centre_requests import REQUESTS
from tests.support.centre_road import before as life_before
from tests.support.declared import Declaration, declarations, declared_by, shown_by
from tests.support.every_road import EVERY_ROAD, TERMS, steps_tried
from tests.support.fund_inquiries import inquired, on_inquiry
from tests.support.fund_life import PROJECT, RUNNING, FundLife, with_project
from tests.support.road import FUNDS, Road
from tests.support.roads import ROADS, SICHUAN
from tests.support.sichuan import FILE, MEMBERS
from tests.support.world import DAY, World

WITH_PROJECTS = {SuspendWithCentre, PassProjectOn}
"""What comes with an act on a centre where it has fund projects."""


def shown(world: World, ask: Ask, on: date = DAY) -> set[Declaration]:
    history = tuple(world.histories.get(f"{ask.stream}/{ask.id}", ()))
    return set(shown_by(type(ask.command), do(world, ask, on), history))


def shown_on(road: Road) -> Iterator[Declaration]:
    """By every command of a road that declares something, in its turn."""
    own = (one for one in steps_tried(road) if one.stream != STREAM or road in ROADS)
    for name in {one.do for one in own} & road.asks.keys() - REQUESTS.keys():
        ask = road.asks[name]
        if any(declared_by(type(ask.command))):
            world = road.agree(road.at(road.before(name)), name)
            yield from shown(world, ask, road.day(name))


def after(*asks: Ask) -> World:
    world = at("StartPublicity")
    for ask in asks:
        do(world, ask)
    return world


def refused_once() -> World:
    """The term for a second try is running."""
    world, asks = TERMS.at("SubmitApplication"), TERMS.asks
    do(world, asks["RefuseAcceptance"])
    do(world, asks["RecordReceipt"].saying(period="second_try", received_on=DAY))
    return world


def shown_aside() -> Iterator[Declaration]:
    """By what happens beside the road."""
    dropping = SICHUAN.step("DropFromList")
    assert dropping
    yield from shown(before(SICHUAN, dropping), asked(SICHUAN, "DropFromList"))
    reviewed = SICHUAN.asks["RecuseExpert"], SICHUAN.asks["RecuseOneself"].by(MEMBERS[0])
    for ask in reviewed:
        yield from shown(SICHUAN.at("CompleteExpertReview"), ask)
    yield from shown(after(), LODGE, OVER)
    yield from shown(refused_once(), Ask(command=EndTerm(), actor=SYSTEM), date(2026, 4, 8))
    yield from shown(after(LODGE), TURN_DOWN.saying(ground="ANONYMOUS"))
    yield from shown(after(LODGE, ADMIT, INVESTIGATE, HEAR), RESOLVE.saying(result="UPHELD"))


def shown_by_centres(road: Road) -> Iterator[Declaration]:
    """By what happens to a centre after its recognition."""
    for step in (one for one in road.steps if one.do in REQUESTS):
        if any(declared_by(type(REQUESTS[step.do][0]))):
            life = life_before(road, step.do)
            history = tuple(life.world.histories[f"{STREAM}/{CENTRE}"])
            request = asked_of_centre(life, step, "")
            if WITH_PROJECTS.intersection(type(REQUESTS[step.do][0]).entailing):
                with_project(life)
            yield from shown_by(type(request["command"]), life.world.act(**request), history)


def shown_by_funds(road: Road) -> Iterator[Declaration]:
    """By the acts on a fund project that its centre counts."""
    for do_next, command in FundLife(road).requests.items():
        if type(command).entailing:
            life = FundLife(road).before(do_next)
            history = tuple(life.world.histories.get(f"{FUNDS}/{PROJECT}", ()))
            yield from shown_by(type(command), life.fund(command), history)


def shown_by_inquiries() -> Iterator[Declaration]:
    """By decisions on an inquiry about a unit whose centre has a project."""
    for step in (HOLD_FUNDING, STOP_FUNDING):
        life = inquired(FundLife().take("ApplyForProject"), step)
        for ask in (step, RELEASE_FUNDING) if step is HOLD_FUNDING else (step,):
            yield from shown_by(type(ask.command), on_inquiry(life, ask), ())


def shown_by_a_page() -> Iterator[Declaration]:
    """By a page of matching money alone, and by its correction."""
    life = FundLife().take(*RUNNING)
    page = ImportDisbursementPage(
        file=FILE, page=1, lines=(DisbursementLine(life.day, "MATCH", 1, payer="gov1"),)
    )
    yield from shown_by(type(page), life.fund(page), ())
    life.fund(CorrectProjectLines(wrong_version=6, lines=(RightLine(line=1),), reason="误记"))
    confirm = CountersignProjectLines(proposed_version=7)
    yield from shown_by(type(confirm), life.fund(confirm), ())


OTHERWISE = {"EndProject", "ExitOnEvaluation", "ReopenApplication", "ConcludeInquiry"}
OTHERWISE |= {"UpholdDecision", "RestoreQualification", "ReverseAssessment"}
OTHERWISE |= {"SetAsideCentreDecision", "SetAsideConductDecision"}
"""Acts that need a life of their own: their own tests take them, and the world holds them against
what they declare all the same."""


def test_whatever_commands_declare_is_seen() -> None:
    seen = {*shown_aside(), *(one for road in EVERY_ROAD for one in shown_on(road))}
    seen |= {one for road in ROADS for one in shown_by_centres(road)}
    seen |= {*shown_by_funds(SICHUAN), *shown_by_a_page(), *shown_by_inquiries()}
    seen |= {*shown(raised(), OPEN, OVER)}
    assert [one for one in sorted(declarations() - seen) if one[0] not in OTHERWISE] == []


def test_every_command_says_its_event_and_one_within_a_case_says_of_which_proceeding() -> None:
    commands = {one for stream in STREAMS.values() for one in stream.commands}
    assert {
        one for one in commands if not one.recorded_as and one.decide is Command.decide
    } == set()
    within = {one for one in commands if one.proceeding}
    assert {one for one in within if one.proceeding_key is Command.proceeding_key} == set()
