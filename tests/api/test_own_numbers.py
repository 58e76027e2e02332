"""Every reader counts the events that they are shown: what is hidden moves nothing of theirs."""

import json
import re
from typing import Any

import pytest

from services.demo.round import SICHUAN_BATCH
from tests.support.calling import Caller, done, draft
from tests.support.citing import invariant
from tests.support.scored_over_http import DECIDER, EXPERTS, OFFICER, assigned, score

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

OUTSIDERS = ("applicant.1", "pref.510100", "prov.sc", "prov.sc.reviewer")
READERS = (*OUTSIDERS, OFFICER, DECIDER, "expert.1", "centre.1", "audit.sc")
LANGUAGES = ("zh", "en")
CASES = ("/applications/p1", f"/batches/{SICHUAN_BATCH}", "/expert-pools/510000")


def seen(call: Caller, who: str, path: str = "/applications/p1") -> dict[str, Any]:
    """All that a reader is told of a case, with its ETag."""
    state = call.get(who, path)
    paths = (f"{path}/events", f"{path}/diff", "/events?limit=1000")
    return {
        "tag": state.headers.get("etag"),
        "state": state.json(),
        **{one: call.get(who, one).json() for one in paths},
    }


def numbers(call: Caller, who: str, path: str, limit: int) -> list[int]:
    """Of a history read in pages: the versions of its events."""
    found: list[int] = []
    page: dict[str, Any] = {}
    while True:
        answer = done(call.get(who, f"{path}/events", limit=limit, **page), 200)
        found += [one["version"] for one in answer["items"]]
        if answer["next"] is None:
            return found
        page = {"cursor": answer["next"]}


def but_for_the_count(seen: dict[str, Any]) -> dict[str, Any]:
    """What the chair is told, without how many sheets there are: who concludes has to know it."""
    text = json.dumps(seen["state"], ensure_ascii=False)
    counted, times = re.subn("有效评分 [0-9] 份", "有效评分", text)
    assert times == 1
    return seen | {"state": counted, "tag": ""}


@pytest.fixture(scope="module")
def scored(kind: str, shared: Caller) -> Caller:
    """Two of the panel have scored; one of them twice."""
    assigned(shared)
    for who, points in (("expert.1", 2111), ("expert.2", 2222), ("expert.1", 2333)):
        done(score(shared, who, points))
    return shared


@invariant(57)
def test_a_score_moves_nothing_of_what_others_read(call: Caller) -> None:
    assigned(call)
    chair = call.chair("p1")
    giving, other = (who for who in EXPERTS if who != chair)
    before = {who: seen(call, who) for who in (*OUTSIDERS, other)}
    told = seen(call, chair)
    done(score(call, giving))
    for who, earlier in before.items():
        assert seen(call, who) == earlier, who
    assert but_for_the_count(seen(call, chair)) == but_for_the_count(told)


@invariant(57)
def test_a_hidden_event_between_reading_and_acting_is_no_conflict(call: Caller) -> None:
    assigned(call)
    tag = call.get("applicant.1", "/applications/p1").headers["etag"]
    done(score(call, "expert.1"))
    avoid = {"request": {"body": "某公司", "reason": "竞争对手"}}
    path = ("applicant.1", "applications", "p1", "request-recusal", avoid)
    answer = call.do(*path, headers={"If-Match": tag})
    assert answer.status_code == 201, answer.text
    again = call.do(*path, headers={"If-Match": tag})
    assert again.status_code == 412
    now = call.get("applicant.1", "/applications/p1")
    version = now.json()["version"]
    assert again.headers["etag"] == answer.headers["etag"] == f'"{version}"'


@invariant(57)
@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize(
    "path", ["/applications/p1", f"/batches/{SICHUAN_BATCH}", "/expert-pools/510000"]
)
def test_state_history_pages_and_differences_count_alike(
    scored: Caller, who: str, path: str
) -> None:
    state = scored.get(who, path)
    if state.status_code == 404:
        assert scored.get(who, f"{path}/events").status_code == 404
        return
    version, whole = state.json()["version"], numbers(scored, who, path, 1000)
    assert numbers(scored, who, path, 1) == numbers(scored, who, path, 3) == whole
    knows = who in (OFFICER, DECIDER)  # that scores were given they see, and the sheets later
    assert knows or whole == list(range(1, version + 1))
    diff = done(scored.get(who, f"{path}/diff"), 200)
    assert (diff["from"], diff["to"]) == (0, version)
    beyond = scored.get(who, f"{path}/diff", to=version + 1)
    assert beyond.status_code == 422
    same = done(scored.get(who, f"{path}/diff", **{"from": version, "to": version}), 200)
    assert same["changes"] == []


@invariant(57)
@pytest.mark.parametrize("who", READERS)
def test_reads_feed_and_audit_use_the_numbers_of_the_history(scored: Caller, who: str) -> None:
    history = scored.get(who, "/applications/p1/events", limit=1000)
    items = history.json().get("items", [])
    by_position = {one["position"]: one["version"] for one in items}
    for one in items:
        assert one["reads"].get("applications/p1", 0) < one["version"]
    scored.service.subscription.catch_up()
    told = done(scored.get(who, "/events", limit=1000), 200)["items"]
    told += scored.get(who, "/audit", limit=500).json().get("items", [])
    for one in told:
        if one["id"] == "p1" and one["position"] in by_position:
            assert one["version"] == by_position[one["position"]]


def test_the_audit_trail_up_to_a_day_ends_there_however_much_comes_later(scored: Caller) -> None:
    days = [one["occurred_on"] for one in audited(scored, "9999-12-31")]
    assert len(set(days)) > 2 and days == sorted(days)
    for last in ("2000-01-01", *sorted(set(days))):
        found = [one["occurred_on"] for one in audited(scored, last)]
        assert found == [day for day in days if day <= last]


def audited(call: Caller, to: str) -> list[dict[str, Any]]:
    """The audit trail up to a day, read in pages of two; only the first may be empty."""
    call.service.subscription.catch_up()
    found: list[dict[str, Any]] = []
    page: dict[str, Any] = {}
    while True:
        answer = done(call.get("prov.sc", "/audit", to=to, limit=2, **page), 200)
        found += answer["items"]
        if answer["next"] is None:
            return found
        assert len(answer["items"]) == 2
        page = {"cursor": answer["next"]}


@pytest.mark.parametrize("who", ["applicant.1", "expert.1", "centre.1"])
def test_reads_name_no_case_that_the_reader_may_not_see(scored: Caller, who: str) -> None:
    items = scored.get(who, "/applications/p1/events", limit=1000).json().get("items", [])
    for name in {name for one in items for name in one["reads"]}:
        assert scored.get(who, f"/{name}").status_code == 200, name


def test_an_etag_is_of_one_reader_and_one_language(scored: Caller) -> None:
    tags = set()
    for who in ("applicant.1", "pref.510100", "prov.sc", OFFICER):
        for language in LANGUAGES:
            answer = scored.get(who, "/applications/p1", {"Accept-Language": language})
            tag = answer.headers["etag"]
            assert {"Authorization", "Accept-Language"} <= set(answer.headers["vary"].split(", "))
            for other in LANGUAGES:
                headers = {"Accept-Language": other, "If-None-Match": f'"7", {tag}'}
                status = scored.get(who, "/applications/p1", headers).status_code
                assert status == (304 if other == language else 200)
            tags.add(tag)
    assert len(tags) == 8


@pytest.mark.parametrize("path", ["/applications/p1", "/events", "/publicity", "/none/such"])
def test_every_answer_says_what_it_depends_on(scored: Caller, path: str) -> None:
    vary = scored.get("applicant.1", path).headers["vary"].split(", ")
    assert {"Authorization", "Accept", "Accept-Language"} <= set(vary)


def test_no_number_by_which_events_are_counted_is_part_of_a_state(scored: Caller) -> None:
    for who in (OFFICER, "applicant.1"):
        answer = scored.state(who, "applications", "p1")
        assert not {"version", "reserved", "last_open_day"} & set(answer["state"])


def test_a_draft_made_now_begins_at_one(scored: Caller) -> None:
    answer = done(scored.open("applicant.5", "applications", draft()))
    assert answer["version"] == 1
