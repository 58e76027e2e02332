"""Invariants of the specification (Part 5), as properties of what may and may not happen."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.application.accepting import RefuseAcceptance
from domain.application.ending import TerminateProcedure
from domain.application.recheck import FailRecheck
from domain.context import Override
from domain.naming import build, parse
from domain.refusal import Refused
from domain.regulation.division_sheet import shipped_divisions
from domain.regulation.model import Guard
from domain.streams import STREAMS
from tests.regulations.test_every_guard import against
from tests.support.asking import (
    ACCEPT,
    CLEAR,
    EXPERT_REVIEW,
    LIST,
    PANEL_WORK,
    PUBLICISE,
    RECOGNISE,
    STEPS,
    SUBMIT,
    Ask,
    at,
    do,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.mutating import RULES
from tests.support.road import Road
from tests.support.roads import ROADS, STATUTORY
from tests.support.sichuan import CHENGDU, SKILLS, member
from tests.support.world import DAY, World

BUREAUS = sorted({row.bureau for row in shipped_divisions("sichuan") if row.bureau})
PLACES = [row.name for row in shipped_divisions("earlier") if row.tier != "PROVINCE"]
ISSUED, EXPIRES = date(2025, 1, 1), date(2027, 1, 1)


def allowed(world: World, ask: Ask, on: date = DAY) -> bool:
    try:
        do(world, ask, on)
    except Refused:
        return False
    return True


@invariant(1)
@rule("SC-07.1")
@given(st.sampled_from(BUREAUS), st.sampled_from(BUREAUS), st.integers(0, 99))
def test_exactly_the_bureau_of_the_place_accepts(seat: str, other: str, county: int) -> None:
    place = f"{seat[:4]}{county:02d}"
    case = at("CreateDraft", division_code=place)
    do(case, SUBMIT.saying(addressee=seat))
    for bureau in (other, seat):
        asked = ACCEPT.by(replace(CHENGDU, organ=bureau))
        assert allowed(case.copy(), asked) == (bureau == seat)


@invariant(5)
@rule("SC-22.2")
@given(st.dates(DAY, date(2029, 1, 1)) | st.dates(date(2026, 12, 28), date(2027, 1, 5)))
def test_acceptance_lies_within_the_term_of_the_measure(day: date) -> None:
    assert allowed(at("SubmitApplication"), ACCEPT, day) == (ISSUED <= day <= EXPIRES)


teams = st.lists(
    st.tuples(st.integers(1, 7), st.lists(st.sampled_from(SKILLS), max_size=6)), max_size=9
)


@invariant(8)
@rule("SC-05.7", "SC-05.8")
@given(teams, st.booleans())
def test_five_persons_who_together_know_six_fields_and_no_fewer(
    team: list[tuple[int, list[str]]], whole: bool
) -> None:
    known = [(n, (*skills, *SKILLS)) if whole else (n, tuple(skills)) for n, skills in team]
    members = tuple(replace(member(n), skills=tuple(skills)) for n, skills in known)
    enough = len({n for n, _ in known}) >= 5
    covered = {skill for _, skills in known for skill in skills} >= set(SKILLS)
    case = at("CreateDraft", team=members)
    assert allowed(case, SUBMIT) == (enough and covered)


@invariant(13)
@pytest.mark.parametrize(
    ("road", "guard"),
    [
        (road, guard)
        for road in ROADS
        for _, guard in road.guards
        if guard.stream == "applications" and any(map(road.step, guard.on))
    ],
)
@pytest.mark.parametrize("rule_named", [True, False])
def test_only_what_holds_in_principle_gives_way_and_only_under_its_own_rule(
    road: Road, guard: Guard, rule_named: bool
) -> None:
    name = next(name for name in guard.on if road.step(name))
    named = guard.rule if rule_named else "SC-99"
    override = Override(rule=named, reason="确有必要", official="赵示例")
    found = {r.rule for r in against(road, guard, name, road.text, overrides=[override])}
    assert (guard.rule in found) == (guard.hard or not rule_named)


@invariant(7, 13)
@pytest.mark.parametrize("kind", [Override, RefuseAcceptance, TerminateProcedure, FailRecheck])
def test_an_empty_reason_is_no_reason(kind: type[msgspec.Struct]) -> None:
    whole = {"rule": "SC-05.1", "official": "赵示例", "served_on": "2026-03-02", "reason": "有"}
    whole |= {"ground": "DISSOLVED" if kind is TerminateProcedure else "WRONG_CHANNEL"}
    known = {key: whole[key] for key in kind.__struct_fields__ if key in whole}
    assert msgspec.convert(known, kind)
    for key in {"reason", "official"} & known.keys():
        with pytest.raises(msgspec.ValidationError, match="length >= 1"):
            msgspec.convert(known | {key: ""}, kind)


LATE = date(2026, 3, 20)
TO_THE_EXPERTS = [ask for ask in STEPS.values() if ask != EXPERT_REVIEW]
TO_THE_PUBLIC = [*TO_THE_EXPERTS, *PANEL_WORK, EXPERT_REVIEW, LIST, PUBLICISE]
ROAD = [*((ask, DAY) for ask in TO_THE_PUBLIC), (CLEAR, LATE)]


@invariant(14)
@rule("SC-06.1", "SC-07.5", "SC-07.6", "SC-07.7", "SC-07.8", "SC-07.9", "IMPLICIT:panel")
@pytest.mark.parametrize(
    "skipped", [ask for ask, _ in ROAD], ids=lambda ask: type(ask.command).__name__
)
def test_no_step_of_the_road_is_skipped(skipped: Ask) -> None:
    case = at("CreateDraft")
    for ask, day in ROAD:
        if ask != skipped:
            allowed(case, ask, day)
    assert not allowed(case, RECOGNISE, LATE)


@invariant(14)
@rule("SC-06.1")
def test_the_whole_road_leads_to_recognition_and_no_step_is_taken_twice() -> None:
    case = at("CreateDraft")
    for ask, day in ROAD:
        do(case, ask, day)
        assert not allowed(case, ask, LATE)
    do(case, RECOGNISE, LATE)
    assert stage(case) == "RECOGNISED" and not allowed(case, RECOGNISE, LATE)


@invariant(19)
@rule("SC-07.8", "SC-07.9")
@given(st.dates(DAY, date(2026, 12, 23)))
def test_five_whole_working_days_lie_between_publication_and_recognition(day: date) -> None:
    case = at("CompleteExpertReview")
    do(case, LIST, day)
    do(case, PUBLICISE, day)
    calendar = case.states["calendars/CN"].calendar  # type: ignore[attr-defined] # a CalendarFile
    today, waited = day, 0
    while not allowed(case, CLEAR, today):
        today += timedelta(days=1)
        waited += calendar.is_working(today)
    whole = [day + timedelta(days=n) for n in range(1, (today - day).days)]
    assert sum(map(calendar.is_working, whole)) == 5
    assert calendar.is_working(whole[-1])
    while not calendar.is_working(today):
        assert refused(case, RECOGNISE, today) == ["IMPLICIT:working-day"]
        today += timedelta(days=1)
    assert allowed(case, RECOGNISE, today)


@invariant(28)
@rule("SC-08")
@given(st.text(min_size=1, max_size=12).map(lambda text: text + "产业"))
def test_a_name_is_built_from_its_industry_and_taken_apart_again(industry: str) -> None:
    naming = RULES.text.name
    assert naming
    name = build(naming, industry)
    assert name == "四川省" + industry + "知识产权运营中心"
    assert parse(naming, name) == industry


@invariant(28)
@rule("SC-08")
@pytest.mark.parametrize("industry", ["", "产业", "动力电池", "产业园区"])
def test_what_is_no_industry_makes_no_name(industry: str) -> None:
    naming = RULES.text.name
    assert naming and build(naming, industry) is None
    assert parse(naming, f"四川省{industry}知识产权运营中心") is None


@invariant(29)
@rule("SC-08")
@given(st.sampled_from(PLACES), st.text(max_size=8))
def test_a_name_of_another_place_never_follows_the_provinces_formula(place: str, text: str) -> None:
    naming = RULES.text.name
    assert naming
    assert parse(naming, f"{place}{text}产业知识产权运营中心") is None


@invariant(55)
@pytest.mark.parametrize("name", ["ClearEntry", "RequestCorrection", "StartPublicity"])
def test_replaying_every_history_gives_the_same_state(name: str) -> None:
    world = at(name)
    for stream in world.histories:
        kind, id = stream.split("/")
        assert world.replayed(kind, id) == state(world, id, kind)


@invariant(31)
def test_no_kind_of_case_is_a_branch_and_what_would_found_one_is_forbidden() -> None:
    assert not [name for name in STREAMS if "branch" in name.lower()]
    commands = [c.__name__ for stream in STREAMS.values() for c in stream.commands]
    named = [name for name in commands if "branch" in name.lower()]
    assert named == ["ReportBranch", "RegisterBranch"]
    for road in STATUTORY:
        founding = road.step("RegisterBranch")
        assert founding and founding.refused
