"""An inquiry over HTTP: what the officers do, what the unit is told, what nobody else learns."""

from typing import Any

import pytest
from httpx2 import Response

from domain.hold.lifecycle import HOLD
from domain.violation.case import Violation
from services.demo.people import APPLICANTS
from tests.support.calling import Caller, done, rules
from tests.support.citing import invariant, rule
from tests.support.sichuan import USCC

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

CASE = "case-in-question"
INQUIRER, DECIDER, UNIT = "prov.sc.inquiry", "prov.sc.decider", "applicant.1"
OTHERS = (
    *("applicant.2", "centre.2", "pref.510100", "prov.sc", "prov.sc.reviewer", "prov.im"),
    *("prov.im.inquiry", "expert.1", "finance.sc", "audit.sc", "discipline.sc", "cnipa"),
)
TYPE = "FRAUDULENT_OBTAINING"
NOTICE = {
    "violation_type": TYPE,
    "facts": "以虚假合同套取",
    "intended": "取消资格",
    "legal_basis": "第二十条",
    "served_on": "2026-03-02",
}
FINDING = {
    "finding": "ESTABLISHED",
    "reason": "合同系伪造",
    "served_on": "2026-03-02",
    "violation_type": TYPE,
    "facts": "以虚假合同套取",
    "conduct_from": "2026-01-05",
    "conduct_to": "2026-01-20",
    "on_defence": "未提交原件，不予采纳",
}
SECRETS = ("举报人说", "成都市公安局", "TRANSFERRED", "LEAD", "TRIAGED", "INVESTIGATING", "CLOSED")


def act(call: Caller, who: str, slug: str, body: dict[str, Any], no: str | None = "文1号") -> None:
    done(call.do(who, "violations", CASE, slug, body, document_no=no))


def inquired(call: Caller) -> None:
    lead = {"regime": "SC", "source": "HOTLINE", "owner": USCC, "facts": "举报人说合同是假的"}
    done(call.open("pref.510100", "violations", lead, id=CASE))
    act(call, INQUIRER, "triage-lead", {"proposal": "INQUIRY", "reason": "线索具体"})
    act(call, INQUIRER, "open-inquiry", {"reason": "涉嫌套取资金"})


def reads(call: Caller, who: str | None) -> list[Response]:
    paths = (f"/violations/{CASE}", f"/violations/{CASE}/events", f"/violations/{CASE}/diff")
    return [call.get(who, path) for path in paths]


def lists(call: Caller, who: str) -> str:
    call.service.subscription.catch_up()
    paths = ("/violations", "/worklist", "/deadlines", "/audit", "/statistics", "/events")
    return "".join(call.get(who, path).text for path in paths)


@invariant(40, 57)
@rule("SC-20.1", "SC-20.3", "SC-20.4", "IMPLICIT:lead", "IMPLICIT:inquiry", "IMPLICIT:hold")
def test_a_lead_is_inquired_into_established_and_transferred_and_nobody_else_learns_of_it(
    call: Caller,
) -> None:
    inquired(call)
    for who in (*OTHERS, UNIT):
        assert {one.status_code for one in reads(call, who)} == {404}, who
        assert CASE not in lists(call, who), who
    assert CASE in lists(call, INQUIRER)
    act(call, DECIDER, "hold-funding", {"amount": 100_00, "reason": "调查期间"})
    act(call, INQUIRER, "notify-intended-decision", NOTICE)
    assert {one.status_code for one in reads(call, UNIT)} == {200}
    defence = {"statement": "合同原件随后提交", "hearing": False}
    act(call, UNIT, "submit-defence", defence, None)
    not_alone = call.do(INQUIRER, "violations", CASE, "conclude-inquiry", FINDING)
    assert rules(not_alone) == ["IMPLICIT:duty", "IMPLICIT:inquiry-separation"]
    act(call, DECIDER, "conclude-inquiry", FINDING)
    act(call, DECIDER, "stop-funding", {"reason": "套取", "served_on": "2026-03-02"})
    act(call, DECIDER, "transfer-to-public-security", {"receiver": "成都市公安局", "facts": "合同"})
    act(call, DECIDER, "close-violation", {"reason": "处理完毕", "suspected_crime": True}, None)
    for who in OTHERS:
        assert {one.status_code for one in reads(call, who)} == {404}, who
        assert CASE not in lists(call, who), who
    assert told_to_the_unit(call) == [
        *("intended-decision-notified", "defence-submitted"),
        *("violation-established", "funding-stopped"),
    ]


def told_to_the_unit(call: Caller) -> list[str]:
    """What the unit reads names what was served on it, and nothing before, between or after it."""
    texts = [one.text for one in reads(call, UNIT)]
    events = reads(call, UNIT)[1].json()["items"]
    state = call.state(UNIT, "violations", CASE)
    assert (state["version"], state["state"]["stage"]) == (4, "ESTABLISHED")
    assert [event["version"] for event in events] == [1, 2, 3, 4]
    for secret in SECRETS:
        assert not [text for text in [*texts, lists(call, UNIT)] if f'"{secret}' in text], secret
    assert "以虚假合同套取" in texts[0] and "合同原件随后提交" in texts[0]
    hold = call.runtime.vault.claim_id(HOLD, USCC)
    assert call.get(UNIT, f"/holds/{hold}").status_code == 404
    heard = call.get(UNIT, "/events", stream="violations").json()["items"]
    assert [event["type"] for event in heard] == [event["type"] for event in events]
    return [event["type"] for event in events]


@rule("SC-19", "IMPLICIT:lead")
@pytest.mark.parametrize("who", [None, "applicant.2"])
def test_anybody_reports_a_branch_and_the_centre_learns_nothing_of_it(
    call: Caller, who: str | None
) -> None:
    [centre, *_] = call.runtime.log.streams("centres/")
    id, before = centre.partition("/")[2], call.runtime.store.current(centre)
    report = {
        "branch": {"name": "绵阳分中心", "place": "绵阳市", "manner": "PLAQUE"},
        "facts": "门口挂牌",
    }
    answer = done(call.do(who, "centres", id, "report-branch", report))
    assert answer["event"].keys() == {"received_on"} and answer["stream"] == "centres"
    assert call.runtime.store.current(centre) == before
    [lead] = call.runtime.log.streams("violations/")
    case, _ = call.runtime.store.current(lead)
    assert isinstance(case, Violation) and (case.stage, case.centre) == ("LEAD", id)
    register = {"name": "绵阳分中心", "place": "绵阳市", "since": "2026-03-02"}
    owner = f"centre.{1 + APPLICANTS.index(case.owner)}"
    assert rules(call.do(owner, "centres", id, "register-branch", register)) == ["SC-19"]
