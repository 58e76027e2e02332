"""Every road over HTTP: who sees a direct application when, notes, and regimes from files alone."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.form import Form
from domain.context import Actor
from domain.regulation.rules import rules_of
from domain.words import value_words
from services.access.ties import supervises
from services.seeding import issue_text
from services.settings import Settings
from tests.support.calling import Caller, as_body, calling, done, eventually
from tests.support.citing import invariant, rule
from tests.support.command_line import Terminal
from tests.support.demonstrations import PASSWORD
from tests.support.mutating import reissued, with_supervision
from tests.support.places import on_own_codes
from tests.support.regulations import INVENTED, SICHUAN_TEXT
from tests.support.road import Road
from tests.support.roads import (
    INNER_MONGOLIA,
    INNER_MONGOLIA_DIRECT,
    ONE_CITY,
    SICHUAN,
    SICHUAN_DIRECT,
    THREE_TIERS,
)
from tests.support.travelling import Journey
from tests.support.world import DAY, governed

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

ON_OWN_CODES = Road("own codes", on_own_codes(), "ORDINARY", "420506", THREE_TIERS.times)
UNIVERSITY = {"legal_nature": "PUBLIC_INSTITUTION", "builder_type": "UNIVERSITY"}
BUREAUS = {"SC": "pref.510100", "IM": "pref.150781"}
PROVINCES = {"SC": "prov.sc", "IM": "prov.im"}
TAILS = ("", "/events", "/diff")


def seen(call: Caller, who: str, case: str) -> list[int]:
    return [call.get(who, f"/{case}{tail}").status_code for tail in TAILS]


def told(call: Caller, who: str, id: str) -> set[str]:
    """The types of the events of one application that the feed tells somebody."""
    page = done(call.get(who, "/events", after=0, limit=1000, stream="applications"), 200)
    return {one["type"] for one in page["items"] if one["id"] == id}


def recognise(journey: Journey, on: date) -> None:
    call, path = journey.caller, ("applications", journey.id)
    call.move(on)
    eventually(partial(cleared, call, journey.id))
    journey.do("RecogniseCentre")
    assert call.stage(*path) == "RECOGNISED"


def cleared(call: Caller, id: str) -> bool:
    return call.stage("applications", id) == "PUBLICITY_CLEAR"


@rule("SC-07.4", "IM-07.4", "SC-03", "IM-03", "SC-06.2", "IM-06.2")
@pytest.mark.parametrize(
    "road", [SICHUAN_DIRECT, INNER_MONGOLIA_DIRECT], ids=lambda road: road.code
)
def test_the_bureau_at_home_sees_a_direct_application_from_its_filing_until_recognition(
    call: Caller, road: Road
) -> None:
    bureau, province = BUREAUS[road.code], PROVINCES[road.code]
    other = "pref.510700" if road.code == "SC" else "pref.150700"
    journey = Journey(call, road, "d1")
    journey.walk("SubmitApplication")
    assert seen(call, bureau, "applications/d1") == [404] * 3 and not told(call, bureau, "d1")
    assert seen(call, province, "applications/d1") == [200] * 3
    journey.do("RecordLocalFiling")
    assert seen(call, bureau, "applications/d1") == [200] * 3
    assert told(call, bureau, "d1") == {"local-filing-recorded"}
    assert seen(call, other, "applications/d1") == [404] * 3
    journey.walk("StartPublicity", start="AcceptApplication")
    recognise(journey, road.day("RecogniseCentre"))
    assert seen(call, bureau, "applications/d1") == [404] * 3 and not told(call, bureau, "d1")
    assert seen(call, province, "applications/d1") == [200] * 3
    assert seen(call, bureau, "centres/d1") == seen(call, province, "centres/d1") == [200] * 3
    assert seen(call, other, "centres/d1") == [404] * 3


@rule("SC-03", "IM-03", "SC-06.2", "IM-06.2")
@pytest.mark.parametrize("road", [SICHUAN, INNER_MONGOLIA], ids=lambda road: road.code)
def test_both_tiers_read_the_file_of_an_ordinary_application(call: Caller, road: Road) -> None:
    journey = Journey(call, road, "o1")
    journey.walk("RecommendApplication")
    bureau = journey.road.asks["AcceptApplication"].actor.person
    for who in (bureau, PROVINCES[road.code]):
        assert seen(call, who, "applications/o1") == [200] * 3
        assert "application-recommended" in told(call, who, "o1")


@rule("SC-03", "IM-03")
@pytest.mark.parametrize("role", ["PREF", "PROV"])
def test_a_bureau_sees_nothing_where_its_regime_gives_it_no_supervision(role: str) -> None:
    official = Actor("x", role, "510000")
    others = with_supervision(tuple({"PREF", "PROV"} - {role}))
    silent = with_supervision(())
    assert rules_of(silent).text.supervision is None
    for text, may in ((SICHUAN_TEXT, True), (others, False), (silent, True)):
        file = governed(("SC", text)).case("regulations", "SC")
        assert supervises(official, file, DAY) == may
        assert supervises(replace(official, role="APPLICANT"), file, DAY)


@rule("SC-03", "SC-06.2")
def test_lists_and_feed_leave_out_a_regime_that_the_role_does_not_supervise(
    settings: Settings,
) -> None:
    upper = reissued("2025-02-01", text=with_supervision(("PROV",)))
    with calling(settings) as call:
        issue_text(call.runtime, "SC", upper)
        journey = Journey(call, SICHUAN, "o1")
        journey.walk("SubmitApplication")
        journey.do("RequestCorrection")
        position = call.runtime.log.end()
        assert position
        for who, sees in (("prov.sc", True), ("pref.510100", False)):
            assert seen(call, who, "applications/o1") == [200 if sees else 404] * 3
            assert ("correction-requested" in told(call, who, "o1")) == sees
            for path in ("/audit", "/statistics", "/deadlines"):
                query: dict[str, Any] = {"min_position": position[0], "limit": 500}
                items = done(call.get(who, path, **query), 200)["items"]
                assert any(one["regulation"] == "SC" for one in items) == sees


@rule("SC-07.7")
def test_a_note_stands_in_the_receipt_the_state_the_history_and_on_the_terminal(
    demonstration: Settings,
) -> None:
    with calling(demonstration, timers=False) as call:
        journey = Journey(call, SICHUAN_DIRECT, "d1", **UNIVERSITY)
        [flag] = journey.walk("SubmitApplication")["flags"]
        assert (flag["code"], flag["rule"]) == ("RULE_AMBIGUITY", "SC-07.7")
        assert flag["zh"].startswith("第七条（一）允许省级以上单位直接申请")
        assert call.state("prov.sc", "applications", "d1")["state"]["flags"] == [flag]
        history = done(call.get("prov.sc", "/applications/d1/events"), 200)["items"]
        assert [one["flags"] for one in history] == [[], [flag]]
        assert journey.do("AcceptApplication")["flags"] == []
    terminal = Terminal(demonstration)
    assert f"注意 note  SC-07.7：{flag['zh']}" in terminal.out("case", "show", "d1")
    noted = value_words("RULE_AMBIGUITY").zh
    assert f"! {noted} SC-07.7" in terminal.out("case", "history", "d1")
    [shown] = terminal.lines("case", "show", "d1")
    assert shown["state"]["flags"] == [flag]


@pytest.fixture
def invented(demonstration: Settings) -> Iterator[Caller]:
    """A service that was given a folder with two more regulations."""
    with calling(replace(demonstration, regulations=INVENTED)) as caller:
        yield caller


@invariant(14)
def test_a_regime_of_another_shape_needs_nothing_but_its_file(invented: Caller) -> None:
    road = ONE_CITY
    journey = Journey(invented, road, "n1")
    journey.walk("StartPublicity")
    recognise(journey, road.day("RecogniseCentre"))
    centre = invented.state(journey.road.asks["RecogniseCentre"].actor.person, "centres", "n1")[
        "state"
    ]
    assert (centre["stage"], centre["regime"]) == ("ACTIVE", road.code)


def test_a_county_and_the_prefecture_above_it_see_their_own_applications(invented: Caller) -> None:
    journey = Journey(invented, THREE_TIERS, "n1")
    journey.walk("AcceptApplication")
    neighbours = {
        "county.here": Actor("county.here", "COUNTY", "510104"),
        "county.there": Actor("county.there", "COUNTY", "510105"),
        "city": Actor("city", "CITY", "320500"),
    }
    invented.runtime.accounts.put(neighbours, PASSWORD)
    for who in ("county.here", "pref.510100", "prov.sc"):
        assert seen(invented, who, "applications/n1") == [200] * 3
        assert "application-accepted" in told(invented, who, "n1")
        assert {"applications", "audit"} <= listed_in(invented, who, "n1")
    for who in ("county.there", "pref.510700", "prov.im", "city"):
        assert seen(invented, who, "applications/n1") == [404] * 3
        assert not told(invented, who, "n1")
        assert not listed_in(invented, who, "n1")


@invariant(1, 14)
def test_a_regime_on_codes_of_its_own_needs_nothing_but_its_divisions(
    demonstration: Settings, tmp_path: Path
) -> None:
    """Three tiers of a province that the code has never seen; the park recommends by itself."""
    (tmp_path / "jia.toml").write_text(ON_OWN_CODES.text, "utf-8")
    with calling(replace(demonstration, regulations=tmp_path)) as call:
        journey = Journey(call, ON_OWN_CODES, "n1")
        journey.walk("CompleteQualificationReview")
        neighbours = {
            "county.there": Actor("county.there", "COUNTY", "420511"),
            "pref.here": Actor("pref.here", "PREF", "420500", ("local_review", "recommendation")),
            "pref.there": Actor("pref.there", "PREF", "420190"),
            "prov.here": Actor("prov.here", "PROV", "420000"),
            "prov.there": Actor("prov.there", "PROV", "430000"),
        }
        call.runtime.accounts.put(neighbours, PASSWORD)
        county = journey.road.asks["AcceptApplication"].actor.person
        for who in (county, "pref.here", "prov.here"):
            assert seen(call, who, "applications/n1") == [200] * 3
            assert "application-accepted" in told(call, who, "n1")
            assert {"applications", "audit"} <= listed_in(call, who, "n1")
        assert "worklist" in listed_in(call, "pref.here", "n1")
        for who in ("county.there", "pref.there", "prov.there", "prov.sc", "pref.510100"):
            assert seen(call, who, "applications/n1") == [404] * 3
            assert not told(call, who, "n1")
            assert not listed_in(call, who, "n1")
        draft = journey.road.asks["CreateDraft"].saying(form=Form(division_code="510100"))
        answer = call.open(draft.actor.person, "applications", as_body(draft.command), id="n2")
        [refusal] = done(answer, 409)["refusals"]
        assert (refusal["kind"], refusal["fields"]) == ("form", ["/form/division_code"])
        journey.walk("StartPublicity", start="RecommendApplication")
        recognise(journey, ON_OWN_CODES.day("RecogniseCentre"))
        assert call.state("prov.here", "centres", "n1")["state"]["division"] == "420500"


def listed_in(call: Caller, who: str, id: str) -> set[str]:
    """The lists in which a case stands for somebody; a county's in those of its prefecture too."""
    call.service.subscription.catch_up()
    lists = ("applications", "worklist", "audit", "deadlines")
    rows = {name: done(call.get(who, f"/{name}", limit=500), 200)["items"] for name in lists}
    return {name for name in lists if id in {row["id"] for row in rows[name]}}
