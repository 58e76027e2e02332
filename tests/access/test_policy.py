"""The policy of sight is whole, and asked of a list it says what it says of a single case."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.application.case import NOBODY
from domain.case import Actor
from domain.divisions import DIVISIONS, province_of
from domain.parts import Part
from domain.streams import STREAMS
from domain.words.actors import ROLES
from services.access.hearing import PARTS_OF, hears, hears_part
from services.access.policy import CASES, EVERYBODY, FEED, LISTS, OFFICIALS, PARTS, Line, Tie
from services.access.scope import area_of, parts_shown
from services.access.ties import over
from services.api.routes import ROUTES
from services.subscriptions.catalogue import PROJECTIONS
from tests.support.world import DAY

OF_A_ROW = {"panels", "notices", "cases", "papers"}
"""Tables that are shown with the rows of another list, and the list of cases, by their streams."""
CODES = sorted({row.code for row in DIVISIONS.rows} | {"510181", "150123", "320500", NOBODY})
ORGANS = sorted({*CODES, *map(province_of, CODES)})


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
        "/files/{hash}",  # by the cases that hold the file
        "/events",  # FEED
    }
    lists = {f"/{name}" for name in LISTS} | {
        "/registry/centres",
        "/registry/centres/{id}",
        "/audit",
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


@given(st.sampled_from(sorted(OFFICIALS)), st.sampled_from(ORGANS), st.sampled_from(ORGANS))
def test_a_list_covers_exactly_the_places_whose_cases_are_shown(
    role: str, organ: str, place: str
) -> None:
    """Lower tiers too: a county's case stands in the list of its prefecture."""
    actor = Actor("p", role, organ)
    assert (place in area_of(actor, DAY)) == over(actor, place, DAY)


def test_a_county_stands_in_the_list_of_its_prefecture() -> None:
    assert "510181" in area_of(Actor("p", "PREF", "510100"), DAY)
    assert "510181" not in area_of(Actor("p", "PREF", "510700"), DAY)
    assert "510181" in area_of(Actor("p", "PROV", "510000"), DAY)


def test_experts_are_in_the_lists_of_two_duties_of_their_own_authority() -> None:
    keeper = Actor("p", "PROV", "510000", ("experts",))
    assert set(parts_shown(keeper)) >= {"experts:510000", "deliberation", "leads"}
    for other in (Actor("p", "PROV", "510000", ("recheck",)), Actor("p", "PREF", "510100")):
        assert not [part for part in parts_shown(other) if part.startswith("experts")]


@given(
    role=st.sampled_from(sorted(ROLES)),
    stream=st.sampled_from([*STREAMS, "fund-projects", ""]),
    place=st.sampled_from(ORGANS),
    day=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
)
def test_whoever_hears_of_a_case_is_shown_cases_of_its_stream(
    role: str, stream: str, place: str, day: date
) -> None:
    actor = Actor("p", role, place)
    if hears(actor, stream, f"SC.{place}", day, lambda: place):
        assert any(role in line.roles for line in CASES[stream])
        assert (
            role not in OFFICIALS
            or place != NOBODY
            or stream in ("calendars", "regulations", "stores")
        )


def test_no_line_has_a_tie_that_lists_cannot_ask_for() -> None:
    assert {line.tie for _, line in lines() if _ in LISTS} <= {Tie.ANYBODY, Tie.AREA, Tie.PANEL}
