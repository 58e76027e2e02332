"""`GET /{stream}`: the cases that one may see, ended ones too, and no others."""

from typing import Any

import pytest

from domain.matter import CaseReader
from services.access.sight import sees
from services.access.ties import Subject
from services.api.requests import CALLERS_STREAMS
from services.demo import people as demo
from tests.support.calling import Caller, done

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

SEES_MOST = ("prov.sc", "prov.sc.experts", "pref.510100", "applicant.5", "expert.1", "cnipa")


def listed(call: Caller, who: str | None, stream: str, **query: Any) -> list[dict[str, Any]]:
    """All pages of a list, one case at a time: no page is empty but an only one."""
    items: list[dict[str, Any]] = []
    while True:
        page = done(call.get(who, f"/{stream}", limit=1, **query), 200)
        items += page["items"]
        if not page["next"]:
            return items
        assert page["items"]
        query["cursor"] = page["next"]


LISTED = sorted(one for one in CALLERS_STREAMS if one != "flags")
"""`/flags` is a list of its own: tests/red_flags/test_flags_over_http.py."""


@pytest.mark.parametrize("stream", LISTED)
def test_a_list_holds_exactly_the_cases_that_may_be_seen(shared: Caller, stream: str) -> None:
    runtime = shared.runtime
    shared.service.subscription.catch_up()
    ids = [name.split("/")[1] for name in runtime.log.streams(f"{stream}/")]
    reader, day = CaseReader(runtime.store.current, runtime.vault.claim_id), runtime.clock.today()
    cases = {id: runtime.store.current(f"{stream}/{id}")[0] for id in ids}
    for who, actor in demo.accounts().items():
        page = done(shared.get(who, f"/{stream}", limit=500), 200)
        seen = {
            id
            for id, case in cases.items()
            if case and sees(actor, Subject(stream, case, day, reader))
        }
        assert {one["id"] for one in page["items"]} == seen, who
        assert page["next"] is None


def test_pages_are_whole_whoever_asks(shared: Caller) -> None:
    shared.service.subscription.catch_up()
    for who in SEES_MOST:
        for stream in LISTED:
            whole = done(shared.get(who, f"/{stream}", limit=500), 200)["items"]
            assert listed(shared, who, stream) == whole


def test_a_draft_stands_in_the_list_of_its_unit_alone(shared: Caller) -> None:
    shared.service.subscription.catch_up()
    assert [one["stage"] for one in listed(shared, "applicant.6", "applications")] == ["DRAFT"]
    for who in ("prov.sc", "pref.510600", "cnipa", "expert.1"):
        assert "demo-6" not in {one["id"] for one in listed(shared, who, "applications")}


def test_cases_are_found_by_owner_stage_regulation_division_and_text(shared: Caller) -> None:
    shared.service.subscription.catch_up()
    whole = listed(shared, "prov.sc", "applications")
    for name in ("owner", "stage", "regulation", "division", "ended"):
        for value in {one[name] for one in whole}:
            chosen = [one for one in whole if one[name] == value]
            assert listed(shared, "prov.sc", "applications", **{name: value}) == chosen
    title = whole[0]["title"]
    assert title in {one["title"] for one in listed(shared, "prov.sc", "applications", q=title[:4])}
    assert listed(shared, "prov.sc", "applications", q="没有这家单位") == []


def test_without_a_token_only_public_files_are_listed(shared: Caller) -> None:
    for stream in CALLERS_STREAMS:
        public = stream in ("calendars", "regulations", "stores")
        assert shared.get(None, f"/{stream}").status_code == (200 if public else 401)
    assert shared.get("prov.sc", "/claims").status_code == 404
    assert shared.get("prov.sc", "/nonsense").status_code == 404


def test_an_ended_case_stays_in_the_list(call: Caller) -> None:
    call.walk("a3", until="SubmitApplication")
    reason = {"reason": "内部调整"}
    done(call.do("applicant.1", "applications", "a3", "withdraw-application", reason))
    call.service.subscription.catch_up()
    [own] = [one for one in listed(call, "applicant.1", "applications") if one["id"] == "a3"]
    assert (own["ended"], own["stage"]) == ("yes", "WITHDRAWN")
    bureau = listed(call, "pref.510100", "applications", ended="yes")
    assert "a3" in {one["id"] for one in bureau}


def test_an_expert_lists_what_the_own_panel_reviews(call: Caller) -> None:
    call.walk("p1", "DeclareNoConflict")
    call.service.subscription.catch_up()
    seated = call.chair("p1")
    assert [one["id"] for one in listed(call, seated, "applications")] == ["p1"]
    outside = [
        f"expert.{n}" for n in range(1, 10) if not listed(call, f"expert.{n}", "applications")
    ]
    assert outside
