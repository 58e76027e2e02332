"""How far an application has come: its stations, who has the next one, and by when."""

from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.case import Application
from domain.regulation.rules import Rules, rules_of
from domain.stations import next_station, stations_of
from services.seeding import regulation_texts
from tests.support.calling import Caller, done

pytest_plugins = ["tests.support.page_fixtures"]


def road(call: Caller, who: str, id: str) -> dict[str, Any]:
    return done(call.get(who, f"/applications/{id}/road"), 200)


def test_a_bureau_that_is_late_is_named_with_its_last_day(house: Caller) -> None:
    found = road(house, "applicant.2", "demo-2")
    ahead = found["stations"][found["next"]]
    assert ahead["words"]["zh"] == "受理"
    assert (ahead["organ_words"]["zh"], ahead["by_words"]["zh"]) == ("成都市", "市（州）局")
    assert (found["due"], found["days_left"], found["over"]) == ("2026-01-16", 0, True)
    assert not found["waits_for_unit"]


def test_a_correction_is_the_units_to_make(house: Caller) -> None:
    found = road(house, "applicant.8", "demo-8")
    assert found["waits_for_unit"]
    assert (found["due"], found["days_left"]) == ("2026-03-12", 9)


def test_a_whole_road_says_when_each_station_was_passed(house: Caller) -> None:
    found = road(house, "applicant.5", "demo-5")
    assert found["final"] and found["next"] is None and found["due"] is None
    days = [one["passed_on"] for one in found["stations"]]
    assert days == sorted(days) and None not in days
    assert found["stations"][-1]["document_no"] == "川知识产权〔2026〕8号"


def test_a_draft_is_due_with_its_call(house: Caller) -> None:
    draft = {"regime": "SC", "channel": "ORDINARY", "batch": "sc-2026-1"}
    done(house.post("applicant.4", "/applications", {"id": "road-1", "command": draft}))
    found = road(house, "applicant.4", "road-1")
    assert (found["next"], found["due"], found["waits_for_unit"]) == (0, "2026-12-31", True)


def test_a_road_is_shown_to_whom_its_case_is_shown(house: Caller) -> None:
    assert house.get("applicant.1", "/applications/demo-2/road").status_code == 404
    assert house.get(None, "/applications/demo-2/road").status_code == 401
    assert house.get("pref.510100", "/applications/demo-2/road").status_code == 200


@pytest.fixture(scope="module", params=regulation_texts(None))
def rules(request: pytest.FixtureRequest) -> Rules:
    return rules_of(request.param)


def test_every_regime_with_applications_has_a_road(rules: Rules) -> None:
    streams = {step.stream for step in rules.text.step}
    channels = {step.channel for step in rules.text.step if step.do == "CreateDraft"}
    for channel in channels if "applications" in streams else ():
        stations = tuple(stations_of(rules, channel))
        assert "SubmitApplication" in [one.command for one in stations]


def test_the_next_station_is_the_one_after_the_last_passed(rules: Rules) -> None:
    stations = tuple(stations_of(rules, "ORDINARY"))
    case = Application(stage="SUBMITTED")
    for at, station in enumerate(stations):
        assert next_station(stations, replace(case, final=True)) is None
        passed = replace(case, done=(station.command,))
        assert next_station(stations, passed) == (at + 1 if at + 1 < len(stations) else None)
