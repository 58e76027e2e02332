"""The national regimes: a world with both, a form that passes, and whoever acts in them."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.application.form import Form, Unit
from domain.centre.case import ReplyLetter
from domain.centre.unrecognised import ImportReplyLetterCentre, RegisterBuildingCentre
from domain.context import Actor
from domain.regulation.rules import rules_of
from domain.trial.road import Road as TrialRoad
from tests.support.regulations import COMPLETE
from tests.support.road import Road
from tests.support.roads import FIVE_DAYS
from tests.support.sichuan import APPLICANT
from tests.support.world import World, founded

NATIONAL_TEXT, ASSUMED_TEXT = COMPLETE["national.toml"], COMPLETE["national_assumed.toml"]
NATIONAL, ASSUMED = rules_of(NATIONAL_TEXT), rules_of(ASSUMED_TEXT)
CHINA = "100000"
CNIPA = Actor("cnipa.1", "CNIPA", CHINA, ("acceptance", "decision"))
CENTRE = replace(APPLICANT, person="centre.1", role="CENTRE")
LETTER = ReplyLetter(
    number="国知办函运字〔2019〕100号", dated=date(2019, 5, 6), addressee="四川省知识产权局"
)
OF_THE_CENTRE: dict[str, Any] = {
    "regime": "NAT-2024",
    "name": "动力电池产业知识产权运营中心",
    "builder": "成都示例新能源有限公司",
    "industry": "动力电池产业",
    "division_code": "510100",
}
BUILDING = RegisterBuildingCentre(**OF_THE_CENTRE, operating_since=date(2022, 3, 1))
REPLIED = ImportReplyLetterCentre(**OF_THE_CENTRE, owner=APPLICANT.organ, letter=LETTER)


def national_world() -> World:
    """Sichuan's regulation, the national one and its labelled variant are in force."""
    return founded(("NAT-2024", NATIONAL_TEXT), ("NAT-ASSUMED", ASSUMED_TEXT))


def national_form(**changes: Any) -> Form:
    """A form that passes every condition that the national texts state."""
    form = TrialRoad(NATIONAL_TEXT, "ORDINARY").form
    own = {"unit_name": OF_THE_CENTRE["builder"], "uscc": APPLICANT.organ}
    return replace(form, **(own | changes))


def organisations_named(number: int) -> tuple[Unit, ...]:
    return tuple(Unit(name=f"协同机构{n}") for n in range(number))


NATIONAL_FIELDS: dict[str, Any] = {
    "duty_tags": ("1", "5"),
    "operating_since": date(2022, 3, 1),
    "annual_amount": 500_000_000,
    "project_count": 10,
    "member_orgs": organisations_named(20),
    "own": {
        "results_operation": "运营",
        "results_action_plan": "专项行动",
        "results_small_firms": "中小企业",
        "results_chain": "强链增效",
        "conversion_manners": "许可",
        "external_recipients": 30,
    },
}


def assumed_road(**draft: Any) -> Road:
    """The assumed procedure from draft to recognition; `draft` is what the draft says besides."""
    road = Road("assumed", ASSUMED_TEXT, "ORDINARY", "510100", FIVE_DAYS, NATIONAL_FIELDS)
    road.asks["CreateDraft"] = road.asks["CreateDraft"].saying(**draft)
    return road
