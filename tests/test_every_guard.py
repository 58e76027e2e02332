"""Each condition of the Sichuan file, broken alone, refuses; without it the same act happens."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.form import OperatingUnit, OperationCase
from domain.refusal import Refusal, Refused
from domain.regulation.model import Guard
from tests.asking import TIME, asked_for, at, before, do
from tests.citing import rule
from tests.mutating import GUARDS, RULES, without_guard
from tests.regulations import SICHUAN_TEXT
from tests.sichuan import SKILLS, form, member
from tests.world import DAY

UNIT = OperatingUnit(kind="INTERNAL_UNIT", name="知识产权部", duty_text="负责知识产权运营")
TOMORROW = date(2026, 3, 3)

FORM_BREAKS: dict[tuple[str, str], dict[str, Any]] = {
    ("SC-07.2", "filled_fields"): {"working_mechanism": None},
    ("SC-07.2", "cases_have_happened"): {
        "operation_cases": (OperationCase(title="许可", held_on=TOMORROW, text="明日"),)
    },
    ("SC-A1", "commitment_exact"): {"commitment_text": "我单位承诺属实。"},
    ("SC-A1", "signed_and_sealed"): {"applicant_head": None},
    ("SC-A3", "evidenced_conditions"): {"attachments": form().attachments[1:]},
    ("SC-05.1", "builder_type"): {"builder_type": "OTHER"},
    ("SC-05.1", "park_level"): {"builder_type": "PARK", "park_level": "PREFECTURE"},
    ("SC-05.4", "industry_in_catalogue"): {
        "industry": "围棋产业",
        "proposed_name": "四川省围棋产业知识产权运营中心",
        "commitment_text": str(form().commitment_text).replace("动力电池", "围棋"),
    },
    ("SC-05.5", "operating_unit"): {"operating_unit": replace(UNIT, kind="PARTNERSHIP")},
    ("SC-05.5", "operating_duty_named"): {"operating_unit": replace(UNIT, duty_text="后勤")},
    ("SC-05.6", "premises_given"): {"office_conditions": ""},
    ("SC-05.7", "distinct_staff"): {"team": form().team[:4]},
    ("SC-05.8", "team_skills"): {"team": tuple(member(n, *SKILLS[1:]) for n in range(5))},
    ("SC-05.9", "dedicated_budget"): {"dedicated_budget": 0},
    ("SC-08", "name_by_formula"): {"proposed_name": "成都市动力电池产业知识产权运营中心"},
    ("IMPLICIT:identity", "own_credit_code"): {"uscc": "91510100MA6T000134"},
    ("IMPLICIT:identity", "name_as_registered"): {"unit_name": "另一公司"},
    ("SC-07.1", "division_has_bureau"): {"division_code": "110000"},
    ("SC-07.1", "addressed_to_own_bureau"): {"division_code": "510700"},
}
"""What in the form breaks each condition, and as far as possible no other."""
OTHER_BREAKS: dict[tuple[str, str], tuple[dict[str, Any], date]] = {
    ("IMPLICIT:batch", "batch_open"): ({"batch": None}, DAY),
    ("SC-22.2", "regulation_in_force"): ({}, date(2027, 1, 2)),
    ("IMPLICIT:correction", "answered_in_time"): ({}, date(2026, 3, 10)),
    ("IMPLICIT:working-day", "on_working_day"): ({}, date(2026, 3, 14)),
}
"""What in the case, or which day, breaks the others."""

OVERLAPPING = {("SC-07.1", "division_has_bureau"): 1}
"""Where another condition falls with it: a place without a bureau has none to address either."""

HELD = [(index, name) for index, guard in enumerate(GUARDS) for name in guard.on]


def against(guard: Guard, name: str, text: str, **context: Any) -> set[Refusal]:
    """What speaks against the step when the guard's condition is broken, under this text."""
    key = (guard.rule, guard.fact)
    fields, day = OTHER_BREAKS.get(key, ({}, TIME.get(name, DAY)))
    ask = asked_for(name)
    world = at(before(name), sichuan=text)
    if name == "CreateDraft":
        ask = ask.saying(**fields)
    else:
        breaks = FORM_BREAKS.get(key, {})
        said = {name: value for name, value in breaks.items() if hasattr(ask.command, name)}
        broken = form(**{name: breaks[name] for name in breaks if name not in said})
        case = world.states["applications/a1"]
        world.states["applications/a1"] = replace(case, form=broken, **fields)
        said |= {"form": broken} if hasattr(ask.command, "form") else {}
        ask = ask.saying(**said)
    try:
        do(world, ask, day, **context)
    except Refused as refused:
        return set(refused.refusals)
    return set()


@rule("SC-02", "SC-05.1", "SC-05.3", "SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.8")
@rule("SC-05.9", "SC-07.1", "SC-07.2", "SC-08", "SC-22.2", "SC-A1", "SC-A3")
@rule("IMPLICIT:batch", "IMPLICIT:identity", "IMPLICIT:correction", "IMPLICIT:working-day")
@pytest.mark.parametrize(("index", "name"), HELD)
def test_a_broken_condition_refuses_and_without_the_guard_nothing_does(
    index: int, name: str
) -> None:
    guard = GUARDS[index]
    with_it = against(guard, name, SICHUAN_TEXT)
    without_it = against(guard, name, without_guard(index))
    assert [refusal.rule for refusal in with_it - without_it] == [guard.rule]
    assert len(without_it) == OVERLAPPING.get((guard.rule, guard.fact), 0)


@pytest.mark.parametrize(("index", "name"), HELD)
def test_a_refusal_says_in_both_languages_what_was_asked_and_what_would_be_allowed(
    index: int, name: str
) -> None:
    guard = GUARDS[index]
    for refusal in against(guard, name, SICHUAN_TEXT):
        cited = RULES.by_id[refusal.rule]
        assert (refusal.article, refusal.phrase) == (cited.article, cited.phrase)
        assert all(text.zh and text.en for text in (refusal.asked, refusal.allowed))
        assert refusal.kind == "rule"


def test_every_guard_has_a_story() -> None:
    told = FORM_BREAKS.keys() | OTHER_BREAKS.keys()
    assert told == {(guard.rule, guard.fact) for guard in GUARDS}
