"""The bureau's own review: every rule answered, the materials audited, then recommended or not."""

import pytest

from domain.application.local_review import Answer
from domain.context import Override
from tests.support.asking import (
    AUDIT,
    BEFORE,
    DECLINE,
    QUALIFY,
    RECHECK,
    RECOMMEND,
    START_REVIEW,
    SUBMIT,
    at,
    do,
    refusals,
    refused,
    stage,
)
from tests.support.citing import invariant, rule
from tests.support.mutating import RULES as SICHUAN
from tests.support.sichuan import named_after, qualification, walk

ELIGIBILITY = tuple(
    dict.fromkeys(
        g.rule for g in SICHUAN.guards("applications", "CompleteQualificationReview", "ORDINARY")
    )
)
SERVICE_FIRM = {"builder_type": "OTHER", "builder_type_reason": "知识产权服务机构"}
IN_PRINCIPLE = Override(rule="SC-05.1", reason="行业影响力突出", official="赵示例")


@rule("SC-07.5")
def test_a_conflicted_reviewer_does_not_begin() -> None:
    [refusal] = refusals(at("AcceptApplication"), START_REVIEW.saying(no_conflict=False))
    assert (refusal.rule, refusal.allowed.zh) == ("SC-07.5", "回避")


@rule("SC-07.5")
@pytest.mark.parametrize("left_out", ELIGIBILITY)
def test_every_eligibility_rule_is_answered_once(left_out: str) -> None:
    case = at("StartLocalReview")
    answers = qualification().answers
    fewer = tuple(answer for answer in answers if answer.rule != left_out)
    [refusal] = refusals(case, QUALIFY.saying(answers=fewer))
    assert (refusal.rule, refusal.asked.zh) == (left_out, "未作答")
    twice = (*answers, Answer(rule=left_out, result="FAIL", evidence="另查"))
    [refusal] = refusals(case, QUALIFY.saying(answers=twice))
    assert (refusal.rule, refusal.asked.zh) == (left_out, "重复作答")


@rule("SC-07.5", "SC-05.6")
def test_where_one_rule_fails_the_review_is_not_complete() -> None:
    failing = qualification(SC_05_6="FAIL", SC_05_7="FAIL")
    found = refusals(at("StartLocalReview"), QUALIFY.saying(answers=failing.answers))
    assert [refusal.rule for refusal in found] == ["SC-05.6", "SC-05.7"]
    assert found[0].allowed.zh == "逐条作答；不符合的，不予推荐"


@rule("SC-05.1")
@invariant(13)
def test_what_holds_in_principle_gives_way_to_a_reason_and_a_named_official() -> None:
    case = at("StartLocalReview", **SERVICE_FIRM)
    exception = QUALIFY.saying(answers=qualification(SC_05_1="EXCEPTION").answers)
    assert refused(case, QUALIFY) == ["SC-05.1"]
    assert refused(case, exception) == ["SC-05.1", "SC-05.1"]
    other = Override(rule="SC-05.4", reason="别的理由", official="赵示例")
    assert refused(case, exception, overrides=[other]) == ["SC-05.1", "SC-05.1"]
    [decided] = do(case, exception, overrides=[IN_PRINCIPLE])
    assert decided.record.context.overrides == (IN_PRINCIPLE,)


@rule("SC-05.4")
@invariant(13)
def test_an_industry_outside_the_catalogue_passes_in_the_same_way() -> None:
    case = at("StartLocalReview", **named_after("围棋产业"), industry_exception_reason="市级特色")
    assert refused(case, QUALIFY) == ["SC-05.4"]
    assert do(case, QUALIFY, overrides=[Override("SC-05.4", "市级特色产业", "赵示例")])


@rule("SC-05.7")
@invariant(13)
def test_what_is_not_in_principle_gives_way_to_nobody() -> None:
    exception = QUALIFY.saying(answers=qualification(SC_05_7="EXCEPTION").answers)
    override = Override(rule="SC-05.7", reason="人员将到岗", official="赵示例")
    [refusal] = refusals(at("StartLocalReview"), exception, overrides=[override])
    assert (refusal.rule, refusal.asked.zh) == ("SC-05.7", "强制性要求没有例外")


@rule("SC-07.5")
@pytest.mark.parametrize("name", ["CompleteQualificationReview", "CompleteMaterialAudit"])
def test_each_part_of_the_review_is_done_once(name: str) -> None:
    case = at("CompleteMaterialAudit")
    assert refused(case, {"CompleteMaterialAudit": AUDIT}.get(name, QUALIFY)) == ["SC-07.5"]


@rule("SC-07.5")
def test_an_audit_that_fails_ends_in_no_recommendation() -> None:
    case = at("CompleteQualificationReview")
    assert refused(case, AUDIT.saying(passed=False)) == ["SC-07.5"]
    do(case, DECLINE)
    assert stage(case) == "NOT_RECOMMENDED"


@rule("SC-07.5", "SC-07.6")
def test_no_recommendation_before_the_material_audit() -> None:
    [refusal] = refusals(at("CompleteQualificationReview"), RECOMMEND)
    assert (refusal.rule, refusal.article) == ("SC-07.5", "第七条（二）")
    assert refusal.asked.zh == "“材料审核”尚未办理"
    assert refused(at("StartLocalReview"), RECOMMEND) == ["SC-07.5", "SC-07.5"]


@rule("SC-07.6", "SC-A2")
def test_the_recommendation_keeps_opinion_rank_and_both_signatories() -> None:
    [decided] = do(at(BEFORE["RecommendApplication"]), RECOMMEND)
    for field in ("opinion", "merit_rank", "recommender_handler", "recommender_head"):
        stored = getattr(decided.record.event, field)
        assert stored == getattr(RECOMMEND.command, field) and stored
    assert refused(at("CompleteMaterialAudit"), RECOMMEND.without_document()) == ["SC-07.6"]


@rule("SC-06.1", "SC-07.7")
def test_the_province_rechecks_only_what_is_recommended() -> None:
    assert refused(at("CompleteMaterialAudit"), RECHECK) == ["SC-07.7"]
    assert stage(at("StartRecheck")) == "RECHECK"


@invariant(30)
@rule("SC-07.6")
def test_who_is_not_recommended_may_apply_again() -> None:
    case = walk(at("StartLocalReview"), "a2", "CreateDraft")
    do(case, DECLINE)
    assert do(case, SUBMIT.on("a2"))
