"""The national level over HTTP: what is unknown is answered in words, and a province's
recommendation brings the unit a draft by itself, once."""

from functools import partial
from typing import Any

import msgspec
import pytest

from adapters.event_store.codec import decode
from domain.centre.annual import AuditAnnualPaper, ForwardAnnualPaper, SubmitAnnualSummary
from domain.centre.case import Centre
from domain.centre.evaluating import EvaluateCentre
from domain.centre.sections import Section
from domain.context import Actor
from services.commands.messages import CommandRequest
from services.reactions.reacting import Reactor
from tests.support.calling import Caller, as_body, done, eventually
from tests.support.citing import invariant, rule
from tests.support.national import BUILDING, CHINA, national_form

pytest_plugins = ["tests.support.http_fixtures"]

RECOMMEND = ("prov.sc.decider", "centres", "demo-5", "recommend-to-national")
PAPER = "川知〔2026〕8号"


@pytest.fixture(scope="module")
def submitted(shared: Caller) -> Caller:
    """The application n-a1 of applicant.1 lies with the national administration."""
    shared.register()
    window = {"window_from": "2026-01-01", "window_to": "2026-12-31"}
    call = {"regime": "NAT-2024", "title": "首批", **window}
    done(shared.open("cnipa.national", "batches", call, id="n1"))
    draft = {"regime": "NAT-2024", "channel": "ORDINARY", "batch": "n1"}
    form = msgspec.to_builtins(national_form())
    done(shared.open("applicant.1", "applications", {**draft, "form": form}, id="n-a1"))
    submit = ("applicant.1", "applications", "n-a1", "submit-application", {"addressee": CHINA})
    done(shared.do(*submit))
    return shared


@rule("N-18")
@pytest.mark.parametrize("english", [False, True])
def test_an_unknown_step_is_one_refusal_that_says_what_would_help(
    submitted: Caller, english: bool
) -> None:
    headers = {"Accept-Language": "en" if english else "zh"}
    path = ("cnipa.national", "applications", "n-a1", "accept-application")
    answer = submitted.do(*path, headers=headers)
    assert answer.status_code == 409
    [reason] = answer.json()["refusals"]
    assert (reason["rule"], reason["kind"]) == ("N-18", "unknown")
    assert ("not at hand" if english else "原文尚未取得") in answer.json()["detail"]


@rule("N-18", "N-16")
def test_the_state_lists_it_as_not_yet_to_cnipa_and_the_province_reads_it_too(
    submitted: Caller,
) -> None:
    state = submitted.state("cnipa.national", "applications", "n-a1")
    when = {one["command"]: one["when"] for one in state["actions"]}
    assert when["AcceptApplication"] == "not_yet"
    assert when["ApproveByPartyGroup"] == "over"
    assert submitted.get("prov.im", "/applications/n-a1").status_code == 404
    assert submitted.get("cnipa", "/applications/n-a1").status_code == 404


@rule("N-26")
@invariant(35)
def test_a_registered_centre_is_in_the_registry_as_what_it_is(submitted: Caller) -> None:
    path = ("centre.1", "centres", "n-c1", "register-building-centre")
    last = done(submitted.do(*path, as_body(BUILDING)))
    query = {"min_position": last["position"], "status": "BUILDING_UNRECOGNISED"}
    [row] = done(submitted.get(None, "/registry/centres", **query), 200)["items"]
    assert (row["id"], row["recognised_on"], row["level"]) == ("n-c1", None, "")
    active = done(submitted.get(None, "/registry/centres", status="ACTIVE"), 200)["items"]
    assert "n-c1" not in [one["id"] for one in active]


def drafts_of(caller: Caller, centre: str) -> list[str]:
    """The keys of the reactions that recommendations of a centre brought a draft in."""
    found = caller.runtime.log.follow(0, 10_000)
    drafts = (one for one in found if one.topic == "recommended-draft-opened")
    events = [decode(one.topic, one.state).event for one in drafts]
    return [str(one.in_reaction_to) for one in events if getattr(one, "of_centre", "") == centre]


def evaluate(caller: Caller, centre: str) -> None:
    """The centre's year is filed, audited, sent on and evaluated with the best grade."""
    case, _ = caller.runtime.store.current(f"centres/{centre}")
    assert isinstance(case, Centre)
    year = caller.runtime.clock.today().year
    unit = Actor("centre.year", "CENTRE", case.owner, ("submission",))
    local = Actor("pref.year", "PREF", case.division, ("audit",))
    upper = Actor("prov.year", "PROV", "510000", ("evaluation",))
    told = (Section("SC-04.1", "组建联合体"), Section("SC-09", "修订制度"))
    for actor, command in (
        (unit, SubmitAnnualSummary(year=year, summary="总结", sections=told)),
        (local, AuditAnnualPaper(year=year, result="PASS", opinion="属实")),
        (local, ForwardAnnualPaper(year=year)),
        (upper, EvaluateCentre(year=year, grade="GOOD", findings="成效突出")),
    ):
        request = CommandRequest(
            "centres", centre, command, actor, document_no=PAPER, evidence=("0" * 64,)
        )
        caller.runtime.dispatcher.act(request)


@rule("SC-14")
@invariant(56)
def test_a_recommendation_brings_the_unit_a_draft_once_whoever_reacts(shared: Caller) -> None:
    evaluate(shared, "demo-5")
    done(shared.do(*RECOMMEND, {"achievements": "成效突出"}, document_no=PAPER))
    eventually(partial(drafts_of, shared, "demo-5"))
    late: list[Any] = [Reactor(shared.runtime.readmodel, shared.runtime.dispatcher)]
    assert [one.tick() for one in late] == [0]
    assert len(drafts_of(shared, "demo-5")) == 1
    shared.service.subscription.catch_up()
    assert [*late[0].rounds()] == [[]]
