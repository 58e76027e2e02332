"""Withdrawal by the applicant, termination by the organ, and changes in between."""

import pytest

from domain.application.case import Application
from tests.support.asking import (
    BEFORE,
    CHANGE,
    OVER,
    PROPER,
    RECOGNISE,
    SUBMIT,
    TERMINATE,
    WITHDRAW,
    at,
    do,
    refusals,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.mutating import STEPS
from tests.support.sichuan import CHENGDU, form, named_after, walk

DURING = {
    "DRAFT": "CreateDraft",
    "SUBMITTED": "SubmitApplication",
    "CORRECTION_REQUIRED": "RequestCorrection",
    "ACCEPTED": "AcceptApplication",
    "LOCAL_REVIEW": "StartLocalReview",
    "RECOMMENDED": "RecommendApplication",
    "RECHECK": "StartRecheck",
    "EXPERT_REVIEW": "PassRecheck",
    "PROPOSED": "DetermineList",
    "IN_PUBLICITY": "StartPublicity",
    "PUBLICITY_CLEAR": "ClearEntry",
}
"""The step that leads to each stage."""


@rule("IMPLICIT:own", "IMPLICIT:termination", "IMPLICIT:change")
@pytest.mark.parametrize(
    "name", ["WithdrawApplication", "TerminateProcedure", "ChangeApplicationData"]
)
@pytest.mark.parametrize("now", DURING)
def test_it_happens_at_the_stages_that_the_file_names_and_at_no_other(name: str, now: str) -> None:
    case, step, ask = at(DURING[now]), STEPS[name], PROPER[name].saying(**served(name))
    assert stage(case) == now
    if now not in step.during:
        assert refused(case, ask, OVER) == [step.rule]
        return
    do(case, ask, OVER)
    assert stage(case) == (step.to or now)


def served(name: str) -> dict[str, object]:
    return {"served_on": OVER} if name == "TerminateProcedure" else {}


@rule("IMPLICIT:own")
@pytest.mark.parametrize("name", ["WithdrawApplication", "TerminateProcedure"])
@pytest.mark.parametrize("now", [now for now in DURING if now != "DRAFT"])
@invariant(30)
def test_the_end_frees_the_place_among_open_applications(name: str, now: str) -> None:
    case = walk(at(DURING[now]), "a2", "CreateDraft")
    do(case, PROPER[name].saying(**served(name)), OVER)
    application = state(case)
    assert isinstance(application, Application)
    assert application.final and application.holds == ()
    assert do(case, SUBMIT.on("a2"), OVER)


@rule("IMPLICIT:own")
def test_after_recognition_there_is_nothing_to_withdraw_or_to_terminate() -> None:
    case = at("ClearEntry")
    do(case, RECOGNISE, OVER)
    assert refused(case, WITHDRAW, OVER) == ["IMPLICIT:own"]
    late = TERMINATE.saying(served_on=OVER)
    assert refused(case, late, OVER) == ["IMPLICIT:termination"]


@rule("IMPLICIT:termination")
def test_only_the_province_terminates() -> None:
    [refusal] = refusals(at("SubmitApplication"), TERMINATE.by(CHENGDU))
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:termination", "who")


@rule("IMPLICIT:change", "SC-05.7", "SC-05.8")
@invariant(8)
def test_a_change_of_the_team_runs_the_conditions_again() -> None:
    case = at("SubmitApplication")
    smaller = CHANGE.saying(form=form(team=form().team[:4]))
    assert refused(case, smaller) == ["SC-05.7"]
    do(case, CHANGE.saying(form=form(address="成都市另一示例路2号")))
    application = state(case)
    assert isinstance(application, Application)
    assert application.form.address == "成都市另一示例路2号"


@rule("IMPLICIT:change")
def test_a_change_leaves_the_application_the_same_one() -> None:
    case = at("SubmitApplication")
    found = refusals(case, CHANGE.saying(form=form(**named_after("白酒产业"))))
    assert [refusal.rule for refusal in found] == ["IMPLICIT:identity"] * 2
    assert {refusal.allowed.zh for refusal in found} == {"撤回后重新申报"}


def test_every_stage_that_a_command_may_meet_is_walked_to() -> None:
    reached = {step.to for step in STEPS.values() if step.stream == "applications"}
    ends = {step.to for step in STEPS.values() if step.final}
    assert reached - ends - {None} == DURING.keys()
    assert BEFORE.keys() == PROPER.keys()
