"""Provinces that the code has never seen: from `regulation new` to a centre over HTTP."""

from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from services.settings import Settings
from tests.support.calling import Caller, calling, done, eventually
from tests.support.citing import invariant
from tests.support.drafted import RECOGNISING, Province
from tests.support.road import Road
from tests.support.roads import FIVE_DAYS
from tests.support.travelling import Journey

pytest_plugins = ["tests.support.http_fixtures"]

INDUSTRIES = {"HB": "光电子产业", "FJ": "纺织鞋服产业", "JN": "大数据产业"}
"""One each: a unit has one open application for an industry."""


@pytest.fixture(scope="module")
def kind() -> str:
    return "sqlite"


def road_of(province: Province) -> Road:
    text = province.file().text or ""
    industry = {"industry": INDUSTRIES[province.code]}
    return Road(province.code, text, province.channel, province.place, FIVE_DAYS, industry)


def cleared(call: Caller, id: str) -> bool:
    return call.stage("applications", id) == "PUBLICITY_CLEAR"


@invariant(14)
def test_two_tiers_three_tiers_and_one_city_recognise_centres_by_the_files_that_were_begun(
    demonstration: Settings, tmp_path: Path
) -> None:
    for one in RECOGNISING:
        (tmp_path / f"{one.beginning.stem}.toml").write_text(one.source, "utf-8")
        (tmp_path / f"{one.beginning.stem}.divisions.csv").write_text(one.table, "utf-8")
    with calling(replace(demonstration, regulations=tmp_path)) as call:
        journeys = [Journey(call, road_of(one), f"n-{one.code.lower()}") for one in RECOGNISING]
        for journey in journeys:
            journey.walk("StartPublicity")
        call.move(FIVE_DAYS["RecogniseCentre"])
        for journey, province in zip(journeys, RECOGNISING, strict=True):
            eventually(partial(cleared, call, journey.id))
            journey.do("RecogniseCentre")
            decider = journey.road.asks["RecogniseCentre"].actor.person
            centre = call.state(decider, "centres", journey.id)["state"]
            assert (centre["stage"], centre["regime"]) == ("ACTIVE", province.code)
        call.service.subscription.catch_up()
        shown = done(call.get(None, "/registry/centres", limit=500), 200)["items"]
        named = {one["regulation"]: one["name"] for one in shown}
        for one in RECOGNISING:
            assert named[one.code].startswith(one.area), named
