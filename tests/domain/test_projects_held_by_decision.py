"""A decision on an inquiry that holds, or stops, the funding of a unit holds the projects of its
centre in the same act; each project goes on once nothing holds it any more. Domain.md 2.6."""

from typing import Any

import pytest
from msgspec.structs import replace

from domain.centre.ends import EndByDissolution
from domain.fund_project.holding_back import TerminateProject
from tests.domain.test_setting_aside import SET_ASIDE
from tests.support.asking import (
    DEFEND,
    ESTABLISH,
    HOLD_FUNDING,
    NOTIFY,
    RELEASE_FUNDING,
    STOP_FUNDING,
    Ask,
)
from tests.support.citing import invariant, rule
from tests.support.fund_inquiries import inquired, on_inquiry
from tests.support.fund_life import RUNNING, FundLife
from tests.support.remedies import reverse_by_remedy
from tests.support.road import FUNDS
from tests.support.roads import SICHUAN
from tests.support.sichuan import APPLICANT

HELD = "IMPLICIT:fund-hold"


def ready() -> FundLife:
    """One project that waits for its payment, one that was just applied for."""
    life = FundLife().take(*RUNNING, "RequestTranche", "ApproveTranche")
    return life.take("ApplyForProject", id="p2")


def stages(life: FundLife) -> tuple[str | None, ...]:
    return tuple(life.project(id).stage for id in ("p1", "p2"))


@invariant(52)
@rule("IMPLICIT:fund-hold")
@pytest.mark.parametrize("deciding", [HOLD_FUNDING, STOP_FUNDING], ids=["held", "stopped"])
def test_open_projects_are_held_in_the_act_that_holds_the_funding(deciding: Ask) -> None:
    life = inquired(ready(), deciding)
    acted = on_inquiry(life, deciding)
    assert [one.stream for one in acted] == ["violations/v1", f"{FUNDS}/p1", f"{FUNDS}/p2"]
    assert stages(life) == ("SUSPENDED", "SUSPENDED")
    [refusal] = life.against(life.requests["DisburseTranche"])
    assert refusal.kind == "stage"
    for id in ("p1", "p2"):
        assert life.world.replayed(FUNDS, id) == life.project(id)


@rule("IMPLICIT:fund-hold")
def test_the_finance_department_does_not_lift_what_the_authority_has_decided() -> None:
    life = inquired(ready())
    on_inquiry(life, HOLD_FUNDING)
    [refusal] = life.against(life.requests["ReleaseProjectFunding"])
    assert (refusal.rule, refusal.kind) == (HELD, "order")
    assert refusal.asked.zh == "有关机关决定的暂停尚未解除"


@rule("IMPLICIT:fund-hold")
def test_a_release_lets_each_project_go_on_where_it_stood() -> None:
    life = inquired(ready())
    on_inquiry(life, HOLD_FUNDING)
    on_inquiry(life, RELEASE_FUNDING)
    assert stages(life) == ("IN_PROGRESS", "PROJECT_APPLIED")
    assert (life.project().held_in, life.project().held_by) == ("", ())
    life.take("DisburseTranche")
    on_inquiry(life, HOLD_FUNDING)
    assert stages(life) == ("SUSPENDED", "SUSPENDED"), "held once more"


@rule("IMPLICIT:fund-hold")
def test_a_project_goes_on_once_nothing_holds_it_any_more() -> None:
    life = inquired(inquired(ready().take("HoldProjectFunding")), id="v2")
    for id in ("v1", "v2"):
        on_inquiry(life, HOLD_FUNDING, id)
    on_inquiry(life, RELEASE_FUNDING, "v1")
    assert stages(life) == ("SUSPENDED", "SUSPENDED"), "the other inquiry holds both"
    on_inquiry(life, RELEASE_FUNDING, "v2")
    assert stages(life) == ("SUSPENDED", "PROJECT_APPLIED"), "held by itself before"
    life.take("ReleaseProjectFunding")
    assert stages(life) == ("IN_PROGRESS", "PROJECT_APPLIED")


@invariant(52)
def test_the_end_of_the_centre_holds_beyond_a_release() -> None:
    life = inquired(ready())
    on_inquiry(life, HOLD_FUNDING)
    ended = EndByDissolution(dissolved_on=life.day, note="主体注销")
    life.world.act(**life.asked(ended, life.day))
    on_inquiry(life, RELEASE_FUNDING)
    assert stages(life) == ("SUSPENDED", "SUSPENDED")


@rule("IMPLICIT:fund-hold", "IMPLICIT:funding-stop")
def test_a_stop_takes_the_place_of_the_hold_and_what_has_ended_stays_so() -> None:
    life = inquired(ready())
    on_inquiry(life, HOLD_FUNDING)
    life.fund(TerminateProject(reason="不再实施", served_on=life.day), "p2")
    life = concluded(life)
    life.take("ApplyForProject", id="p3")
    acted = on_inquiry(life, STOP_FUNDING)
    assert [one.stream for one in acted] == ["violations/v1", f"{FUNDS}/p3"], "p1 is held already"
    assert stages(life) == ("SUSPENDED", "PROJECT_TERMINATED")
    assert life.rules_against(life.requests["ReleaseProjectFunding"]) == [HELD]


def concluded(life: FundLife) -> FundLife:
    for ask in (NOTIFY, DEFEND, ESTABLISH):
        on_inquiry(life, ask)
    return life


@invariant(64)
@pytest.mark.parametrize("held_before", [False, True])
def test_a_stop_that_a_remedy_reverses_lets_go_unless_funding_was_on_hold(
    held_before: bool,
) -> None:
    life = inquired(ready())
    if held_before:
        on_inquiry(life, HOLD_FUNDING)
    on_inquiry(concluded(life), STOP_FUNDING)
    against: dict[str, Any] = {"case": "violations/v1", "decision": "funding-stopped"}
    owner = replace(APPLICANT, role="CENTRE")
    reverse_by_remedy(life.world, SICHUAN, life.day, by=owner, served_on=life.day, **against)
    on_inquiry(life, SET_ASIDE)
    expected = ("SUSPENDED",) * 2 if held_before else ("IN_PROGRESS", "PROJECT_APPLIED")
    assert stages(life) == expected


@rule("IMPLICIT:fund-hold")
def test_what_holds_a_project_says_nothing_of_an_inquiry() -> None:
    life = inquired(ready())
    acted = on_inquiry(life, HOLD_FUNDING)
    told = [repr(one.record) + repr(one.after) for one in acted if one.stream.startswith(FUNDS)]
    assert told and not any("violations" in one or "v1" in one for one in told)


@rule("IMPLICIT:hold")
@pytest.mark.parametrize("deciding", [HOLD_FUNDING, STOP_FUNDING], ids=["held", "stopped"])
def test_a_project_that_came_after_the_decision_is_not_paid_either(deciding: Ask) -> None:
    life = inquired(FundLife(), deciding)
    on_inquiry(life, deciding)
    life.take(*RUNNING, "RequestTranche", "ApproveTranche")
    [refusal] = life.against(life.requests["DisburseTranche"])
    assert (refusal.rule, refusal.asked.zh) == ("IMPLICIT:hold", "本事项暂缓办理")


@rule("IMPLICIT:hold")
def test_a_project_that_came_after_the_hold_is_paid_once_it_is_released() -> None:
    life = inquired(FundLife())
    on_inquiry(life, HOLD_FUNDING)
    life.take(*RUNNING, "RequestTranche", "ApproveTranche")
    on_inquiry(life, RELEASE_FUNDING)
    [paid, *_] = life.fund(life.requests["DisburseTranche"])
    assert life.project().sums.disbursed > 0
    assert not any(one.startswith(("violations", "holds")) for one in paid.record.reads)
