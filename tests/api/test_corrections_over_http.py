"""Over HTTP a record is corrected by two of those who made it; the history says of each event by
which later one it was corrected or struck out, and why it came late."""

from datetime import date
from typing import Any

from domain.context import Actor
from tests.support.calling import Caller, done, eventually
from tests.support.citing import invariant

pytest_plugins = ["tests.support.http_fixtures"]

UNIT, BUREAU, OFFICE = "applicant.1", "pref.510100", "pref.510100.remedies"
JUDGE, OTHER = "review.510100", "review.510100.2"
REFUSAL = {"ground": "WRONG_CHANNEL", "reason": "渠道不符", "served_on": "2026-03-02"}
REMEDY = {
    "regime": "SC",
    "case": "applications/a1",
    "decision": "acceptance-refused",
    "served_on": "2026-03-02",
    "complaint": "请求撤销",
}


def events(call: Caller, who: str, path: str, **query: Any) -> dict[str, dict[str, Any]]:
    found = done(call.get(who, f"{path}/events", **query), 200)["items"]
    return {one["type"]: one for one in found}


@invariant(34, 64)
def test_a_record_is_corrected_and_a_decision_struck_out_and_the_history_says_so(
    call: Caller,
) -> None:
    call.runtime.accounts.put({OTHER: Actor(OTHER, "REVIEW", "510100", ("remedies",))}, "x" * 12)
    call.walk("a1", "SubmitApplication")
    done(call.do(BUREAU, "applications", "a1", "refuse-acceptance", REFUSAL, document_no="2号"))
    done(call.do(UNIT, "remedies", "r1", "file-reconsideration", REMEDY))
    call.move(date(2026, 3, 5))
    before = call.runtime.clock.now().isoformat()
    late: dict[str, Any] = {
        "occurred_on": "2026-03-03",
        "effective_on": "2026-03-03",
        "late_reason": "收文滞后",
    }
    done(call.do(JUDGE, "remedies", "r1", "admit-remedy", **late))
    admitted = events(call, UNIT, "/remedies/r1", outline="true")["remedy-admitted"]
    assert (admitted["late_reason"], admitted["effective_on"]) == ("收文滞后", "2026-03-03")
    wrong = admitted["version"]
    ask = {
        "wrong_version": wrong,
        "right": [{"field": "occurred_on", "value": "2026-03-02"}],
        "reason": "日期笔误",
    }
    proposed = done(call.do(JUDGE, "remedies", "r1", "propose-remedy-correction", ask))
    confirm = {"proposed_version": proposed["version"]}
    own = call.do(JUDGE, "remedies", "r1", "confirm-remedy-correction", confirm)
    assert own.status_code == 403, own.text
    by = done(call.do(OTHER, "remedies", "r1", "confirm-remedy-correction", confirm))
    assert by["event"]["wrong_version"] == wrong

    def stage(**query: str) -> str:
        return str(call.state(JUDGE, "remedies", "r1", **query)["state"]["stage"])

    now = call.runtime.clock.now().isoformat()
    assert stage(as_of="2026-03-02", known_at=now) == "PENDING"
    assert stage(as_of="2026-03-02", known_at=before) == "FILED", "what was known stays known"
    for outline in ("true", "false"):
        told = events(call, UNIT, "/remedies/r1", outline=outline)
        assert told["remedy-admitted"]["corrected_by"] == by["version"]
        assert told["remedy-admitted"]["out_of_force_by"] is None
    judged = {"reason": "适用依据错误", "served_on": "2026-03-05"}
    paper: dict[str, Any] = {"document_no": "行复〔2026〕1号"}
    done(call.do(JUDGE, "remedies", "r1", "reverse-decision", judged, **paper))
    again = {"remedy": "r1", "reason": "执行复议决定"}
    back = done(call.do(OFFICE, "applications", "a1", "reopen-application", again, **paper))
    struck = events(call, UNIT, "/applications/a1")["acceptance-refused"]
    assert struck["out_of_force_by"] == back["version"]
    eventually(lambda: late_rows(call) == ["收文滞后"])


def late_rows(call: Caller) -> list[str]:
    rows = done(call.get(OFFICE, "/audit", stream="remedies"), 200)["items"]
    return [row["late_reason"] for row in rows if row.get("late_reason")]
