"""Numbers of the law to the last fen: 不少于 includes the number itself, 超过 does not. Inv. 9."""

import pytest

from domain.application.drafting import CreateDraft, SubmitApplication
from domain.application.form import Form, Unit
from domain.context import Override
from tests.support.asking import ASK_CORRECTION, RECOGNISE, do, proper, refusals, refused
from tests.support.citing import invariant
from tests.support.sichuan import APPLICANT
from tests.support.world import World, founded

INVENTED = """
[regulation]
code = "INV"
title = "示例办法"
title_en = "Invented measure"
authority = "000000"
level = "NATIONAL"
issued_on = 2025-01-01

[[rule]]
id = "INV-1"
article = "第一条"
phrase = "年度转化运营金额不少于500万元，或者累计项目不少于10个"
gloss = "At least 5 million yuan a year, or 10 projects"
kept = "guard"

[[rule]]
id = "INV-2"
article = "第二条"
phrase = "协同机构不少于20家"
gloss = "At least 20 organisations"
kept = "guard"

[[rule]]
id = "INV-3"
article = "第三条"
phrase = "企业和研发机构超过100家"
gloss = "More than 100 bodies"
kept = "guard"

[[rule]]
id = "INV-4"
article = "第四条"
phrase = "产值超过200亿元"
gloss = "An output above 20 billion yuan"
kept = "guard"

[[step]]
do = "CreateDraft"
by = ["APPLICANT"]
to = "DRAFT"
rule = "INV-1"

[[step]]
do = "SubmitApplication"
by = ["APPLICANT"]
during = ["DRAFT"]
to = "SUBMITTED"
rule = "INV-1"

[[guard]]
rule = "INV-1"
on = ["SubmitApplication"]
fact = "annual_amount"
op = ">="
value = 500_000_000

  [[guard.either]]
  fact = "project_count"
  op = ">="
  value = 10

[[guard]]
rule = "INV-2"
on = ["SubmitApplication"]
fact = "member_organisations"
op = ">="
value = 20

[[guard]]
rule = "INV-3"
on = ["SubmitApplication"]
fact = "rd_body_count"
op = ">"
value = 100

[[guard]]
rule = "INV-4"
on = ["SubmitApplication"]
fact = "county_output"
op = ">"
value = 2_000_000_000_000
hard = false
"""
SUBMIT = proper(SubmitApplication(addressee="000000"), APPLICANT)


def organisations(number: int) -> tuple[Unit, ...]:
    return tuple(Unit(name=f"机构{n}", uscc=f"{n:018d}") for n in range(number))


def drafted(**fields: object) -> World:
    enough = {
        "annual_amount": 500_000_000,
        "project_count": 10,
        "member_orgs": organisations(20),
        "rd_body_count": 101,
        "county_output": 2_000_000_000_001,
    }
    world = founded(("INV", INVENTED))
    form = Form(**(enough | fields))  # type: ignore[arg-type] # the fields of the tables below
    draft = proper(CreateDraft(regime="INV", channel="ANY", form=form), APPLICANT)
    do(world, draft)
    return world


@invariant(9)
@pytest.mark.parametrize(
    ("broken", "fields"),
    [
        ("INV-1", {"annual_amount": 499_999_999, "project_count": 9}),
        ("INV-1", {"annual_amount": 0, "project_count": 9}),
        ("INV-1", {"annual_amount": None, "project_count": None}),
        ("INV-2", {"member_orgs": organisations(19)}),
        ("INV-2", {"member_orgs": (*organisations(19), organisations(1)[0])}),
        ("INV-2", {"member_orgs": (*organisations(19), Unit(name="机　构1"))}),
        ("INV-2", {"member_orgs": (*organisations(19), Unit(name="别名", uscc=f"{1:018d}"))}),
        ("INV-2", {"member_orgs": ()}),
        ("INV-3", {"rd_body_count": 100}),
        ("INV-3", {"rd_body_count": None}),
        ("INV-4", {"county_output": 2_000_000_000_000}),
    ],
)
def test_one_fen_or_one_body_too_few_fails(broken: str, fields: dict[str, object]) -> None:
    assert refused(drafted(**fields), SUBMIT) == [broken]


@invariant(9, 10)
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"annual_amount": 500_000_000, "project_count": 9},
        {"annual_amount": 500_000_000, "project_count": None},
        {"annual_amount": 499_999_999, "project_count": 10},
        {"annual_amount": 0, "project_count": 10},
        {"annual_amount": None, "project_count": 11},
        {"member_orgs": organisations(21)},
        {"rd_body_count": 102},
    ],
)
def test_the_number_itself_passes_where_the_law_says_not_less(fields: dict[str, object]) -> None:
    world = drafted(**fields)
    assert do(world, SUBMIT)


@invariant(9, 13)
def test_an_output_at_the_limit_needs_a_reason_and_a_named_official() -> None:
    world = drafted(county_output=2_000_000_000_000)
    override = Override(rule="INV-4", reason="战略性产业", official="赵示例")
    assert do(world, SUBMIT, overrides=[override])


@invariant(9)
def test_the_refusal_says_both_ways_and_the_exact_amounts() -> None:
    world = drafted(annual_amount=499_999_999, project_count=9, county_output=2_000_000_000_000)
    first, second = refusals(world, SUBMIT)
    assert first.asked.zh == "年度转化运营金额：4,999,999.99元"
    assert first.allowed.zh == "年度转化运营金额不少于5,000,000.00元，或者累计项目数不少于10个"
    assert "county: more than 20,000,000,000.00 yuan" in second.allowed.en
    assert second.allowed.zh.startswith("县区产值超过20,000,000,000.00元；原则性要求")


def test_a_regime_without_correction_or_publicity_refuses_them_in_words() -> None:
    world = drafted()
    do(world, SUBMIT)
    assert refused(world, ASK_CORRECTION) == ["IMPLICIT:step"]
    assert refused(world, RECOGNISE) == ["IMPLICIT:step"]
