"""A command over HTTP: its receipt, who may give it, and every reason against it."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from adapters.event_store.log import StoreUnavailable
from domain.streams import STREAMS
from services.api.requests import CALLERS_STREAMS
from services.commands import dispatcher as acting
from services.demo.round import SICHUAN_BATCH
from tests.support.calling import Caller, as_body, done, draft, rules
from tests.support.citing import rule
from tests.support.sichuan import SKILLS, USCC

pytest_plugins = ["tests.support.http_fixtures"]

ENGLISH = {"Accept-Language": "en"}
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}


def test_a_command_is_answered_with_its_event_and_a_receipt(shared: Caller, id: str) -> None:
    response = shared.open("applicant.1", "applications", draft(), id=id)
    body = done(response)
    assert set(body) == {
        *("stream", "id", "version", "position", "event", "receipt", "also", "flags"),
    }
    assert (body["stream"], body["id"], body["version"]) == ("applications", id, 1)
    assert body["event"]["type"] == "draft-created"
    assert body["also"] == body["flags"] == []
    assert response.headers["ETag"] == '"1"'
    assert response.headers["Location"] == f"/api/v1/applications/{id}"


def test_the_receipt_is_the_hash_of_the_salt_and_the_stored_bytes(shared: Caller, id: str) -> None:
    body = done(shared.open("applicant.1", "applications", draft(), id=id))
    [stored] = shared.runtime.log.at([body["position"]])
    salted = bytes.fromhex(body["receipt"]["salt"]) + stored.state
    assert body["receipt"]["sha256"] == sha256(salted).hexdigest()
    assert datetime.fromisoformat(body["receipt"]["recorded_at"]) == stored.recorded_at


def test_the_receipt_names_what_was_done_on_other_cases(call: Caller) -> None:
    call.walk("a1", until="CreateDraft")
    submit = {"addressee": "510100"}
    body = done(call.do("applicant.1", "applications", "a1", "submit-application", submit))
    [other] = body["also"]
    assert {"stream", "id", "version", "position"} <= set(other)
    assert (other["stream"], other["version"]) == ("claims", 1)
    assert other["position"] == body["position"] + 1


def test_a_case_has_the_id_that_the_caller_gives_or_a_new_one(shared: Caller, id: str) -> None:
    assert done(shared.open("applicant.1", "applications", draft(), id=id))["id"] == id
    made = {done(shared.open("applicant.1", "applications", draft()))["id"] for _ in range(2)}
    assert len(made) == 2


def test_a_case_is_not_opened_twice(shared: Caller, id: str) -> None:
    done(shared.open("applicant.1", "applications", draft(), id=id))
    again = shared.open("applicant.1", "applications", draft(), id=id)
    assert (again.status_code, rules(again)) == (409, ["IMPLICIT:open"])


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/nothing/x/accept-application",
        "/applications/no-such-case/accept-application",
        "/applications/demo-2/no-such-command",
        "/applications/demo-2/AcceptApplication",
        "/applications/with space/accept-application",
        "/applications/%00/accept-application",
    ],
)
def test_what_is_not_there_is_not_found(shared: Caller, path: str) -> None:
    response = shared.post("pref.510100", path, {"command": {}})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/claims",
        "/claims/c1/reserve-claim",
        "/claims/c1/release-claim",
        "/applications/demo-2/propose-entry",
        "/applications/demo-2/publish-entry",
        "/applications/demo-2/drop-from-list",
        "/centres/demo-5/open-centre-file",
    ],
)
def test_nobody_reaches_claims_or_what_only_another_act_brings_about(
    shared: Caller, path: str
) -> None:
    assert shared.post("prov.sc.decider", path, {"command": {}}).status_code == 404


def test_a_stream_that_only_another_act_opens_is_not_opened_by_callers(
    shared: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CALLERS_STREAMS, "holds", STREAMS["holds"])
    response = shared.open("prov.sc.decider", "holds", {})
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")


@rule("SC-07.1")
def test_a_wrong_role_is_told_which_role_may_act(shared: Caller) -> None:
    response = shared.do("prov.sc", "applications", "demo-2", "accept-application", headers=ENGLISH)
    assert (response.status_code, rules(response)) == (403, ["SC-07.1"])
    [refusal] = response.json()["refusals"]
    assert refusal["asked"] == "provincial bureau"
    assert refusal["allowed"] == "prefecture bureau"


@rule("SC-07.1")
def test_a_bureau_of_another_prefecture_is_told_which_one_may_act(shared: Caller) -> None:
    response = shared.do("pref.510700", "applications", "demo-2", "accept-application")
    assert (response.status_code, rules(response)) == (403, ["SC-07.1"])
    [refusal] = response.json()["refusals"]
    assert (refusal["asked"], refusal["allowed"]) == ("绵阳市（510700）", "成都市（510100）")


@rule("IMPLICIT:separation")
def test_who_lacks_the_separated_duty_does_not_act(shared: Caller) -> None:
    body = {"list_no": "X", "selected": [{"application": "demo-5"}]}
    response = shared.do(
        "prov.sc", "batches", SICHUAN_BATCH, "determine-list", body, document_no="1号"
    )
    assert (response.status_code, rules(response)) == (403, ["IMPLICIT:duty"])


def test_to_an_outsider_another_units_case_is_as_absent_as_no_case(shared: Caller) -> None:
    reason = {"reason": "内部调整"}

    def answer(id: str) -> dict[str, Any]:
        response = shared.do("applicant.1", "applications", id, "withdraw-application", reason)
        assert response.status_code == 404
        return {**response.json(), "instance": None}

    assert answer("demo-2") == answer("no-such-case")


def test_all_reasons_are_given_at_once_and_each_with_its_rule(shared: Caller, id: str) -> None:
    few = [{"name": "员工甲", "title": "工程师", "skills": SKILLS, "assignment": "运营"}]
    body = draft(team=few, operation_cases=[], commitment=False)
    done(shared.open("applicant.1", "applications", body, id=id))
    submit = {"addressee": "510700"}
    response = shared.do("applicant.1", "applications", id, "submit-application", submit)
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert {"type", "title", "status", "detail", "refusals"} <= set(problem)
    assert {"SC-05.7", "SC-07.1", "SC-07.2", "SC-A1"} <= set(rules(response))
    for refusal in problem["refusals"]:
        shown = {"rule", "article", "phrase", "asked", "allowed", "kind", "fields"}
        assert set(refusal) == {*shown, "interpreted"}
        assert all(refusal[part] for part in shown)
        assert refusal["asked"] in problem["detail"]


def test_a_refusal_is_in_the_language_that_the_caller_prefers(shared: Caller, id: str) -> None:
    done(shared.open("applicant.1", "applications", draft(team=[]), id=id))
    submit = {"addressee": "510100"}

    def detail(headers: dict[str, str] | None) -> str:
        case = ("applications", id, "submit-application")
        response = shared.do("applicant.1", *case, submit, headers=headers)
        assert response.status_code == 409
        return str(response.json()["detail"])

    assert "(allowed: " in detail(ENGLISH)
    assert "应当" not in detail(ENGLISH)
    assert detail(None) == detail(CHINESE)
    assert "应当" in detail(CHINESE)


def test_an_act_of_the_future_is_refused(shared: Caller) -> None:
    tomorrow = shared.runtime.clock.today() + timedelta(days=1)
    response = shared.do(
        "pref.510100", "applications", "demo-2", "accept-application", occurred_on=str(tomorrow)
    )
    [fault] = response.json()["errors"]
    assert (response.status_code, fault["pointer"]) == (422, "/occurred_on")
    assert f"{tomorrow} 在将来" in fault["detail"]


def test_an_act_before_the_cases_last_one_needs_its_reason(call: Caller) -> None:
    call.walk("a1", until="SubmitApplication")
    case = ("pref.510100", "applications", "a1", "accept-application")
    early = call.do(*case, occurred_on="2026-02-27")
    assert (early.status_code, rules(early)) == (409, ["IMPLICIT:late"])
    done(call.do(*case, occurred_on="2026-02-27", late_reason="收文登记滞后"))
    [record] = call.runtime.log.history("applications/a1", after=2)
    assert "收文登记滞后".encode() in record.state


def test_an_act_is_of_today_where_no_day_is_given(shared: Caller, id: str) -> None:
    done(shared.open("applicant.1", "applications", draft(), id=id))
    history = done(shared.get("applicant.1", f"/applications/{id}/events"), 200)
    assert history["items"][0]["context"]["occurred_on"] == "2026-03-02"
    assert history["items"][0]["context"]["effective_on"] == "2026-03-02"


def test_a_unit_registers_under_its_own_code_only(call: Caller) -> None:
    other = "12510000450718001W"
    wrong = call.open("applicant.1", "parties", {"uscc": other, "name": "四川示例大学"}, id=USCC)
    assert rules(wrong) == ["IMPLICIT:credit-code", "IMPLICIT:credit-code"]
    call.register()


def test_while_the_store_is_away_the_caller_is_asked_to_come_again(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(acting, "PATIENCE", 0.3)
    with monkeypatch.context() as patch:
        patch.setattr(call.runtime.log, "write", away)
        response = call.open("applicant.1", "applications", draft(), id="a1")
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) >= 1
        assert response.headers["Content-Type"] == "application/problem+json"
    done(call.open("applicant.1", "applications", draft(), id="a1"))


def test_a_form_sent_as_it_was_read_is_taken_again(call: Caller) -> None:
    """What the applicant sees of its draft is what it may send, but for ids and sealed numbers."""
    call.walk("a1", until="CreateDraft")
    form = call.state("applicant.1", "applications", "a1")["state"]["form"]
    revision = {"form": as_body(form)}
    done(call.do("applicant.1", "applications", "a1", "revise-draft", revision))
    assert call.state("applicant.1", "applications", "a1")["state"]["form"] == form


def test_the_calendar_is_entered_by_officials_and_not_by_applicants(shared: Caller) -> None:
    notice = {"year": 2027, "notice_no": "国办发明电〔2026〕7号", "off": [str(date(2027, 1, 1))]}
    path = ("calendars", "CN", "publish-calendar")
    assert shared.do("applicant.1", *path, notice).status_code == 403
    done(shared.do("prov.sc", "calendars", "CN", "propose-calendar", notice))
    assert shared.do("prov.sc", *path, notice).status_code == 403
    done(shared.do("prov.im", *path, notice))
