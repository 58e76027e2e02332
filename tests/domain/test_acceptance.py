"""Acceptance: by which bureau, until when, under which version; and refusal of it."""

from datetime import date

import pytest

from domain.adverse import REMEDIES
from domain.application.accepting import AcceptanceRefused
from domain.context import SYSTEM
from domain.regime.lifecycle import IssueRegime
from domain.regulation.rules import text_hash
from tests.support.asking import (
    ACCEPT,
    BEFORE,
    PROPER,
    QUALIFY,
    REVISE,
    START_REVIEW,
    SUBMIT,
    TURN_AWAY,
    at,
    do,
    refusals,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.mutating import STEPS, reissued, with_step
from tests.support.regulations import SICHUAN_TEXT
from tests.support.sichuan import CLERK, MIANYANG
from tests.support.world import DAY, World

JUNE = date(2026, 6, 1)
APPLICATION = {name for name in BEFORE if PROPER[name].stream == "applications"}
SIX_STAFF = reissued("2026-06-01", 'op = ">="\nvalue = 5\n', 'op = ">="\nvalue = 6\n')
LAST_DAY = date(2027, 1, 1)  # issued 2025-01-01, valid for two years
PREFECTURE_STEPS = [
    name for name, step in STEPS.items() if step.by == ("PREF",) and step.stream == "applications"
]


def issue(world: World, text: str, on: date) -> None:
    world.act("regulations", "SC", IssueRegime(regime="SC", text=text), SYSTEM, on)


@rule("SC-07.1")
@invariant(1)
def test_the_bureau_of_the_own_area_accepts() -> None:
    assert stage(at("AcceptApplication")) == "ACCEPTED"
    assert refused(at("SubmitApplication"), ACCEPT.by(CLERK)) == ["SC-07.1"]


@rule("SC-07.1")
@invariant(1)
@pytest.mark.parametrize("name", PREFECTURE_STEPS)
def test_the_bureau_of_mianyang_does_nothing_on_a_case_of_chengdu(name: str) -> None:
    [refusal] = refusals(at(BEFORE[name]), PROPER[name].by(MIANYANG))
    assert (refusal.rule, refusal.kind) == ("SC-07.1", "who")
    assert refusal.asked.zh.startswith("绵阳") and refusal.allowed.zh.startswith("成都")


@rule("SC-22.1", "SC-22.2")
@invariant(5)
def test_nothing_is_accepted_after_the_measure_has_expired() -> None:
    assert do(at("SubmitApplication"), ACCEPT, LAST_DAY)
    [refusal] = refusals(at("SubmitApplication"), ACCEPT, date(2027, 1, 2))
    assert (refusal.rule, refusal.article, refusal.phrase) == ("SC-22.2", "第二十二条", "有效期2年")


@rule("SC-22.1")
@invariant(5)
def test_nothing_begins_before_the_measure_is_issued() -> None:
    [refusal] = refusals(at("Founded"), PROPER["CreateDraft"], date(2024, 12, 31))
    assert (refusal.rule, refusal.phrase) == ("SC-22.1", "自印发之日起施行")
    assert (refusal.asked.zh, refusal.allowed.zh) == ("办理日 2024-12-31", "2025-01-01 起")


@rule("SC-22.2")
def test_an_accepted_case_runs_on_after_the_measure_has_expired() -> None:
    case = at("AcceptApplication")
    after = date(2027, 1, 4)
    assert do(case, START_REVIEW, after) and do(case, QUALIFY, after)


@rule("SC-22.1")
def test_a_later_version_changes_no_accepted_case() -> None:
    case = at("StartLocalReview")
    issue(case, SIX_STAFF, JUNE)
    assert do(case, QUALIFY, JUNE)
    accepted = case.histories["applications/a1"]
    assert {record.regulation for record in accepted} == {text_hash(SICHUAN_TEXT)}


@rule("SC-22.1", "SC-05.7")
def test_a_later_version_rules_a_case_that_is_not_accepted_yet() -> None:
    case = at("CreateDraft")
    issue(case, SIX_STAFF, JUNE)
    assert do(case.copy(), SUBMIT, date(2026, 5, 29))
    [refusal] = refusals(case, SUBMIT, JUNE)
    assert (refusal.rule, refusal.allowed.zh) == ("SC-05.7", "工作人员不少于6人")


@rule("SC-22.1")
def test_a_case_accepted_after_the_new_version_keeps_the_new_one() -> None:
    case = at("SubmitApplication")
    issue(case, SIX_STAFF, JUNE)
    do(case, ACCEPT, JUNE)
    assert state(case).regulation == text_hash(SIX_STAFF)
    do(case, START_REVIEW, JUNE)
    assert refused(case, QUALIFY, JUNE) == ["SC-05.7"]


@rule("SC-22.2")
@invariant(5)
def test_a_new_version_lets_acceptance_go_on() -> None:
    case = at("SubmitApplication")
    issue(case, reissued("2026-12-01"), date(2026, 12, 1))
    assert do(case, ACCEPT, date(2027, 3, 1))


@invariant(7)
def test_a_refusal_carries_reason_number_service_and_remedies() -> None:
    case = at("SubmitApplication")
    [decided, *_] = do(case, TURN_AWAY)
    event = decided.record.event
    assert isinstance(event, AcceptanceRefused)
    assert (event.reason, event.served_on, event.remedies) == ("渠道不符", DAY, REMEDIES)
    assert (decided.record.context.document_no, stage(case)) == ("2号", "NOT_ACCEPTED")
    assert state(case).final


ADVERSE = ("RefuseAcceptance", "DeclineRecommendation", "FailRecheck", "TerminateProcedure")


@invariant(7)
@pytest.mark.parametrize("name", ADVERSE)
def test_an_adverse_decision_without_number_or_served_too_early_is_refused(name: str) -> None:
    world, ask = at(BEFORE[name]), PROPER[name]
    assert refused(world, ask.without_document()) == [STEPS[name].rule]
    early = ask.saying(served_on=date(2026, 3, 1))
    assert refused(world, early) == ["IMPLICIT:service"]
    assert refused(world, early.without_document()) == [STEPS[name].rule, "IMPLICIT:service"]
    assert do(world, ask) and state(world).final


@pytest.mark.parametrize("name", sorted(STEPS.keys() & APPLICATION))
def test_nothing_follows_the_end_of_a_case(name: str) -> None:
    case = at("SubmitApplication")
    do(case, TURN_AWAY)
    rules = refused(case, PROPER[name], date(2026, 3, 17))
    assert rules[0] in (STEPS[name].rule, "IMPLICIT:open")


@rule("SC-07.2")
def test_not_even_a_step_that_names_no_stage_follows_the_end() -> None:
    case = at("SubmitApplication", sichuan=with_step("ReviseDraft", "during"))
    assert do(case.copy(), REVISE)
    do(case, TURN_AWAY)
    [refusal] = refusals(case, REVISE)
    assert (refusal.rule, refusal.allowed.zh) == ("SC-07.2", "案件处于：未结")


def test_a_late_record_needs_its_reason() -> None:
    case = at("CreateDraft")
    do(case, SUBMIT, date(2026, 3, 5))
    assert refused(case, ACCEPT, date(2026, 3, 4)) == ["IMPLICIT:late"]
    assert do(case, ACCEPT, date(2026, 3, 4), late_reason="系统停机，据纸质登记补记")
    assert state(case).last_day == date(2026, 3, 5)
