"""Pages of the feed: how they follow on each other, in which form, and what may be asked."""

from typing import Any

import pytest

from services.queries import feed as following
from tests.support.calling import Caller, done
from tests.support.feed_reading import LINES, cases, lines, told

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")


def test_pages_lines_and_the_log_give_the_same_events_in_the_same_order(shared: Caller) -> None:
    whole = told(shared, "prov.sc")
    positions = [one["position"] for one in whole]
    assert positions == sorted(set(positions))
    assert lines(shared.get("prov.sc", "/events", LINES)) == whole
    paged: list[dict[str, Any]] = []
    place = 0
    while page := done(shared.get("prov.sc", "/events", after=place, limit=3), 200):
        assert len(page["items"]) <= 3
        if page["next"] == place:
            break
        paged, place = paged + page["items"], page["next"]
    assert paged == whole


def test_a_reader_goes_on_after_a_place(shared: Caller) -> None:
    whole = told(shared, "prov.sc")
    middle = whole[len(whole) // 2]["position"]
    rest = [one for one in whole if one["position"] > middle]
    assert lines(shared.get("prov.sc", "/events", LINES, after=middle)) == rest
    again = {**LINES, "Last-Event-ID": str(middle)}
    assert lines(shared.get("prov.sc", "/events", again, after=0)) == rest


def test_behind_the_end_there_is_nothing_and_the_place_stays(shared: Caller) -> None:
    end, _ = shared.runtime.log.end() or (0, None)
    for place in (end, end + 5, 10**18 - 1):
        page = done(shared.get("prov.sc", "/events", after=place), 200)
        assert page == {"items": [], "next": place}
        assert lines(shared.get("prov.sc", "/events", LINES, after=place)) == []


def test_a_page_looks_only_so_far_and_says_where_to_go_on(
    shared: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = told(shared, "applicant.5")
    monkeypatch.setattr(following, "CHUNK", 2)
    monkeypatch.setattr(following, "FARTHEST", 4)
    first = done(shared.get("applicant.5", "/events"), 200)
    assert (first["items"], first["next"]) == ([], 4)
    assert told(shared, "applicant.5") == whole
    assert lines(shared.get("applicant.5", "/events", LINES)) == whole


def test_filters_choose_by_name_and_several_may_be_given(shared: Caller) -> None:
    whole = told(shared, "prov.sc")
    for name in ("type", "stream", "division", "regulation"):
        for value in {{**one, **one["area"]}[name] for one in whole}:
            chosen = [one for one in whole if {**one, **one["area"]}[name] == value]
            assert told(shared, "prov.sc", **{name: value}) == chosen
    both = ["centre-recognised", "application-recognised"]
    assert {one["type"] for one in told(shared, "prov.sc", type=both)} == set(both)
    chosen = told(shared, "prov.sc", stream="applications", division="510700")
    assert cases(chosen) == {"demo-5"}
    assert told(shared, "prov.sc", stream="centres", division="510100") == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"after": "-1"}, "/after"),
        ({"after": "１"}, "/after"),
        ({"after": "9" * 19}, "/after"),
        ({"limit": "0"}, "/limit"),
        ({"limit": "1001"}, "/limit"),
        ({"type": "no-such-event"}, "/type"),
        ({"type": "claim-reserved"}, "/type"),
        ({"stream": "claims"}, "/stream"),
        ({"stream": "parties"}, "/stream"),
        ({"division": "5101"}, "/division"),
        ({"division": "510100\n"}, "/division"),
        ({"division": "５１０１００"}, "/division"),
        ({"regulation": "S*"}, "/regulation"),
        ({"regulation": "SC\0"}, "/regulation"),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_wrong_parameter_is_named(
    shared: Caller, query: dict[str, str], pointer: str, accept: str
) -> None:
    response = shared.get("prov.sc", "/events", {"Accept": accept}, **query)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "9" * 19])
def test_a_wrong_place_in_the_header_is_named(shared: Caller, last: str) -> None:
    response = shared.get("prov.sc", "/events", {"Last-Event-ID": last})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/Last-Event-ID"


@pytest.mark.parametrize("accept", ["*/*", "text/html", "", "application/json;q=0.9, */*"])
def test_json_is_the_form_where_no_other_is_asked_for(shared: Caller, accept: str) -> None:
    response = shared.get("prov.sc", "/events", {"Accept": accept})
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
