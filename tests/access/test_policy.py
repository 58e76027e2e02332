"""The policy of sight is whole, and asked of a list it says what it says of a single case."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.application.case import NOBODY
from domain.context import Actor
from domain.divisions import Assigned, Divisions
from domain.parts import Part
from domain.streams import STREAMS
from domain.words.actors import ROLES
from services.access.hearing import PARTS_OF, hears, hears_part
from services.access.policy import CASES, EVERYBODY, FEED, LISTS, OFFICIALS, PARTS, Line, Tie
from services.access.scope import area_of, parts_shown, recommended
from services.access.ties import over
from services.api.routes import ROUTES
from services.subscriptions.catalogue import PROJECTIONS
from tests.support.places import ASSIGNED, SICHUAN, SUZHOU, TABLES, jia
from tests.support.world import DAY

OF_A_ROW = {"reactions", "panels", "cases", "papers"}
"""Tables that are shown with the rows of another list, and the list of cases, by their streams."""
UNLISTED = {"510181", "150123", "320599", "420111", "420599", "429011", "429004", "330100", NOBODY}
ORGANS = sorted(
    {row.code for places in TABLES for row in places.rows}
    | {places.authority for places in TABLES}
    | UNLISTED
)
codes_of_places = st.from_regex(r"(51|15|32|42)0[0-9]{3}", fullmatch=True)
organs, tables = st.sampled_from(ORGANS), st.sampled_from(TABLES)


def lines() -> list[tuple[str, Line]]:
    tables: tuple[dict[Any, tuple[Line, ...]], ...] = (CASES, PARTS, FEED, LISTS)
    return [(str(name), line) for table in tables for name in table for line in table[name]]


def test_every_stream_every_part_and_every_list_has_its_lines() -> None:
    assert CASES.keys() == STREAMS.keys()
    assert PARTS.keys() == set(Part)
    assert LISTS.keys() == {one.name for one in PROJECTIONS} - OF_A_ROW
    assert FEED.keys() <= STREAMS.keys()


def test_a_read_without_a_line_is_not_served() -> None:
    """Each route that reads is about a case, a list, the feed, or something of one's own."""
    of_cases = {"/{stream}", "/{stream}/{id}", "/{stream}/{id}/events", "/{stream}/{id}/diff"}
    own = {
        "/applications/{id}/review-report",  # Part.EXPERTS of a case
        "/applications/{id}/objections/{no}",  # for who shows the objection's own secret
        "/applications/{id}/conditions",  # of a case
        "/applications/{id}/road",  # of a case
        "/fund-projects/{id}/ledger",  # of a case
        "/fund-projects/{id}/working-paper.xlsx",  # of a case
        "/fund-projects/{id}/working-paper.pdf",  # of a case
        "/applications/{id}/score-sheet",  # of one's own, while one reviews it
        "/batches/{id}/applications",  # CASES of applications
        "/batches/{id}/ranking",  # CASES of applications; sheets by Part.EXPERTS
        "/batches/{id}/draw",  # Part.EXPERTS of a case
        "/panels",  # one's own seats
        "/jobs",  # one's own; for system administrators who had which done
        "/jobs/{id}",  # one's own; what came of it while a letter is in force
        "/jobs/{id}/file",
        "/accounts",  # for system administrators
        "/letter",  # one's own
        "/guide",  # of the regulations, for anybody
        "/guide/{command}",
        "/files/{hash}",  # by the cases that hold the file
        "/events",  # FEED
        "/events/digest",
        "/webhooks",  # of one's own organ, for those who keep them
        "/fund-projects/{id}/trace",  # CASES of projects and of bank accounts (tests/tracing)
        "/flags",  # LISTS of red flags
        "/flag-rules",  # for who is shown that list
        "/trace",
        "/lines/{position}/{line}",
        "/events/{position}/document",  # of an event that is shown (tests/documents)
        "/documents/{hash}.pdf",
        "/verify/{mark}",  # tells nothing of what is not shown
    }
    lists = {f"/{name}" for name in LISTS} | {
        "/registry/centres",
        "/registry/centres/{id}",
        "/registry/centres/{id}/history",
        "/registry/changes",
        "/registry/counts",
        "/audit",
        "/flags",  # red_flags
        "/flag-rules",  # for those to whom red_flags shows an area
        "/overview",  # of the duties
        "/statistics/years",
        "/statistics/public",  # for anybody, without small figures
        "/statistics/totals",
        "/statistics/step-times",  # for anybody without small ones, an area's for its officials
    }
    read = {route.path for route in ROUTES if route.method == "GET"}
    assert read <= of_cases | own | lists


@pytest.mark.parametrize("role", sorted(ROLES))
def test_lines_speak_of_roles_that_there_are(role: str) -> None:
    named = {role for _, line in lines() for role in line.roles}
    assert named <= ROLES.keys()
    assert role in EVERYBODY or role == "SYSTEM"


def test_of_what_names_experts_the_feed_tells_nobody() -> None:
    secret = {type for type, part in PARTS_OF.items() if part is Part.EXPERTS}
    assert {"panel-appointed", "score-submitted", "expert-added"} <= secret
    for role in ROLES:
        keeper = Actor("p", role, "510000", ("experts", "decision"))
        assert not any(hears_part(keeper, type) for type in secret)


@settings(max_examples=400)
@given(st.sampled_from(sorted(OFFICIALS)), organs, organs | codes_of_places, tables, st.dates())
def test_a_list_covers_exactly_the_places_whose_cases_are_shown(
    role: str, organ: str, place: str, places: Divisions, day: date
) -> None:
    """Under every table, on every day. Lower tiers too."""
    actor = Actor("p", role, organ)
    assert (place in area_of(actor, places, day)) == over(actor, place, places, day)


@given(organs, organs | codes_of_places, tables, st.dates())
def test_a_list_of_those_recommended_covers_exactly_the_places_of_a_bureau(
    organ: str, place: str, places: Divisions, day: date
) -> None:
    [by_place, *_] = recommended(organ, places, day)
    assert (place in by_place["place"]) == (places.recommending_unit(place, day) == organ)


def test_a_bureau_lists_the_units_assigned_to_it_and_not_those_assigned_elsewhere() -> None:
    places = jia(Assigned(uscc=ASSIGNED, bureau="420500", rule="R"))
    _, own = recommended("420500", places, DAY)
    assert own == {"owner": [ASSIGNED]}
    [by_place] = recommended("420100", places, DAY)
    assert ASSIGNED not in by_place["owner"] and "91510100MA6T000121" in by_place["owner"]


SEES = {
    ("PREF", "420100"): {"420100", "420190", "420111"},
    ("PREF", "420190"): {"420190"},
    ("PREF", "420500"): {"420500", "420506", "420511"},
    ("PREF", "420581"): {"420581"},
    ("PREF", "429004"): {"429004"},
    ("COUNTY", "420506"): {"420506"},
    ("COUNTY", "420511"): {"420511"},
    ("CITY", "420100"): {"420100", "420190", "420111"},
    ("PREF", "420000"): set(),
    ("PROV", "420100"): set(),
    ("PROV", "510000"): set(),
    ("PREF", "510100"): set(),
}
EVERYWHERE = {"420000", *(code for seen in SEES.values() for code in seen)}


@pytest.mark.parametrize(("role", "organ"), SEES)
def test_a_bureau_sees_what_the_regimes_own_table_puts_under_it(role: str, organ: str) -> None:
    """On codes that no shipped regulation has: a county's case stands in its prefecture's list."""
    actor, places = Actor("p", role, organ), jia()
    assert {code for code in EVERYWHERE if over(actor, code, places, DAY)} == SEES[role, organ]


def test_the_authority_sees_all_of_its_regime_and_nothing_of_another() -> None:
    for places in TABLES:
        authority = Actor("p", "CITY" if places is SUZHOU else "PROV", places.authority)
        own = {row.code for row in places.rows if places.authority in places.above(row.code, DAY)}
        assert {row.code for row in places.rows if over(authority, row.code, places, DAY)} == own
    assert not over(Actor("p", "PROV", "420000"), "510100", SICHUAN, DAY)


def test_a_county_stands_in_the_list_of_its_prefecture() -> None:
    assert "510181" in area_of(Actor("p", "PREF", "510100"), SICHUAN, DAY)
    assert "510181" not in area_of(Actor("p", "PREF", "510700"), SICHUAN, DAY)
    assert "510181" in area_of(Actor("p", "PROV", "510000"), SICHUAN, DAY)


def test_a_bureau_hears_of_the_batches_of_the_authority_above_it_and_of_no_other() -> None:
    for organ, heard in (("420100", True), ("420111", True), ("420190", True), ("510100", False)):
        actor = Actor("p", "PREF", organ)
        assert hears(actor, "batches", "JIA.420000", DAY, str, jia()) == heard


def test_experts_are_in_the_lists_of_two_duties_of_their_own_authority() -> None:
    keeper = Actor("p", "PROV", "510000", ("experts",))
    assert set(parts_shown(keeper)) >= {"experts:510000", "deliberation", "leads"}
    for other in (Actor("p", "PROV", "510000", ("recheck",)), Actor("p", "PREF", "510100")):
        assert not [part for part in parts_shown(other) if part.startswith("experts")]


@given(
    role=st.sampled_from(sorted(ROLES)),
    stream=st.sampled_from([*STREAMS, "fund-projects", ""]),
    place=organs,
    day=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    places=tables,
)
def test_whoever_hears_of_a_case_is_shown_cases_of_its_stream(
    role: str, stream: str, place: str, day: date, places: Divisions
) -> None:
    actor = Actor("p", role, place)
    if hears(actor, stream, f"SC.{place}", day, lambda: place, places):
        assert any(role in line.roles for line in CASES[stream])
        assert (
            role not in OFFICIALS
            or place != NOBODY
            or stream in ("calendars", "regulations", "stores")
        )


def test_no_line_has_a_tie_that_lists_cannot_ask_for() -> None:
    assert {line.tie for _, line in lines() if _ in LISTS} <= {
        Tie.ANYBODY,
        Tie.AREA,
        Tie.OWNER,
        Tie.PANEL,
        Tie.STEP,
    }
