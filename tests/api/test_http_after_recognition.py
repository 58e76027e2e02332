"""A centre after its recognition over HTTP: what waits for whom, its duties, the overview of its
area, what may be done in each of its proceedings; and what nobody else is told."""

from typing import Any

from domain.centre.case import Centre
from services.demo import people
from services.demo.papers import one_line_pdf
from tests.support.calling import Caller, done, eventually
from tests.support.citing import rule

pytest_plugins = ["tests.support.http_fixtures"]

ID, PREF, ORGAN = "demo-5", "pref.510700", "prov.sc.supervision"
STRANGERS = ("applicant.2", "pref.510100", "prov.im")
PAPER = "川知发〔2026〕9号"


def owner(call: Caller) -> str:
    """The account of the centre that the demonstration has recognised."""
    case, _ = call.runtime.store.current(f"centres/{ID}")
    assert isinstance(case, Centre)
    mine = people.accounts().items()
    return next(name for name, one in mine if (one.organ, one.role) == (case.owner, "CENTRE"))


def kept(call: Caller, who: str, path: str, **query: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = done(call.get(who, path, **query), 200)["items"]
    return [row for row in rows if row["id"] == ID]


def tasks(call: Caller, who: str) -> dict[str, list[str]]:
    rows = kept(call, who, "/worklist", stream="centres")
    return {row["proceeding"]: row["commands"] for row in rows}


@rule("SC-13.1", "SC-13.7")
def test_a_bureau_a_centre_and_nobody_else_see_what_waits_after_recognition(call: Caller) -> None:
    centre = owner(call)
    call.service.subscription.catch_up()
    assert tasks(call, centre) == {"annual/2026": ["SubmitAnnualSummary"]}
    [row] = kept(call, centre, "/worklist", stream="centres")
    assert row["name"] and "done" not in row and row["stage_words"]["zh"] == "尚未开始"
    assert row["proceeding_words"]["zh"] == "2026年度"
    assert {one["kind"] for one in kept(call, centre, "/deadlines")} == {"annual", "year"}
    assert tasks(call, PREF) == tasks(call, ORGAN) == {}
    told = [{"rule": one, "text": "已开展"} for one in ("SC-04.1", "SC-09")]
    filed = {"year": 2026, "summary": "运营工作总结", "sections": told}
    evidence = [done(call.post(centre, "/files", one_line_pdf("summary")))["hash"]]
    done(call.do(centre, "centres", ID, "submit-annual-summary", filed, evidence=evidence))
    order = {
        "grounds": ["DUTIES"],
        "items": ["补报服务目录"],
        "until": "2026-06-30",
        "reason": "未履行职责",
        "served_on": call.runtime.clock.today().isoformat(),
    }
    done(call.do(ORGAN, "centres", ID, "order-rectification", order, document_no=PAPER))
    eventually(lambda: tasks(call, PREF) == {"annual/2026": ["AuditAnnualPaper"]})
    eventually(lambda: tasks(call, centre) == {"rectification/1": ["SubmitRectificationReport"]})
    told_to_whom_it_concerns(call, centre)
    overviews(call)
    proceedings_in_words(call, centre)


def told_to_whom_it_concerns(call: Caller, centre: str) -> None:
    for who in (centre, PREF, ORGAN):
        rows = {row["proceeding"]: row for row in kept(call, who, "/duties")}
        assert rows.keys() == {"", "annual/2026", "rectification/1"}
        year, running = rows["annual/2026"], rows["rectification/1"]
        assert (year["stage_words"]["zh"], year["due"]) == ("已提交", "2026-12-31")
        assert [one["command"] for one in year["missing"]] == ["AuditAnnualPaper"]
        assert year["missing"][0]["command_words"]["zh"]
        assert (running["until"], running["stage"]) == ("2026-06-30", "ORDERED")
        assert running["name"] == year["name"] == rows[""]["name"] != ""
    for who in STRANGERS:
        assert not any(kept(call, who, path) for path in ("/duties", "/worklist", "/deadlines"))
    assert call.get(None, "/duties").status_code == 401
    before = kept(call, PREF, "/duties", as_of="2025-12-31")
    assert before == []


def overviews(call: Caller) -> None:
    seen = done(call.get(PREF, "/overview", year=2026), 200)
    stages = {one["stage"]: one["count"] for one in seen["centres"]}
    assert stages["RECTIFYING"] == 1
    assert all(one["stage_words"]["zh"] for one in (*seen["centres"], *seen["papers"]))
    [running] = seen["rectifications"]["items"]
    assert (running["proceeding"], running["until"]) == ("rectification/1", "2026-06-30")
    assert (seen["late"]["count"], seen["ends"]["count"]) == (0, 0)
    elsewhere = done(call.get("pref.510100", "/overview"), 200)
    assert elsewhere["rectifications"] == {"count": 0, "items": []}


def proceedings_in_words(call: Caller, centre: str) -> None:
    """The state and the acts of each proceeding; what differs between two versions of it."""
    state = call.state(centre, "centres", ID)
    kinds = {(one["kind"], one["key"], one["stage"]) for one in state["state"]["proceedings"]}
    assert kinds == {("annual", "2026", "SUBMITTED"), ("rectification", "1", "ORDERED")}
    assert state["proceedings"]["rectification/1"]["stage_words"]["zh"] == "已责令整改"
    actions = {(one["command"], one["proceeding"]): one for one in state["actions"]}
    report = actions["SubmitRectificationReport", "rectification/1"]
    assert report["allowed"] and report["about"]["zh"] == "第1次整改"
    assert actions["AuditAnnualPaper", "annual/2026"]["when"] == "not_yours"
    changed = done(call.get(centre, f"/centres/{ID}/diff"), 200)["changes"]
    about = {one["about"]["zh"] for one in changed if one["pointer"].startswith("/proceedings/")}
    assert about == {"2026年度", "第1次整改"}
    told = {one["id"]: (one["before"], one["after"]["zh"]) for one in between_moments(call, centre)}
    assert told == {
        "annual/2026": (None, "已提交"),
        "rectification/1": (None, "已责令整改"),
    }
    assert between_moments(call, centre, known_to="2020-01-01T00:00:00Z") == []
    both: dict[str, Any] = {"day_from": "2026-02-09", "from": 1}
    assert call.get(centre, f"/centres/{ID}/diff", **both).status_code == 422


def between_moments(call: Caller, who: str, **query: Any) -> list[dict[str, Any]]:
    """The proceedings that are at another stage than on the day before the recognition."""
    path = f"/centres/{ID}/diff"
    answer = done(call.get(who, path, day_from="2026-02-08", **query), 200)
    assert answer["day_from"] == "2026-02-08"
    found: list[dict[str, Any]] = answer["proceedings"]
    return found
