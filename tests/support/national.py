"""The national regimes: a world with both, a form that passes, and whoever acts in them."""

from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from domain.application.form import Form, Unit
from domain.case import Command
from domain.centre.case import ReplyLetter
from domain.centre.unrecognised import ImportReplyLetterCentre, RegisterBuildingCentre
from domain.context import Actor
from domain.regulation.rules import rules_of
from domain.trial.road import Road as TrialRoad
from tests.support.regulations import COMPLETE
from tests.support.road import Road
from tests.support.roads import FIVE_DAYS
from tests.support.sichuan import APPLICANT, registered
from tests.support.world import DAY, World, founded

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


class NationalRoad(Road, frozen=True, dict=True):
    """The assumed procedure; of a centre that is there already, where it was `begun` otherwise."""

    begun: tuple[Command, Actor] | None = None

    def world(self, text: str | None = None) -> World:
        if self.begun is None:
            return super().world(text)
        world = registered(national_world())
        world.act("centres", "a1", *self.begun, DAY - timedelta(days=30))
        return world


def assumed_road(
    name: str = "assumed", begun: tuple[Command, Actor] | None = None, **said: Any
) -> Road:
    """The assumed procedure from draft to recognition; `said` is what the draft says besides, or
    its form under the names of its fields."""
    of_form = {key: value for key, value in said.items() if key in Form.__struct_fields__}
    draft = {key: value for key, value in said.items() if key not in of_form}
    draft |= {"of_centre": "a1"} if begun else {}
    fields = NATIONAL_FIELDS | of_form
    road = NationalRoad(name, ASSUMED_TEXT, "ORDINARY", "510100", FIVE_DAYS, fields, begun=begun)
    road.asks["CreateDraft"] = road.asks["CreateDraft"].saying(**draft)
    return road


BY_AMOUNT = assumed_road("national by amount", annual_amount=500_000_000, project_count=None)
BY_PROJECTS = assumed_road("national by projects", annual_amount=None, project_count=10)
BUILT = assumed_road("national, built first", (replace(BUILDING, regime="NAT-ASSUMED"), CENTRE))
WITH_REPLY = assumed_road("national with reply", (replace(REPLIED, regime="NAT-ASSUMED"), CNIPA))
NATIONAL_ROADS = (BY_AMOUNT, BY_PROJECTS, BUILT, WITH_REPLY)
"""The thresholds are an amount or a number of projects, and a number of organisations; a centre
applies as its own first act, or was there before: in operation, or with a letter of reply."""
