"""What only one regime's form asks: known to it, of its kind, and a fact for its conditions."""

from datetime import date

import pytest

from domain.application.case import Application
from domain.application.form import OwnValue
from domain.refusal import Refusal
from domain.regulation.day_counts import full_months
from tests.support.asked_by_one import ASKING, own
from tests.support.asking import do, refusals, state
from tests.support.roads import ONE_CITY
from tests.support.world import DAY, World

DRAFT, REVISE, SUBMIT = "CreateDraft", "ReviseDraft", "SubmitApplication"


def drafted(**fields: OwnValue | None) -> World:
    return ASKING.at(DRAFT, own=own(**fields))


def against(do_it: str, **fields: OwnValue | None) -> list[Refusal]:
    """What speaks against handing it in, or against revising the draft, with these values."""
    if do_it == SUBMIT:
        return list(refusals(drafted(**fields), ASKING.asks[SUBMIT]))
    form = ASKING.form(own=own(**fields))
    return list(refusals(drafted(), ASKING.asks[REVISE].saying(form=form)))


def test_an_application_with_all_that_the_regime_asks_is_handed_in_and_shows_it() -> None:
    world = ASKING.at(SUBMIT)
    case = state(world)
    assert isinstance(case, Application)
    assert case.form.own == own()
    assert world.replayed("applications", "a1") == case
    assert "a" * 64 in case.form.files


@pytest.mark.parametrize(
    ("name", "value", "asked", "allowed"),
    [
        ("certified_staff", 501, "持证人员数：501", "持证人员数：整数，至多 500"),
        ("certified_staff", "八", "持证人员数：八", "持证人员数：整数，至多 500"),
        ("certified_staff", True, "持证人员数：true", "持证人员数：整数，至多 500"),
        ("full_time_head", 1, "设有专职负责人：1", "设有专职负责人：是或否（true、false）"),
        ("founded_on", "2026-02-30", "成立日期：2026-02-30", "成立日期：日期，如 2026-03-02"),
        ("founded_on", "20260302", "成立日期：20260302", "成立日期：日期，如 2026-03-02"),
        ("certificate", "证书.pdf", "资质证书：证书.pdf", "资质证书：文件的 SHA-256"),
        ("model", "自", "运营模式：自", "运营模式：文字，2 至 20 字"),
        ("premises", "RENT", "场所性质：RENT", "场所性质：RENTED（租用）、OWNED（自有）"),
        ("premises", "自有", "场所性质：自有", "场所性质：OWNED（自有）、RENTED（租用）"),
    ],
)
def test_a_value_of_another_kind_is_refused_at_its_own_place(
    name: str, value: OwnValue, asked: str, allowed: str
) -> None:
    [refusal] = against(REVISE, **{name: value})
    assert (refusal.kind, refusal.fields) == ("form", (f"/form/own/{name}",))
    assert (refusal.asked.zh, refusal.allowed.zh) == (asked, allowed)
    assert refusal.rule.startswith("ASK-")


def test_a_name_that_the_regime_does_not_ask_is_told_the_nearest_ones_first() -> None:
    [refusal] = against(REVISE, certified_stuff=8)
    assert refusal.asked.zh == "规定没有要求的栏目：certified_stuff"
    assert refusal.allowed.zh.startswith(
        "《示例市产业知识产权运营中心认定细则》要求的栏目；可用：certified_staff、"
    )
    assert refusal.fields == ("/form/own/certified_stuff",)


def test_what_is_required_is_wanted_at_submission_and_not_in_a_draft() -> None:
    drafted(certificate=None)
    [refusal] = against(SUBMIT, certificate=None)
    assert (refusal.rule, refusal.kind) == ("ASK-5", "fact")
    assert (refusal.asked.zh, refusal.allowed.zh) == ("未填写：资质证书", "填写：资质证书")
    assert refusal.fields == ("/form/own/certificate",)


@pytest.mark.parametrize(
    ("name", "value", "rule", "asked", "allowed"),
    [
        ("certified_staff", 7, "ASK-3", "持证人员数：7", "持证人员数不少于8"),
        ("certified_staff", None, "ASK-3", "持证人员数：未填写或者尚不可知", "持证人员数不少于8"),
        ("full_time_head", False, "ASK-3", "设有专职负责人：否", "设有专职负责人"),
        (
            "founded_on",
            "2024-03-03",
            "ASK-4",
            "成立日期距办理日满：23个月",
            "成立日期距办理日满不少于24个月",
        ),
        (
            "certified_on",
            "2024-12-31",
            "ASK-4",
            "取得资质日期：2024-12-31",
            "取得资质日期不早于 2025-01-01",
        ),
        ("model", "联营", "ASK-5", "运营模式：联营", "运营模式为下列之一：自营、委托"),
    ],
)
def test_a_value_that_the_law_does_not_take_is_refused_under_its_rule(
    name: str, value: OwnValue | None, rule: str, asked: str, allowed: str
) -> None:
    [refusal] = against(SUBMIT, **{name: value})
    assert (refusal.rule, refusal.asked.zh, refusal.allowed.zh) == (rule, asked, allowed)
    assert refusal.fields == (f"/form/own/{name}",)


def test_a_correction_cannot_leave_out_what_is_required() -> None:
    world = ASKING.at("RequestCorrection")
    form = ASKING.form(own=own(certificate=None))
    given = refusals(world, ASKING.asks["SupplyCorrection"].saying(form=form))
    assert [(one.rule, one.fields) for one in given] == [("ASK-5", ("/form/own/certificate",))]
    do(world, ASKING.asks["SupplyCorrection"].saying(form=ASKING.form()))


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2024, 3, 2), date(2026, 3, 2), 24),
        (date(2024, 3, 3), date(2026, 3, 2), 23),
        (date(2024, 3, 31), date(2026, 2, 28), 23),
        (date(2026, 3, 2), date(2026, 3, 1), -1),
    ],
)
def test_months_are_full_when_their_day_has_come_or_the_month_is_over(
    first: date, last: date, months: int
) -> None:
    assert full_months(first, last) == months


def test_a_regime_that_asks_nothing_of_its_own_takes_nothing() -> None:
    world = ONE_CITY.at(DRAFT)
    form = ONE_CITY.form(own={"certified_staff": 8})
    [refusal] = refusals(world, ONE_CITY.asks[REVISE].saying(form=form), on=DAY)
    assert refusal.allowed.zh == "《示例市级认定办法》要求的栏目；没有这样的栏目"
