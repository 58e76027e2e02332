"""What a case is, was and may become, for whoever may see it."""

import re
from datetime import date
from typing import Any

import pytest

from services.demo.round import SICHUAN_BATCH
from tests.support.calling import Caller, done, draft, whole_form
from tests.support.citing import rule
from tests.support.sichuan import USCC

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

OWNER, BUREAU, PROVINCE = "applicant.2", "pref.510100", "prov.sc"
DECIDER = "prov.sc.decider"  # who may read of the experts too


def actions(caller: Caller, who: str, id: str, stream: str = "applications") -> dict[str, Any]:
    answer = caller.state(who, stream, id)
    return {action["slug"]: action for action in answer["actions"]}


def between(old: int, new: int) -> dict[str, Any]:
    return {"from": old, "to": new}


def statuses(caller: Caller, path: str, *people: str | None) -> list[int]:
    return [caller.get(who, path).status_code for who in people]


def test_a_state_comes_with_its_version_and_the_regulation_that_it_has_pinned(
    shared: Caller,
) -> None:
    response = shared.get(BUREAU, "/applications/demo-3")
    answer = done(response, 200)
    shown = {"stream", "id", "version", "state", "regulation", "actions", "proceedings"}
    assert set(answer) == shown
    assert (answer["stream"], answer["id"], answer["version"]) == ("applications", "demo-3", 4)
    assert answer["state"]["stage"] == "LOCAL_REVIEW"
    assert len(answer["regulation"]) == 64
    assert re.fullmatch('"4-[0-9a-f]{16}"', response.headers["ETag"])


@rule("SC-07.1")
def test_each_command_is_shown_as_allowed_or_with_the_rule_that_forbids_it(
    shared: Caller,
) -> None:
    own, upper = actions(shared, BUREAU, "demo-2"), actions(shared, PROVINCE, "demo-2")
    assert own["accept-application"]["allowed"]
    assert own["accept-application"]["refusals"] == []
    assert not upper["accept-application"]["allowed"]
    assert upper["accept-application"]["refusals"][0]["rule"] == "SC-07.1"
    assert own["recommend-application"]["refusals"][0]["rule"] == "SC-07.6"
    assert not own["withdraw-application"]["allowed"]
    assert actions(shared, OWNER, "demo-2")["withdraw-application"]["allowed"]


@rule("SC-07.1", "SC-07.9")
def test_what_is_not_yet_is_told_from_what_is_too_late_and_from_what_is_not_yours(
    shared: Caller,
) -> None:
    own, upper = actions(shared, BUREAU, "demo-2"), actions(shared, PROVINCE, "demo-2")
    assert own["accept-application"]["when"] == "now"
    assert own["recommend-application"]["when"] == "not_yet"
    assert own["recommend-application"]["refusals"][0]["kind"] == "stage"
    assert upper["accept-application"]["when"] == "not_yours"
    assert upper["accept-application"]["refusals"][0]["kind"] == "who"
    assert actions(shared, OWNER, "demo-2")["submit-application"]["when"] == "over"


@rule("SC-05.7", "SC-07.1")
def test_a_refusal_points_to_the_fields_that_it_rests_on(shared: Caller, id: str) -> None:
    done(shared.open("applicant.1", "applications", draft(team=[], uscc=None), id=id))
    response = shared.do(
        "applicant.1", "applications", id, "submit-application", {"addressee": "510700"}
    )
    fields = {one["rule"]: (one["kind"], one["fields"]) for one in response.json()["refusals"]}
    assert response.status_code == 409
    assert fields["SC-05.7"] == ("fact", ["/form/team"])
    assert fields["SC-07.1"] == ("fact", ["/addressee"])
    assert fields["SC-07.2"] == ("fact", ["/form/uscc", "/form/team"])


def test_what_only_opens_a_case_or_is_part_of_another_act_is_not_offered(shared: Caller) -> None:
    offered = set(actions(shared, BUREAU, "demo-2"))
    assert {"create-draft", "propose-entry", "publish-entry"}.isdisjoint(offered)


def test_what_is_offered_is_accepted_and_what_is_not_is_refused_by_the_same_rule(
    shared: Caller,
) -> None:
    """Commands without a body of their own; the demonstration's cases stay as they are."""
    slugs = ("accept-application", "start-recheck", "lapse-correction", "clear-entry")
    for who in (OWNER, BUREAU, "prov.sc.reviewer", PROVINCE):
        for id in ("demo-2", "demo-3", "demo-5"):
            response = shared.get(who, f"/applications/{id}")
            if response.status_code == 404:
                continue
            offered = {action["slug"]: action for action in response.json()["actions"]}
            for slug in slugs:
                if not offered[slug]["allowed"]:
                    refused = shared.do(who, "applications", id, slug)
                    assert refused.json()["refusals"] == offered[slug]["refusals"]


def test_a_draft_is_its_units_own_until_it_is_submitted(call: Caller) -> None:
    call.walk("a1", until="CreateDraft")
    people = ("applicant.1", "centre.1", OWNER, BUREAU, PROVINCE)
    paths = ("/applications/a1", "/applications/a1/events", "/applications/a1/diff")
    for path in paths:
        assert statuses(call, path, *people) == [200, 200, 404, 404, 404]
    done(
        call.do("applicant.1", "applications", "a1", "submit-application", {"addressee": "510100"})
    )
    for path in paths:
        assert statuses(call, path, *people) == [200, 200, 404, 200, 200]


@pytest.mark.parametrize("tail", ["", "/events", "/diff"])
def test_another_prefecture_and_everybody_else_outside_finds_nothing(
    shared: Caller, tail: str
) -> None:
    outside = ("pref.510700", "prov.im", "expert.1", "finance.sc", "sysadmin", "applicant.3")
    assert set(statuses(shared, f"/applications/demo-2{tail}", *outside)) == {404}
    assert set(statuses(shared, f"/centres/demo-5{tail}", *outside[1:], BUREAU)) == {404}
    inside = ("pref.510700", PROVINCE, "centre.5", "applicant.5")
    assert set(statuses(shared, f"/centres/demo-5{tail}", *inside)) == {200}


@pytest.mark.parametrize("tail", ["", "/events", "/diff"])
def test_without_a_token_regulations_and_calendars_can_be_read_and_nothing_else(
    shared: Caller, tail: str
) -> None:
    for path in ("/regulations/SC", "/regulations/HOUSE", "/calendars/CN"):
        assert statuses(shared, path + tail, None) == [200]
    for path in (
        f"/batches/{SICHUAN_BATCH}",
        "/applications/demo-2",
        "/centres/demo-5",
        "/parties/x",
    ):
        assert statuses(shared, path + tail, None) == [401]


def test_a_unit_is_seen_by_itself_and_by_the_administration(call: Caller) -> None:
    call.register()
    seen = statuses(call, f"/parties/{USCC}", "applicant.1", PROVINCE, OWNER, "expert.1")
    assert seen == [200, 200, 404, 404]


def test_an_unchanged_state_is_not_sent_again(shared: Caller) -> None:
    first = shared.get(PROVINCE, "/applications/demo-5")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = shared.get(PROVINCE, "/applications/demo-5", tag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert shared.get(PROVINCE, "/applications/demo-5", {"If-None-Match": '"1"'}).status_code == 200
    past = shared.get(PROVINCE, "/applications/demo-5", tag, as_of="2026-01-09")
    assert past.status_code == 200


def test_a_state_of_an_earlier_day_holds_what_had_effect_then(shared: Caller) -> None:
    def stage(day: str) -> str:
        return str(shared.state(PROVINCE, "applications", "demo-5", as_of=day)["state"]["stage"])

    assert stage("2026-01-08") == "DRAFT"
    assert stage("2026-01-11") == "SUBMITTED"
    assert stage("2026-01-19") == "RECOMMENDED"
    assert stage("2026-02-08") == "IN_PUBLICITY"
    assert stage("2026-02-09") == "RECOGNISED"
    assert statuses(shared, "/applications/demo-5?as_of=2026-01-07", PROVINCE) == [404]
    past = shared.state(PROVINCE, "applications", "demo-5", as_of="2026-01-11")
    assert past["actions"] == []


def test_before_it_was_opened_there_is_no_case_whatever_holds_from_earlier_on(
    shared: Caller, id: str
) -> None:
    who = "applicant.1"
    done(shared.open(who, "applications", draft(), id=id))
    early: dict[str, Any] = {"effective_on": "2020-01-01"}
    form = {"form": whole_form()}
    done(shared.do(who, "applications", id, "revise-draft", form, **early))
    assert statuses(shared, f"/applications/{id}?as_of=2020-06-01", who) == [404]
    assert statuses(shared, f"/applications/{id}?as_of=2026-03-02", who) == [200]


def test_what_was_recorded_late_was_not_known_before(call: Caller) -> None:
    call.walk("a1", until="SubmitApplication")
    before = call.runtime.clock.now().isoformat()
    call.move(date(2026, 3, 5))
    late: dict[str, Any] = {"occurred_on": "2026-03-03", "late_reason": "收文登记滞后"}
    done(call.do(BUREAU, "applications", "a1", "accept-application", **late))

    def stage(**query: str) -> str:
        return str(call.state(BUREAU, "applications", "a1", **query)["state"]["stage"])

    now = call.runtime.clock.now().isoformat()
    assert stage(as_of="2026-03-04", known_at=now) == "ACCEPTED"
    assert stage(as_of="2026-03-04", known_at=before) == "SUBMITTED"
    assert stage(as_of="2026-03-02", known_at=now) == "SUBMITTED"
    assert stage(known_at=before) == "SUBMITTED"
    assert statuses(call, "/applications/a1?known_at=2020-01-01T00:00:00Z", BUREAU) == [404]


def test_the_history_is_read_page_by_page_oldest_first(shared: Caller) -> None:
    def pages(limit: int) -> list[list[dict[str, Any]]]:
        query: dict[str, Any] = {"limit": limit}
        found = []
        while True:
            page = done(shared.get(DECIDER, "/applications/demo-5/events", **query), 200)
            found.append(page["items"])
            if page["next"] is None:
                return found
            query["cursor"] = page["next"]

    whole = [item for page in pages(100) for item in page]
    assert [item["version"] for item in whole] == list(range(1, len(whole) + 1))
    for limit in (1, 3, len(whole)):
        assert [item for page in pages(limit) for item in page] == whole
        assert all(len(page) <= limit for page in pages(limit))


def test_each_event_says_who_did_it_under_which_rules_and_what_was_read(shared: Caller) -> None:
    history = done(shared.get(PROVINCE, "/applications/demo-5/events"), 200)["items"]
    recommended = next(one for one in history if one["type"] == "application-recommended")
    assert recommended["command"] == "RecommendApplication"
    assert recommended["context"]["actor"]["person"] == "pref.510700"
    assert recommended["context"]["document_no"] == "绵市监知〔2026〕3号"
    assert recommended["basis"][0] == "SC-07.6"
    assert "regulations/SC" in recommended["reads"]
    assert len(recommended["regulation"]) == len(recommended["sha256"]) == 64


def test_the_differences_of_two_versions_are_told_field_by_field(call: Caller) -> None:
    call.walk("a1", until="CreateDraft")
    revision = {"form": whole_form(office_area=50, contact_name="钱示例")}
    done(call.do("applicant.1", "applications", "a1", "revise-draft", revision))
    path = "/applications/a1/diff"
    answer = done(call.get("applicant.1", path, **between(1, 2)), 200)
    changes = {one["pointer"]: (one["from"], one["to"]) for one in answer["changes"]}
    assert changes["/form/office_area"] == (None, 50)
    assert changes["/form/contact_name"] == ("王示例", "钱示例")
    assert "/form/unit_name" not in changes
    assert done(call.get("applicant.1", path, **between(2, 2)), 200)["changes"] == []
    whole = done(call.get("applicant.1", path), 200)
    assert (whole["from"], whole["to"]) == (0, 2)


@rule("SC-07.8")
def test_a_list_is_for_the_administration_until_it_is_publicised(call: Caller) -> None:
    call.walk("a1")
    call.determine("a1", list_no="L9")
    tails = ("", "/events", "/diff")

    def knows(who: str) -> list[bool]:
        return ["L9" in call.get(who, f"/batches/{SICHUAN_BATCH}{tail}").text for tail in tails]

    assert knows(PROVINCE) == knows(BUREAU) == [True] * 3
    assert knows("applicant.1") == knows(OWNER) == knows("expert.1") == [False] * 3
    call.move(date(2026, 3, 3))
    channel = {"channel_url": "https://example.invalid/9", "objection_channel": "028-86000009"}
    publicity = {"list_no": "L9", **channel}
    done(call.do(PROVINCE, "batches", SICHUAN_BATCH, "start-publicity", publicity))
    assert knows("applicant.1") == knows(OWNER) == [True] * 3
    then = call.get("applicant.1", f"/batches/{SICHUAN_BATCH}", as_of="2026-03-02")
    assert "L9" not in then.text


@rule("SC-07.8")
def test_who_was_dropped_from_a_list_is_never_told_to_others(call: Caller) -> None:
    call.walk("a1")
    body = {
        "list_no": "L9",
        "selected": [{"application": "a1"}],
        "dropped": [],
        "served_on": "2026-03-02",
    }
    paper: dict[str, Any] = {"document_no": "川知识产权〔2026〕21号"}
    done(call.do("prov.sc.decider", "batches", SICHUAN_BATCH, "determine-list", body, **paper))
    channel = {"channel_url": "https://example.invalid/9", "objection_channel": "028-86000009"}
    done(
        call.do(PROVINCE, "batches", SICHUAN_BATCH, "start-publicity", {"list_no": "L9", **channel})
    )

    def types(who: str) -> set[str]:
        items = done(call.get(who, f"/batches/{SICHUAN_BATCH}/events"), 200)["items"]
        return {one["type"] for one in items}

    assert "list-determined" in types(PROVINCE)
    assert types(OWNER) == types(PROVINCE) - {"list-determined"}


def test_a_case_of_an_unknown_kind_or_id_is_not_found(shared: Caller) -> None:
    for path in ("/claims/x", "/nothing/x", "/applications/none", "/applications/%00"):
        assert statuses(shared, path, PROVINCE) == [404]
    assert done(shared.open("applicant.1", "applications", draft()))
