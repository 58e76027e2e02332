"""A joint act takes effect once each partner organ has agreed to the very document of the act."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.batch.case import Batch
from domain.context import Actor
from tests.support.asked_by_one import AGREE, ASKING, FINANCE, LIST, PAPER, changed
from tests.support.asking import Ask, do, refusals, stage, state
from tests.support.road import Road
from tests.support.world import World

REVIEW = "CompleteExpertReview"
TEXT = "b" * 64
JOINTLY_ACCEPTED = """\
AcceptApplication = { joint_with = ["FINANCE"] }
ConsentToAct.by = ["FINANCE"]
ConsentToAct.territory = "authority"
ConsentToAct.during = ["SUBMITTED"]
ConsentToAct.rule = "ASK-7"
"""


def reviewed(road: Road = ASKING) -> World:
    return road.at(REVIEW)


def said(world: World, ask: Ask = LIST, **context: Any) -> list[tuple[str, str, str]]:
    return [(r.rule, r.kind, r.asked.zh) for r in refusals(world, ask, **context)]


def test_without_its_partners_consent_the_act_is_refused_and_says_whose_is_missing() -> None:
    [refusal] = refusals(reviewed(), LIST)
    assert (refusal.rule, refusal.kind) == ("ASK-7", "order")
    assert refusal.asked.zh == "“确定名单”尚未经财政同意"
    assert refusal.allowed.zh == "先由财政同意；此后案卷另有办理的，须重新同意"


def test_after_the_consent_the_act_takes_effect_and_the_consent_stands_in_the_history() -> None:
    world = reviewed()
    [decided] = do(world, AGREE)
    case = state(world, "b1", "batches")
    assert isinstance(case, Batch)
    [consent] = case.consents
    assert (consent.act, consent.role, consent.document_no) == ("DetermineList", "FINANCE", PAPER)
    assert (decided.record.basis, decided.record.duty) == (("ASK-7",), "decision")
    do(world, LIST)
    assert (stage(world), state(world, "b1", "batches").consents) == ("PROPOSED", ())
    assert world.replayed("batches", "b1") == state(world, "b1", "batches")


def test_any_other_act_on_the_case_lets_the_consent_lapse() -> None:
    world = reviewed()
    do(world, AGREE)
    ASKING.walk(world, "AppointPanel", "a2", **ASKING.another)
    assert said(world) == [("ASK-7", "order", "“确定名单”尚未经财政同意")]


CHANGES = {
    "its data were changed": (ASKING.asks["ChangeApplicationData"], "有变更或者另有办理（评议中）"),
    "it was withdrawn": (ASKING.asks["WithdrawApplication"], "已办结（已撤回）"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_an_application_lets_the_consent_on_its_batch_lapse(change: str) -> None:
    world, (ask, words) = reviewed(), CHANGES[change]
    do(world, AGREE)
    do(world, ask)
    [told, *_] = refusals(world, LIST)
    assert (told.rule, told.kind, told.allowed.zh) == ("ASK-7", "order", "由财政重新同意")
    assert told.asked.zh == f"财政同意后，申报 a1 {words}"
    if ask.command != CHANGES["it was withdrawn"][0].command:
        do(world, AGREE)
        do(world, LIST)
        assert stage(world) == "PROPOSED"


def test_a_consent_that_names_its_applications_is_to_no_others_and_outlives_theirs() -> None:
    world = reviewed()
    ASKING.walk(world, "CompleteExpertReview", "a2", **ASKING.another)
    do(world, AGREE.saying(applications=("a2",)))
    [other] = refusals(world, LIST)
    assert (other.fields, other.allowed.zh) == (("/selected/0/application",), "财政所同意的申报")
    do(world, AGREE.saying(applications=("a1",)))
    do(world, ASKING.asks["WithdrawApplication"].on("a2"))
    do(world, LIST)
    assert stage(world) == "PROPOSED"


def test_a_consent_to_one_list_is_none_to_another() -> None:
    world = reviewed()
    do(world, AGREE.saying(list_no="L9"))
    [refusal] = refusals(world, LIST)
    assert (refusal.fields, refusal.allowed.zh) == (("/list_no",), "财政所同意的名单 L9")


def test_a_consent_before_the_batch_knows_any_application_names_those_that_it_is_to() -> None:
    world = ASKING.at("AcceptApplication")
    [unnamed] = refusals(world, AGREE)
    assert (unnamed.rule, unnamed.fields) == ("ASK-7", ("/applications",))
    [unknown] = refusals(world, AGREE.saying(applications=("a1", "a7")))
    assert (unknown.fields, unknown.asked.zh) == (("/applications/1",), "申报 a7 不存在")
    assert do(world, AGREE.saying(applications=("a1",)))


def test_another_document_than_the_one_agreed_to_is_refused() -> None:
    world = reviewed()
    do(world, AGREE)
    [refusal] = refusals(world, replace(LIST, document_no="示知〔2026〕2号"))
    assert (refusal.kind, refusal.fields) == ("paper", ("/document_no",))
    assert refusal.allowed.zh == "财政所同意的 示知〔2026〕1号"


def test_the_text_that_was_agreed_to_has_to_come_with_the_act() -> None:
    world = reviewed()
    do(world, AGREE.saying(agreed_text=TEXT))
    assert said(world) == [("ASK-7", "paper", "未附所同意的文本")]
    do(world, LIST, evidence=(TEXT,))
    assert stage(world) == "PROPOSED"


def test_a_partner_may_take_its_consent_back_before_the_act() -> None:
    world = reviewed()
    do(world, AGREE)
    do(world, AGREE.saying(agreed=False, reason="名单须补充绩效"))
    assert said(world) == [("ASK-7", "order", "“确定名单”尚未经财政同意")]


@pytest.mark.parametrize(
    ("ask", "kinds"),
    [
        (AGREE.by(Actor("finance.1", "FINANCE", "510100", ("decision",))), ["who"]),
        (AGREE.by(Actor("finance.2", "FINANCE", "320500")), ["who"]),
        (AGREE.by(Actor("city.1", "CITY", "320500", ("decision",))), ["who"]),
        (AGREE.saying(act="StartPublicity"), ["form"]),
        (AGREE.without_document(), ["paper"]),
    ],
)
def test_a_consent_is_its_partners_own_to_a_joint_act_and_on_a_document(
    ask: Ask, kinds: list[str]
) -> None:
    assert [refusal.kind for refusal in refusals(reviewed(), ask)] == kinds


def test_two_partners_both_have_to_agree() -> None:
    text = changed(
        ('joint_with = ["FINANCE"]', 'joint_with = ["FINANCE", "AUDIT"]'),
        ('by = ["FINANCE"], duty = "decision"', 'by = ["FINANCE", "AUDIT"]'),
    )
    world = reviewed(replace(ASKING, text=text))
    do(world, AGREE)
    assert said(world) == [("ASK-7", "order", "“确定名单”尚未经审计同意")]
    do(world, AGREE.by(Actor("audit.1", "AUDIT", "320500")))
    do(world, LIST)
    assert stage(world) == "PROPOSED"


def test_an_act_on_one_application_may_be_joint_too() -> None:
    text = changed(
        ("[step]\n", f"[step]\n{JOINTLY_ACCEPTED}"),
    )
    road = replace(ASKING, text=text)
    world = road.at("SubmitApplication")
    accept = replace(road.asks["AcceptApplication"], document_no=PAPER)
    assert [asked for *_, asked in said(world, accept)] == ["“初审”尚未经财政同意"]
    agree = road.asks["ConsentToAct"].saying(act="AcceptApplication", agreed=True, agreed_text=None)
    do(world, replace(agree, document_no=PAPER).by(FINANCE))
    do(world, accept)
    assert stage(world) == "EXPERT_REVIEW"


def test_a_later_day_does_not_undo_a_consent() -> None:
    world = reviewed()
    do(world, AGREE)
    do(world, LIST, on=date(2026, 3, 20))
    assert stage(world) == "PROPOSED"
