"""Who is shown what of the experts, over HTTP: searched for in the bytes of every read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.application.case import Application
from services.demo.papers import one_line_pdf
from services.demo.round import SICHUAN_BATCH
from tests.support.calling import Caller, done, rules
from tests.support.citing import invariant, rule
from tests.support.demonstrations import prepared
from tests.support.scored_over_http import (
    DECIDER,
    EMPLOYERS,
    EXPERTS,
    NAMES,
    OFFICER,
    OPINION,
    OTHERS,
    assigned,
    evidence,
    score,
)
from tests.support.sichuan import USCC

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = [pytest.mark.rule("IMPLICIT:panel", "IMPLICIT:recusal"), pytest.mark.twin("soak")]

PATHS = (
    "/applications/p1",
    "/applications/p1/events",
    "/applications/p1/diff",
    "/applications/p1?as_of=2026-03-02",
    f"/batches/{SICHUAN_BATCH}",
    f"/batches/{SICHUAN_BATCH}/events",
    f"/batches/{SICHUAN_BATCH}/diff",
    "/expert-pools/510000",
    "/expert-pools/510000/events",
    "/applications/p1/review-report",
    "/audit?limit=500",
    "/worklist?limit=500",
    "/statistics?limit=500",
    "/deadlines",
    "/publicity",
    "/registry/centres",
    "/events?limit=1000",
)


@pytest.fixture(scope="module")
def under_review(kind: str, shared: Caller) -> Caller:
    """All have declared; expert.1 has scored."""
    assigned(shared)
    done(score(shared, "expert.1", 2111))
    return shared


def under_way(call: Caller) -> None:
    assigned(call)
    for member in EXPERTS:
        done(score(call, member, 2111))


def over(call: Caller) -> None:
    under_way(call)
    word = {"opinion": "同意"}
    done(call.do(call.chair("p1"), "applications", "p1", "complete-expert-review", word))


@pytest.fixture(params=[under_way, over], ids=["under way", "over"])
def whole(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Caller]:
    """A review under way, with all sheets in; and one that is over."""
    with prepared(kind, request.param, tmp_path / "whole", request) as caller:
        yield caller


def read(call: Caller, who: str | None) -> Iterator[tuple[str, str]]:
    for path in PATHS:
        yield path, call.get(who, path).text
    lines = call.get(who, "/events", {"Accept": "application/x-ndjson"})
    yield "feed", lines.text


@invariant(57, 58)
def test_no_read_shows_an_expert_or_a_sheet_to_whom_it_is_not_for(whole: Caller) -> None:
    secret = ("expert.", OPINION, ":2111", *NAMES, *EMPLOYERS, "score-submitted")
    for who in (*OTHERS, None):
        for path, text in read(whole, who):
            if path.startswith("/statistics") and who and who.startswith("prov"):
                continue  # how many sheets, and no more
            assert not [value for value in secret if value in text], (who, path)


@invariant(58)
def test_the_seed_of_the_draw_is_not_told_either(under_review: Caller) -> None:
    record = done(under_review.get(OFFICER, f"/batches/{SICHUAN_BATCH}/events", limit=1000), 200)[
        "items"
    ]
    seeds = [one["event"]["seed"] for one in record if one["type"] == "panel-appointed"]
    for who in OTHERS:
        for path, text in read(under_review, who):
            assert not [seed for seed in seeds if seed in text], (who, path)


@invariant(58)
def test_the_applicant_knows_of_a_panel_and_of_the_result(under_review: Caller) -> None:
    history = done(under_review.get("applicant.1", "/applications/p1/events"), 200)["items"]
    [event] = [one["event"] for one in history if one["type"] == "panel-assigned"]
    assert event == {"type": "panel-assigned", "batch": SICHUAN_BATCH, "panel_no": "P-p1"}
    past = done(under_review.get("applicant.5", "/applications/demo-5/events"), 200)["items"]
    [spoken] = [one for one in past if one["type"] == "expert-review-completed"]
    assert spoken["context"]["actor"]["person"] == "" and spoken["event"]["experts"] == 5
    told = done(under_review.get("applicant.5", "/events"), 200)["items"]
    assert "expert-review-completed" in {one["type"] for one in told}


def test_nobody_sees_a_sheet_before_the_panel_has_spoken(under_review: Caller) -> None:
    for who in (OFFICER, DECIDER, "expert.2", "expert.3"):
        for path, text in read(under_review, who):
            assert OPINION not in text and ":2111" not in text, (who, path)
    state = under_review.state(OFFICER, "applications", "p1")["state"]
    assert state["sheets"] == [{"expert": "expert.1", "marks": [], "opinion": ""}]


def test_an_expert_reads_the_own_sheet_and_no_people_or_staff_papers(under_review: Caller) -> None:
    text = under_review.get("expert.1", "/applications/p1").text
    state = json.loads(text)["state"]
    assert [one["opinion"] for one in state["sheets"]] == [OPINION]
    assert [one["file"] for one in state["form"]["attachments"]][:1] == ["3" * 64]
    for hidden in ("夏侯甲", "员工1", "王示例", "李示例", "1" * 64, "2" * 64, "prov.", "pref."):
        assert hidden not in text
    assert state["form"]["team"][0]["skills"] and "uscc" in state["form"]
    history = done(under_review.get("expert.1", "/applications/p1/events"), 200)["items"]
    assert {one["type"] for one in history} == {"score-submitted"}
    diff = under_review.get("expert.1", "/applications/p1/diff").text
    assert "夏侯甲" not in diff and "员工1" not in diff


def test_a_member_is_told_whom_to_judge_and_nobody_elses_name(under_review: Caller) -> None:
    text = under_review.get("expert.2", f"/batches/{SICHUAN_BATCH}").text
    seats = json.loads(text)["state"]["panels"]
    [panel] = [seat for seat in seats if seat["panel_no"] == "P-p1"]
    assert panel["applicants"] == ["成都示例新能源有限公司"]
    assert (panel["order"], panel["seed"]) == (["expert.2"], "")
    assert "expert.1" not in text and "expert.3" not in text


@invariant(16)
def test_other_experts_and_other_cases_are_closed(under_review: Caller) -> None:
    for tail in ("", "/events", "/diff", "/review-report"):
        assert under_review.get("expert.9", f"/applications/p1{tail}").status_code == 404
        assert under_review.get("expert.1", f"/applications/demo-2{tail}").status_code == 404
        assert under_review.get("expert.1", f"/applications/demo-5{tail}").status_code == 404
    assert score(under_review, "expert.9").status_code == 404


def test_the_experts_of_the_pool_are_named_to_two_duties_only(under_review: Caller) -> None:
    for who in (OFFICER, DECIDER):
        text = under_review.get(who, "/expert-pools/510000").text
        assert NAMES[8] in text and "028-86000109" in text
    own = under_review.get("expert.1", "/expert-pools/510000").text
    assert "expert.2" not in own and NAMES[0] not in own
    for who in OTHERS:
        assert under_review.get(who, "/expert-pools/510000").status_code == 404


@rule("SC-07.7")
def test_a_member_sees_nothing_before_declaring_and_is_told_why(call: Caller) -> None:
    assigned(call, "AppointPanel")
    assert call.get("expert.1", "/applications/p1").status_code == 404
    refused = score(call, "expert.1")
    assert (refused.status_code, rules(refused)) == (409, ["IMPLICIT:panel"])
    free = {"panel_no": "P-p1", "confidential": True, "no_conflict": True}
    done(call.do("expert.1", "batches", SICHUAN_BATCH, "declare-no-conflict", free))
    assert call.get("expert.1", "/applications/p1").status_code == 200


@invariant(16)
@pytest.mark.parametrize("how", ["recused", "stepped down", "recorded", "declared"])
def test_from_that_moment_the_expert_opens_nothing(call: Caller, how: str) -> None:
    assigned(call)
    assert call.get("expert.1", "/applications/p1").status_code == 200
    relation = {"related_to": USCC, "ground": "SHAREHOLDING"}
    match how:
        case "recused":
            body = {"expert": "expert.1", "ground": "KINSHIP", "source": "APPLICANT_REQUEST"}
            done(call.do(OFFICER, "batches", SICHUAN_BATCH, "recuse-expert", body))
        case "stepped down":
            answer = call.do(
                "expert.1", "batches", SICHUAN_BATCH, "recuse-oneself", {"ground": "KINSHIP"}
            )
            assert (
                "substitutes" not in done(answer)["event"]
                or not answer.json()["event"]["substitutes"]
            )
        case "recorded":
            body = relation | {"expert": "expert.1"}
            done(call.do(OFFICER, "expert-pools", "510000", "record-relation", body))
        case "declared":
            done(call.do("expert.1", "expert-pools", "510000", "declare-relation", relation))
    for path in ("/applications/p1", "/applications/p1/events", "/applications/p1/diff"):
        assert call.get("expert.1", path).status_code == 404
    call.service.subscription.catch_up()
    assert done(call.get("expert.1", "/worklist"), 200)["items"] == []
    assert score(call, "expert.1").status_code in (403, 404)
    case, _ = call.runtime.store.current("applications/p1")
    assert isinstance(case, Application) and case.sheets == ()


def test_after_the_panel_has_spoken_the_experts_see_the_case_no_more(call: Caller) -> None:
    call.walk("p1")
    for who in EXPERTS:
        assert call.get(who, "/applications/p1").status_code == 404


def test_an_expert_opens_the_papers_that_are_shown_and_no_others(call: Caller) -> None:
    def upload(text: str) -> str:
        answer = call.client.post(
            "/api/v1/files", content=one_line_pdf(text), headers=call.bearer("applicant.1")
        )
        return str(done(answer)["hash"])

    shown, hidden = upload("charter"), upload("contracts")
    papers = [
        {"condition": "SC-05.5", "kind": "章程", "file": shown},
        {"condition": "SC-05.7", "kind": "劳动合同", "file": hidden},
    ]
    call.walk("p1", "DeclareNoConflict", attachments=papers + evidence())
    in_case: dict[str, Any] = {"application": "p1"}
    assert call.get("expert.1", f"/files/{shown}", **in_case).status_code == 200
    assert call.get("expert.1", f"/files/{hidden}", **in_case).status_code == 404
    assert call.get("expert.1", f"/files/{shown}").status_code == 200
    assert call.get("expert.1", f"/files/{hidden}").status_code == 404
    assert call.get("expert.9", f"/files/{shown}", **in_case).status_code == 404
