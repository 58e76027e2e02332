"""Makes up a complete application form that passes every condition of a regulation."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from domain.application.form import (
    TEAM_SKILLS,
    Evidence,
    Form,
    Member,
    Milestone,
    OperatingUnit,
    OperationCase,
    Seal,
    Signatory,
    Unit,
)
from domain.guarding import passes
from domain.regulation.model import Comparison, Guard
from domain.regulation.rules import Rules
from domain.scrutiny.values import CLOSED
from domain.trial.own_values import YEARS_AGO, own_values

UNIT_CODE, UNIT_NAME = "91510100MA6T000121", "示例单位有限公司"
ANY_FILE = "0" * 64
INDUSTRY = "示例"
PLENTY = 100_000_000
"""An amount or a number that is seldom too small."""
JUST_ONE = 1
MONEY_FIELDS = ("dedicated_budget", "annual_amount", "county_output")
COUNT_FIELDS = ("project_count", "rd_body_count")
LEFT_EMPTY = ("builder_type_reason", "industry_exception_reason", "park_level", "co_builders")
"""Fields that explain an exception, or speak of it: the specimen is none."""


def specimen(rules: Rules, channel: str | None, place: str, day: date) -> Form:
    """The form of an application from that place, in that channel."""
    conditions = tuple(conditions_of(rules, channel))
    form = replace(plain_form(day), division_code=place, **named_after(rules, industry_of(rules)))
    own = own_values(rules.text.field, conditions, day)
    chosen, counted = chosen_fields(conditions), counted_fields(conditions)
    return replace(form, **chosen, **counted, **proof_fields(conditions), own=own)


def conditions_of(rules: Rules, channel: str | None) -> Iterator[Guard]:
    """The conditions on an application in a channel."""
    for guard in rules.text.guard:
        if guard.stream == "applications" and guard.channel in (None, channel):
            yield guard


def industry_of(rules: Rules) -> str:
    """An industry as the regulation's names want it."""
    naming = rules.text.name
    ending = (naming.industry_ends or naming.industry_may_end or "") if naming else ""
    return INDUSTRY + ending


def named_after(rules: Rules, industry: str) -> dict[str, Any]:
    """The fields that name the industry."""
    naming, form = rules.text.name, rules.text.form
    formula = naming.formula if naming else "示例{industry}中心"
    return {
        "industry": industry,
        "proposed_name": formula.replace("{industry}", industry),
        "commitment_text": (form.commitment if form else "承诺").replace("{industry}", industry),
    }


def plain_form(day: date) -> Form:
    """Every field filled in but those of exceptions."""
    return Form(
        unit_name=UNIT_NAME,
        uscc=UNIT_CODE,
        legal_nature="ENTERPRISE_PRIVATE",
        entity_level="PREFECTURE",
        operating_unit=OperatingUnit(
            kind="INTERNAL_UNIT", name="知识产权部", duty_text="负责知识产权运营"
        ),
        contact_name="示例甲",
        contact_title="主任",
        contact_phone="13800000000",
        address="示例路一号",
        industry_entity_count=JUST_ONE,
        leading_enterprises=(Unit(name="示例企业"),),
        office_conditions="独立办公室",
        office_area=JUST_ONE,
        working_mechanism="例会",
        base_rules="管理制度",
        rule_documents=(ANY_FILE,),
        operation_cases=(OperationCase(title="许可", held_on=day - YEARS_AGO, text="许可"),),
        self_building_plan="计划",
        milestones=(Milestone(title="建成", due=day + YEARS_AGO),),
        planned_services="专利导航",
        duty_tags=("1",),
        budget_source="自有资金",
        commitment=True,
        applicant_handler=Signatory(name="示例甲", phone="13800000000"),
        applicant_head=Signatory(name="示例乙"),
        applicant_seal=Seal(unit=UNIT_NAME, sealed_on=day - timedelta(days=1)),
        staff_informed=True,
        operating_since=day - YEARS_AGO,
        industry_layout_doc="1" * 64,
        industry_policy_doc="2" * 64,
        key_measures_doc="3" * 64,
    )


def of_fact(conditions: Iterable[Guard], fact: str) -> list[Comparison]:
    return [one for one in conditions if one.fact == fact]


def first_passing(conditions: Iterable[Guard], fact: str, choices: Iterable[Any]) -> Any:
    """The first choice that every condition on a fact lets pass; the first where none does."""
    wanted, known = of_fact(conditions, fact), list(choices)
    good = (one for one in known if all(passes(each, one) for each in wanted))
    return next(good, known[0])


def chosen_fields(conditions: tuple[Guard, ...]) -> dict[str, Any]:
    """The fields of closed lists."""
    level = first_passing(conditions, "park_level", CLOSED["park_level"])
    builders = [one for one in CLOSED["builder_type"] if (one == "PARK") == (level != "NONE")]
    unit = first_passing(conditions, "operating_unit", reversed(CLOSED["operating_unit"]))
    return {
        "builder_type": first_passing(conditions, "builder_type", builders),
        "park_level": None if level == "NONE" else level,
        "entity_level": first_passing(conditions, "entity_level", CLOSED["entity_level"]),
        "operating_unit": OperatingUnit(kind=unit, name="知识产权部", duty_text="负责知识产权运营"),
    }


def counted_fields(conditions: tuple[Guard, ...]) -> dict[str, Any]:
    """The numbers: of people, of organisations, of money and of things."""
    staff = first_passing(
        conditions, "distinct_staff", numbers_to_try(conditions, "distinct_staff", JUST_ONE)
    )
    orgs = numbers_to_try(conditions, "member_organisations", JUST_ONE)
    members = first_passing(conditions, "member_organisations", orgs)
    amounts = {
        name: first_passing(conditions, name, numbers_to_try(conditions, name, PLENTY))
        for name in (*MONEY_FIELDS, *COUNT_FIELDS)
    }
    skills = wanted_values(conditions, "team_skills", "covers") or TEAM_SKILLS
    return {
        "team": tuple(person(number, skills) for number in range(1, staff + 1)),
        "member_orgs": tuple(Unit(name=f"协同机构{n}") for n in range(1, members + 1)),
        **amounts,
    }


def numbers_to_try(conditions: tuple[Guard, ...], fact: str, usual: int) -> list[int]:
    """The usual number, then those at which the law's own draw a line."""
    law = [one.value for one in of_fact(conditions, fact) if isinstance(one.value, int)]
    return [usual, *(near for value in law for near in (value, value + 1, max(0, value - 1)))]


def person(number: int, skills: Iterable[str]) -> Member:
    return Member(
        name=f"员工{number}",
        title="工程师",
        skills=tuple(skills),
        assignment="运营",
        person_ref=f"p{number}",
    )


def wanted_values(conditions: tuple[Guard, ...], fact: str, op: str) -> tuple[str, ...]:
    values = (one.value for one in of_fact(conditions, fact) if one.op == op)
    return tuple(dict.fromkeys(v for value in values if isinstance(value, tuple) for v in value))


def proof_fields(conditions: tuple[Guard, ...]) -> dict[str, Any]:
    """A paper for each condition that wants one, and whatever else must be filled in."""
    papers = wanted_values(conditions, "evidenced_conditions", "covers")
    asked = wanted_values(conditions, "filled_fields", "covers")
    extra = {"builder_type_reason": "说明", "industry_exception_reason": "说明"}
    return {
        "attachments": tuple(Evidence(condition=one, kind="证明", file=ANY_FILE) for one in papers),
        **{name: text for name, text in extra.items() if name in asked},
    }
