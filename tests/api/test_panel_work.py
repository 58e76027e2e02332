"""The work of a panel over HTTP: whom it waits for, its report, its draw."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.demo.round import SICHUAN_BATCH
from tests.support.asking import RELATE
from tests.support.calling import Caller, as_body, done
from tests.support.citing import invariant
from tests.support.scored_over_http import DECIDER, EXPERTS, NAMES, OFFICER, OTHERS, score
from tests.support.sichuan import FIELD, USCC, named_after

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = [pytest.mark.rule("IMPLICIT:panel", "IMPLICIT:recusal"), pytest.mark.twin("soak")]

DRAW = Path(__file__).parents[2] / "examples" / "draw.py"


def waiting(call: Caller, who: str) -> dict[str, tuple[str, ...]]:
    call.service.subscription.catch_up()
    items = done(call.get(who, "/worklist", limit=500), 200)["items"]
    return {one["id"]: tuple(one["commands"]) for one in items}


def test_the_worklist_says_what_waits_for_whom(call: Caller) -> None:
    call.walk("p1", "PassRecheck")
    assert waiting(call, OFFICER) == {"p1": ("AppointPanel",), SICHUAN_BATCH: ("AppointPanel",)}
    assert waiting(call, "expert.1") == {}
    call.panelled("p1", "AppointPanel")
    assert waiting(call, OFFICER) == {}
    assert waiting(call, "expert.1") == {SICHUAN_BATCH: ("DeclareNoConflict",)}
    free = {"panel_no": "P-p1", "confidential": True, "no_conflict": True}
    for member in EXPERTS:
        done(call.do(member, "batches", SICHUAN_BATCH, "declare-no-conflict", free))
        assert waiting(call, member) == {"p1": ("SubmitScore",)}
    for member in EXPERTS:
        done(score(call, member))
    chair = call.chair("p1")
    assert waiting(call, chair) == {"p1": ("CompleteExpertReview",)}
    call.do(
        OFFICER,
        "batches",
        SICHUAN_BATCH,
        "dissolve-panel",
        {"panel_no": "P-p1", "reason": "无"},
        document_no="1号",
    )
    assert waiting(call, OFFICER) == {"p1": ("AppointPanel",), SICHUAN_BATCH: ("AppointPanel",)}
    assert waiting(call, chair) == {}


def test_an_expert_s_worklist_is_filtered_put_in_order_and_cut_like_any_list(call: Caller) -> None:
    call.walk("p1", "DeclareNoConflict")
    call.walk("p2", "DeclareNoConflict", **named_after("白酒产业"))
    call.service.subscription.catch_up()
    member = next(one for one in EXPERTS if set(waiting(call, one)) == {"p1", "p2"})

    def asked(**query: Any) -> list[str]:
        page = done(call.get(member, "/worklist", **query), 200)
        return [one["id"] for one in page["items"]]

    assert asked(sort="since") == ["p1", "p2"] and asked(sort="-since") == ["p2", "p1"]
    first = done(call.get(member, "/worklist", limit=1), 200)
    assert [one["id"] for one in first["items"]] == ["p1"]
    assert asked(limit=1, cursor=first["next"]) == ["p2"]
    assert done(call.get(member, "/worklist", limit=1, cursor=first["next"]), 200)["next"] is None
    assert asked(stage="EXPERT_REVIEW") == ["p1", "p2"] and asked(stage="DRAFT") == []
    assert asked(regulation="IM") == [] and asked(stream="batches") == []
    assert call.get(member, "/worklist", sort="stage").status_code == 422


def test_the_report_tells_the_whole_review_to_those_who_may_know(call: Caller) -> None:
    call.walk("p1", "SubmitScore")
    path = "/applications/p1/review-report"
    before = done(call.get(OFFICER, path), 200)
    assert (before["sheets"], before["result"]) == ([], None)
    assert all(seat["scored"] and seat["declared"] for seat in before["members"])
    recusal = {"expert": "expert.2", "ground": "PAID_ADVICE", "source": "ORGAN", "note": "顾问"}
    done(call.do(OFFICER, "batches", SICHUAN_BATCH, "recuse-expert", recusal))
    word = {"opinion": "同意认定"}
    done(call.do(call.chair("p1"), "applications", "p1", "complete-expert-review", word))
    found = done(call.get(DECIDER, path), 200)
    assert (found["result"]["shown"], found["result"]["experts"]) == ("90.00", 2)
    assert found["result"]["opinion"] == "同意认定"
    assert {one["expert"]: one["void"] for one in found["sheets"]} == {
        "expert.1": False,
        "expert.2": True,
        "expert.3": False,
    }
    [left] = found["recused"]
    assert (left["expert"], left["words"], left["note"]) == ("expert.2", "有偿咨询", "顾问")
    assert {one["name"] for one in found["members"]} == {NAMES[0], NAMES[2]}
    assert [one["chair"] for one in found["members"]] == [True, False]
    for who in (*OTHERS, *EXPERTS):
        assert call.get(who, path).status_code == 404
    assert call.get(OFFICER, "/applications/demo-2/review-report").status_code == 404


@invariant(15)
def test_the_draw_is_done_again_by_ten_lines_that_know_nothing_of_us(
    call: Caller, tmp_path: Path
) -> None:
    call.walk("p1", "PassRecheck")
    body = {
        "panel_no": "P1",
        "pool": "510000",
        "size": 5,
        "applications": ["p1"],
        "scores_by": "2026-03-20",
    }
    tied = as_body(RELATE.saying(expert="expert.7", related_to=USCC).command)
    done(call.do(OFFICER, "expert-pools", "510000", "record-relation", tied))
    event = done(call.do(OFFICER, "batches", SICHUAN_BATCH, "appoint-panel", body))["event"]
    assert [one["expert"] for one in event["excluded"]] == ["expert.7"]
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event), "utf-8")
    run: dict[str, Any] = {"capture_output": True, "text": True, "check": True, "timeout": 60}
    told = subprocess.run([sys.executable, "-I", DRAW, file], **run).stdout
    assert told.split() == event["members"]
    piped = subprocess.run([sys.executable, "-I", DRAW], input=json.dumps(event), **run).stdout
    assert piped == told


def test_too_few_experts_are_named_to_the_officer(call: Caller) -> None:
    call.walk("p1", "PassRecheck")
    tied = as_body(RELATE.saying(expert="expert.2", related_to=USCC).command)
    done(call.do(OFFICER, "expert-pools", "510000", "record-relation", tied))
    body = {"panel_no": "P1", "pool": "510000", "size": 3, "fields": [FIELD]}
    body |= {"applications": ["p1"], "scores_by": "2026-03-20"}
    answer = call.do(OFFICER, "batches", SICHUAN_BATCH, "appoint-panel", body)
    assert answer.status_code == 409
    [refusal] = answer.json()["refusals"]
    assert "expert.2 持股" in refusal["asked"]
