"""Digests of the feed: what anybody works out of the feed by hand is what the service says."""

from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest

from services.queries import digest as digesting
from services.queries.digest import DigestPage, day_recorded
from tests.support.calling import Caller, done
from tests.support.feed_reading import told

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

WHO = ("pref.510100", "pref.150100", "prov.sc", "applicant.5", "cnipa")


def digest(call: Caller, who: str, after: int = 0, **query: Any) -> dict[str, Any]:
    return done(call.get(who, "/events/digest", after=after, **query), 200)


def by_hand(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As the description of the API says: area by area, day by day."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in events:
        day = day_recorded(datetime.fromisoformat(one["recorded_at"])).isoformat()
        key = (one["area"]["regulation"], one["area"]["division"], day)
        last = found.get(key, {"area": one["area"], "day": day, "count": 0, "hash": ""})
        link = f"{last['hash']} {one['position']} {one['sha256']}"
        hash = sha256(link.encode()).hexdigest()
        found[key] = last | {"count": last["count"] + 1, "last": one["position"], "hash": hash}
    return [found[key] for key in sorted(found)]


@pytest.mark.parametrize("who", WHO)
def test_a_digest_is_of_exactly_what_its_caller_is_told(shared: Caller, who: str) -> None:
    events = told(shared, who)
    page = digest(shared, who)
    assert page["items"] == by_hand(events) and page["items"]
    assert page["ended"] and page["next"] >= events[-1]["position"]


def test_a_filter_of_the_feed_is_one_of_its_digests(shared: Caller) -> None:
    events = told(shared, "prov.sc", division="510700")
    assert digest(shared, "prov.sc", division="510700")["items"] == by_hand(events)


def test_a_page_examines_only_so_much_and_the_next_goes_on(
    shared: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = told(shared, "pref.510100")
    monkeypatch.setattr(digesting, "CHUNK", 10)
    monkeypatch.setattr(digesting, "FARTHEST", 30)
    place, seen = 0, 0
    while not (page := digest(shared, "pref.510100", place))["ended"]:
        assert page["next"] == place + 30
        own = [one for one in events if place < one["position"] <= page["next"]]
        assert page["items"] == by_hand(own)
        place, seen = page["next"], seen + len(own)
    assert sum(one["count"] for one in page["items"]) + seen == len(events)


def test_behind_the_end_there_is_nothing(shared: Caller) -> None:
    assert digest(shared, "cnipa", 10**17) == {"items": [], "next": 10**17, "ended": True}


def test_without_a_token_there_is_no_digest(shared: Caller) -> None:
    assert shared.get(None, "/events/digest").status_code == 401
    assert DigestPage.__name__ in shared.client.get("/api/openapi.json").text
