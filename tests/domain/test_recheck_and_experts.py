"""The province's recheck and the experts' result."""

from domain.application.case import Application
from tests.support.asking import (
    EXPERT_REVIEW,
    FAIL_RECHECK,
    LIST,
    PASS_RECHECK,
    SUBMIT,
    at,
    do,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.sichuan import CHENGDU, DECIDER, walk


@rule("SC-07.7")
def test_a_recheck_passes_to_the_experts_or_ends_the_case() -> None:
    assert stage(at("PassRecheck")) == "EXPERT_REVIEW"
    failed = at("StartRecheck")
    do(failed, FAIL_RECHECK)
    assert stage(failed) == "RECHECK_FAILED" and state(failed).final


@rule("SC-07.7")
def test_the_bureau_that_recommends_does_not_recheck() -> None:
    assert refused(at("StartRecheck"), PASS_RECHECK.by(CHENGDU)) == ["SC-07.7"]
    assert refused(at("StartRecheck"), PASS_RECHECK.by(DECIDER)) == ["IMPLICIT:duty"]


@rule("SC-07.7")
def test_the_experts_speak_once_and_after_the_recheck() -> None:
    assert refused(at("StartRecheck"), EXPERT_REVIEW) == ["SC-07.7", "IMPLICIT:panel"]
    case = at("CompleteExpertReview")
    assert refused(case, EXPERT_REVIEW) == ["SC-07.7"]
    application = state(case)
    assert isinstance(application, Application) and application.score == 9000


@rule("SC-07.7")
@invariant(14)
def test_no_list_before_the_experts_have_spoken() -> None:
    assert refused(at("PassRecheck"), LIST) == ["SC-07.7"]


@rule("SC-07.7")
@invariant(30)
def test_who_failed_the_recheck_may_apply_again() -> None:
    case = walk(at("StartRecheck"), "a2", "CreateDraft")
    do(case, FAIL_RECHECK)
    assert do(case, SUBMIT.on("a2"))
