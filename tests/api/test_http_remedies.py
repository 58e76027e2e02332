"""A refusal contested over HTTP: filed, decided, carried out; and who sees nothing of it."""

from typing import Any

from tests.support.calling import Caller, done, eventually
from tests.support.citing import invariant

pytest_plugins = ["tests.support.http_fixtures"]

UNIT, BUREAU, OFFICE = "applicant.1", "pref.510100", "pref.510100.remedies"
JUDGE, COURT = "review.510100", "court.510100"
REFUSAL = {"ground": "WRONG_CHANNEL", "reason": "渠道不符", "served_on": "2026-03-02"}
PAPER: dict[str, Any] = {"document_no": "行复〔2026〕1号"}


@invariant(64)
def test_a_refusal_is_contested_reversed_and_carried_out(call: Caller) -> None:
    call.walk("a1", "SubmitApplication")
    done(call.do(BUREAU, "applications", "a1", "refuse-acceptance", REFUSAL, document_no="2号"))
    eventually(lambda: len(kept(call, UNIT, "/deadlines")) == 3)
    rows = {one["kind"]: one for one in kept(call, UNIT, "/deadlines")}
    assert (rows["reconsideration"]["due"], rows["remedy"]["due"]) == ("2026-05-06", "2026-09-02")
    assert rows["remedy"]["against"] == "acceptance-refused" and rows["remedy"]["remedies"]
    remedy = {
        "regime": "SC",
        "case": "applications/a1",
        "decision": "acceptance-refused",
        "served_on": "2026-03-02",
        "complaint": "请求撤销不予受理决定",
    }
    filing = call.do(UNIT, "remedies", "r1", "file-reconsideration", remedy)
    assert "decided_version" not in done(filing)["event"]["against"]
    eventually(lambda: open_terms(call) == {"internal_review", "remedy"})
    seen = [who for who in (UNIT, BUREAU, OFFICE, JUDGE) if sees(call, who)]
    assert seen == [UNIT, BUREAU, OFFICE, JUDGE]
    assert not any(sees(call, who) for who in ("applicant.2", "prov.sc", COURT, "pref.510700"))
    assert call.get(None, "/remedies/r1").status_code == 401
    eventually(lambda: listed(call, UNIT) == listed(call, OFFICE) == listed(call, JUDGE) == ["r1"])
    assert listed(call, "prov.sc") == listed(call, COURT) == listed(call, "applicant.2") == []
    eventually(lambda: "AdmitRemedy" in tasks(call, JUDGE))
    assert tasks(call, COURT) == []
    done(call.do(JUDGE, "remedies", "r1", "admit-remedy"))
    eventually(lambda: "ReverseDecision" in tasks(call, JUDGE))
    judged = {"reason": "适用依据错误", "served_on": "2026-03-02"}
    done(call.do(JUDGE, "remedies", "r1", "reverse-decision", judged, **PAPER))
    eventually(lambda: waiting(call) == {"r1": ["ReopenApplication"]})
    again = {"remedy": "r1", "reason": "执行复议决定"}
    done(call.do(OFFICE, "applications", "a1", "reopen-application", again, **PAPER))
    assert (call.stage("applications", "a1"), call.stage("remedies", "r1")) == (
        "SUBMITTED",
        "CLOSED",
    )
    eventually(lambda: waiting(call) == {} and kept(call, UNIT, "/deadlines") == [])
    assert tasks(call, JUDGE) == []
    assert heard(call, JUDGE) == heard(call, UNIT) == LIFE
    assert heard(call, COURT) == heard(call, "applicant.2") == []


def open_terms(call: Caller) -> set[str]:
    """The terms in which the unit may still act."""
    return {row["kind"] for row in kept(call, UNIT, "/deadlines") if row["id"] == "a1"}


LIFE = ["remedy-filed", "remedy-admitted", "decision-reversed", "remedy-closed"]


def heard(call: Caller, who: str) -> list[str]:
    """The types of the remedy's events in somebody's feed."""
    found = done(call.get(who, "/events", stream="remedies", limit=1000), 200)["items"]
    return [one["type"] for one in found if one["id"] == "r1"]


def tasks(call: Caller, who: str) -> list[str]:
    """The acts on the remedy that wait for somebody."""
    return [do for row in kept(call, who, "/worklist") for do in row["commands"]]


def sees(call: Caller, who: str) -> bool:
    return call.get(who, "/remedies/r1").status_code == 200


def kept(call: Caller, who: str, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = done(call.get(who, path), 200)["items"]
    return [row for row in rows if row["id"] in ("a1", "r1")]


def listed(call: Caller, who: str) -> list[str]:
    return [row["id"] for row in kept(call, who, "/remedies")]


def waiting(call: Caller) -> dict[str, list[str]]:
    rows = kept(call, OFFICE, "/worklist")
    return {row["id"]: row["commands"] for row in rows if row["stage"] == "REVERSED"}
