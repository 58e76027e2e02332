"""The draw: by lot, without those who are tied to an applicant, and anybody can draw again."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.application.form import Avoid, OperatingUnit, Unit
from domain.batch.case import Batch
from domain.batch.drawing import PanelAppointed
from domain.panel import Excluded, drawn
from examples.draw import panel as drawn_again
from tests.support.asking import (
    APPOINT,
    ASK_RECUSAL,
    DISSOLVE,
    EXPERT_REVIEW,
    PANEL_WORK,
    RECUSE,
    RELATE,
    REMOVE_EXPERT,
    SCORE,
    Ask,
    at,
    do,
    refusals,
    refused,
    state,
    with_another,
)
from tests.support.citing import invariant, rule
from tests.support.sichuan import EXPERTS, POOL, USCC, expert, named_after, walk
from tests.support.world import World

pytestmark = pytest.mark.rule("IMPLICIT:panel")
WIDE = APPOINT.saying(fields=(), size=5)
NINE = {actor.person for actor in POOL}


def appointed(world: World, ask: Ask = WIDE) -> PanelAppointed:
    event = do(world, ask)[0].record.event
    assert isinstance(event, PanelAppointed)
    return event


def rework(world: World, number: int, **changes: object) -> None:
    """An expert's entry, changed."""
    changed = msgspec.structs.replace(expert(number), **changes)
    world.act("expert-pools", "510000", changed, EXPERTS)


def test_the_event_holds_all_that_the_draw_rests_on() -> None:
    world = at("PassRecheck")
    event = appointed(world)
    record = world.histories["batches/b1"][-1]
    assert event.seed == record.context.command_id
    assert set(event.candidates) == set(event.order) == NINE
    assert event.order == drawn(event.seed, event.candidates)
    assert event.members == event.order[:5]
    assert event.pool_version == record.reads["expert-pools/510000"] == 10
    assert event.applicants == ("成都示例新能源有限公司",)


@given(st.text("0123456789abcdef", min_size=1), st.permutations(sorted(NINE)))
def test_the_order_is_the_seeds_and_not_the_pools(seed: str, experts: list[str]) -> None:
    assert drawn(seed, experts) == drawn(seed, sorted(experts))
    event = {"seed": seed, "candidates": experts, "excluded": [], "size": 3}
    assert drawn_again(event) == [*drawn(seed, experts)[:3]]


def test_two_draws_of_the_same_people_differ() -> None:
    orders = set()
    world = at("PassRecheck")
    for number in range(6):
        event = appointed(world, WIDE.saying(panel_no=f"P{number}"))
        orders.add(event.order)
        do(world, DISSOLVE.saying(panel_no=f"P{number}"))
    assert len(orders) > 1


def test_only_those_who_know_a_field_and_are_in_the_pool_are_candidates() -> None:
    world = at("PassRecheck")
    rework(world, 4, fields=("核技术", "知识产权运营"))
    assert set(appointed(world, APPOINT).candidates) == {f"expert.{n}" for n in (1, 2, 3, 4)}
    world = at("PassRecheck")
    do(world, REMOVE_EXPERT)
    assert "expert.4" not in appointed(world).candidates


@rule("IMPLICIT:recusal")
@invariant(63)
@pytest.mark.parametrize(
    ("named", "at_work"),
    [
        (USCC, False),
        ("成都示例新能源有限公司", True),
        ("成都示例新能源有限公司", False),
        ("联建（集团）", True),
        ("联建(集团)", False),
        ("运营有限公司", True),
        ("运营有限公　司", False),
        ("运营有\u200b限公司", True),
        ("联建〔集团〕", False),
        ("⻓虹分公司", True),
    ],
)
def test_who_is_tied_to_an_applicant_or_co_builder_is_left_out_with_the_ground(
    named: str, at_work: bool
) -> None:
    unit = OperatingUnit(kind="LEGAL_ENTITY", name="运营有限公司", duty_text="负责知识产权运营")
    partners = (Unit(name="联建（集团）"), Unit(name="长虹分公司"))
    world = at("PassRecheck", co_builders=partners, operating_unit=unit)
    if at_work:
        rework(world, 4, employer_name=named)
    else:
        do(world, RELATE.saying(related_to=named))
    event = appointed(world)
    ground = "EMPLOYMENT" if at_work else "SHAREHOLDING"
    assert event.excluded == (Excluded("expert.4", ground, named),)
    assert "expert.4" not in event.order


@rule("IMPLICIT:recusal")
def test_a_tie_to_a_rival_of_the_batch_counts_as_well() -> None:
    world = walk(at("AppointPanel"), "a2", "PassRecheck", **named_after("白酒产业"))
    rework(world, 4, employer_name="白酒集团")
    other = walk(
        world,
        "a3",
        "PassRecheck",
        co_builders=(Unit(name="白酒集团"),),
        **named_after("新型显示产业"),
    )
    second = WIDE.saying(panel_no="P2", applications=("a2", "a3"))
    assert appointed(other, second).excluded == (Excluded("expert.4", "EMPLOYMENT", "白酒集团"),)


@rule("IMPLICIT:recusal")
def test_an_applicant_may_ask_with_the_form_and_later_to_avoid_a_body() -> None:
    avoided = Avoid(body="示例研究所４", reason="诉讼对方")
    world = at("PassRecheck", recusal_requests=(avoided,))
    do(world, ASK_RECUSAL.saying(request=Avoid(body="示例研究所5", reason="竞争关系")))
    do(world, ASK_RECUSAL.saying(request=Avoid(person="某教授", reason="曾有争议")))
    assert {(one.expert, one.ground) for one in appointed(world).excluded} == {
        ("expert.4", "REQUESTED"),
        ("expert.5", "REQUESTED"),
    }
    for request in (Avoid(reason="无"), Avoid(body="甲公司", person="乙某", reason="都有")):
        asked = ASK_RECUSAL.saying(request=request)
        assert refused(world, asked) == ["IMPLICIT:recusal-request"]


@rule("IMPLICIT:recusal")
@invariant(63)
def test_who_was_recused_or_acted_in_another_duty_is_not_drawn() -> None:
    world = at("PassRecheck")
    do(world, RECUSE)
    case = state(world)
    acted = (*case.duties, ("expert.2", "local_review"))
    world.states["applications/a1"] = replace(case, duties=acted)
    assert [(one.expert, one.ground) for one in appointed(world).excluded] == [
        ("expert.1", "RECUSED"),
        ("expert.2", "SEPARATED_DUTY"),
    ]


def test_too_few_are_counted_and_named_with_their_grounds() -> None:
    world = at("PassRecheck")
    rework(world, 2, employer_name="成都示例新能源有限公司", fields=("知识产权运营",))
    [refusal] = refusals(world, APPOINT)
    assert refusal.asked.zh == (
        "候选 3 人，排除 1 人（expert.2 任职 成都示例新能源有限公司），余 2 人"
    )
    assert refusal.allowed.zh == "可抽取的专家不少于 3 人"
    assert "expert.2 employment (" in refusal.asked.en


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": 1},
        {"size": 4, "fields": ()},
        {"size": 9},
        {"scores_by": date(2026, 3, 1)},
        {"applications": ("a1", "a1")},
        {"pool": "150000"},
        {"fields": ("围棋",)},
    ],
)
def test_a_panel_is_odd_has_three_at_least_and_days_to_score(wrong: dict[str, object]) -> None:
    assert set(refused(at("PassRecheck"), APPOINT.saying(**wrong))) == {"IMPLICIT:panel"}


def test_a_panel_is_for_applications_of_its_batch_that_have_come_so_far() -> None:
    world = at("PassRecheck")
    assert refused(world, APPOINT.saying(applications=("a9",))) == ["IMPLICIT:panel"]
    walk(world, "a2", "StartRecheck", **named_after("白酒产业"))
    early = APPOINT.saying(applications=("a2",))
    assert refused(world, early) == ["IMPLICIT:panel"]


def test_the_applications_are_told_of_a_panel_and_of_no_names() -> None:
    world = at("PassRecheck")
    [_, assigned] = do(world, APPOINT)
    text = msgspec.json.encode(assigned.record.event).decode()
    assert assigned.stream == "applications/a1" and "expert" not in text
    assert assigned.record.area == "SC.510000"


def test_one_application_has_one_panel_until_that_is_dissolved_on_a_document() -> None:
    world = at("DeclareNoConflict")
    do(world, SCORE)
    second = APPOINT.saying(panel_no="P2")
    assert refused(world, second) == ["IMPLICIT:panel"]
    assert refused(world, APPOINT) == ["IMPLICIT:panel"]
    do(world, DISSOLVE)
    assert state(world).sheets == ()  # type: ignore[attr-defined] # an Application
    assert refused(world, DISSOLVE) == ["IMPLICIT:panel"]
    assert refused(world, SCORE) == ["IMPLICIT:panel"]
    assert appointed(world, second).panel_no == "P2"


def test_what_a_panel_has_judged_stands_when_it_is_dissolved() -> None:
    world = with_another(at("PassRecheck"))
    both = APPOINT.saying(panel_no="P2", applications=("a1", "a2"))
    assert refused(world, both) == ["IMPLICIT:panel", "SC-07.7"]
    done = at("CompleteExpertReview")
    assert len(do(done, DISSOLVE)) == 1
    assert "CompleteExpertReview" in state(done).done
    assert refused(done, EXPERT_REVIEW) == ["SC-07.7"]


def test_only_drawn_members_declare_once_and_with_both_promises() -> None:
    world, declare = at("AppointPanel"), PANEL_WORK[1]
    for wrong in ({"confidential": False}, {"no_conflict": False}):
        assert refused(world, declare.saying(**wrong)) == ["IMPLICIT:recusal"]
    assert refused(world, declare.by(POOL[8])) == ["IMPLICIT:recusal"]
    assert refused(world, declare.saying(panel_no="P9")) == ["IMPLICIT:panel"]
    do(world, declare)
    assert refused(world, declare) == ["IMPLICIT:recusal"]
    batch = state(world, "b1", "batches")
    assert isinstance(batch, Batch) and batch.panels[0].declared == ("expert.1",)
