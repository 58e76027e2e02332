"""For each condition of a regulation file, a change that breaks it and as few others as
possible."""

from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.application.form import OperatingUnit, OperationCase, Unit
from domain.application.objection import Objection, Stand
from domain.regulation.model import Guard
from tests.support.road import Road
from tests.support.sichuan import SKILLS, form, member
from tests.support.world import DAY

UNIT = OperatingUnit(kind="INTERNAL_UNIT", name="知识产权部", duty_text="负责知识产权运营")
TOMORROW = date(2026, 3, 3)
OBJECTION = Objection(no=1, stand=Stand.LODGED, standing=True, received_on=DAY, facts="不实")
LOOSE = ("planned_services", "working_mechanism", "key_measures_doc", "proposed_name")
LISTS = ("milestones",)
OWN: dict[str, dict[str, Any]] = {
    "leader_firm": {"leader_firm": None},
    "copyright_leader": {"industry_kind": "版权"},
    "industry_kind": {"industry_kind": "商标", "copyright_leader": "某版权交易平台"},
    "operator_type": {"operator_type": "协会"},
}
"""What in the fields that only one regime asks breaks the condition on one of them."""

PREMISES = "office_conditions"


class Break(Struct, frozen=True):
    """What is changed in the form, in the case, in the command, and on which day it is asked.
    `others` is how many other conditions fall with it."""

    form: dict[str, Any] = {}
    case: dict[str, Any] = {}
    command: dict[str, Any] = {}
    day: date | None = None
    others: int = 0


def unknown_type(types: tuple[str, ...]) -> str:
    """A type of violation that the regulation does not name."""
    return "ABNORMAL_PATENT" if "ABNORMAL_PATENT" not in types else "贿赂"


def breaking(road: Road, guard: Guard, do: str) -> Break:
    """The change that breaks this condition; fails where none is known."""
    value: Any = guard.value
    match guard.fact:
        case "filled_fields" if own := next((name for name in OWN if name in value), None):
            return Break({"own": otherwise(road, OWN[own])})
        case "filled_fields":
            emptied: dict[str, Any] = dict.fromkeys(LOOSE) | dict.fromkeys(LISTS, ())
            name = next(name for name in emptied if name in value)
            return Break({name: emptied[name]})
        case fact if fact in OWN:
            return Break({"own": otherwise(road, OWN[fact])})
        case "rd_body_count" | "county_output":
            return Break({guard.fact: value - (guard.op == ">=")})
        case "cases_have_happened":
            late = OperationCase(title="许可", held_on=TOMORROW, text="明日")
            return Break({"operation_cases": (late,)})
        case "violation_type":
            return Break(command={"violation_type": unknown_type(value)})
        case "suspicion_transferred":
            return Break(command={"suspected_crime": True})
        case "no_funding_on_hold":
            return Break(case={"funding_held": 1})
        case "evidenced_conditions":
            proofs = road.form().attachments
            return Break({"attachments": tuple(p for p in proofs if p.condition != value[0])})
        case "builder_type" if "OTHER" in value:
            return Break({"builder_type": "BANK", "builder_type_reason": "金融机构"})
        case "industry_in_catalogue":
            return Break(road.named_after("围棋产业"))
        case "distinct_staff":
            enough = value if guard.op == ">=" else value + 1
            return Break({"team": form().team[: enough - 1]})
        case "division_has_bureau":
            astray = any(g.fact.startswith("addressed_to_own") for _, g in road.guards)
            return Break({"division_code": road.rules.about.authority}, others=int(astray))
        case "addressed_to_own_bureau" | "addressed_to_own_division" | "addressed_to_authority":
            return Break(command={"addressee": "440000"})
        case "working_days_since_submission" | "answered_in_time":
            return Break(day=date(2026, 3, 10))
        case "regulation_in_force":
            return Break(day=date(2027, 1, 2))
        case "on_working_day":
            return Break(day=date(2026, 3, 14))
        case "batch_open":
            nobody = {"batch": None}
            return Break(command=nobody) if do == "CreateDraft" else Break(case=nobody)
        case "locally_filed":
            return Break(case={"filing": None})
        case "objections_settled":
            return Break(case={"objections": (OBJECTION,)})
        case "objections_cured":
            return Break(case={"objections": (replace(OBJECTION, stand=Stand.UPHELD),)})
        case "premises_given":  # blanks alone are not filled in either
            asked = (g for _, g in road.guards if g.fact == "filled_fields" and do in g.on)
            filled = any(isinstance(g.value, tuple) and PREMISES in g.value for g in asked)
            return Break({PREMISES: ""}, others=int(filled))
        case "opinion_as_on_the_form":
            return Break(command={"opinion": "同意推荐。"})
    return Break(IN_FORM[guard.fact])


def otherwise(road: Road, changes: dict[str, Any]) -> dict[str, Any]:
    """The regime's own fields with these changes; None takes a value out."""
    return {name: value for name, value in {**road.form().own, **changes}.items() if value}


IN_FORM: dict[str, dict[str, Any]] = {
    "commitment_exact": {"commitment_text": "我单位承诺属实。"},
    "signed_and_sealed": {"applicant_head": None},
    "builder_type": {"builder_type": "OTHER"},
    "park_level": {"builder_type": "PARK", "park_level": "PREFECTURE"},
    "entity_level": {"entity_level": "PREFECTURE"},
    "co_builder_types": {"co_builders": (Unit(name="某银行", type="银行"),)},
    "operating_unit": {"operating_unit": replace(UNIT, kind="PARTNERSHIP")},
    "operating_duty_named": {"operating_unit": replace(UNIT, duty_text="后勤")},
    "team_skills": {"team": tuple(member(n, *SKILLS[1:]) for n in range(5))},
    "dedicated_budget": {"dedicated_budget": 0},
    "name_by_formula": {"proposed_name": "成都市动力电池产业知识产权运营中心"},
    "own_credit_code": {"uscc": "91510100MA6T000134"},
    "name_as_registered": {"unit_name": "另一公司"},
}
"""What in the form breaks the plain ones."""
