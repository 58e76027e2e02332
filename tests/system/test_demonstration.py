"""The demonstration: two provinces with an application at every stage, which go on from there."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from adapters.event_store.codec import decode
from domain.application.case import Application
from domain.batch.case import Batch
from domain.panel import Panel
from services.demo import people as demo
from services.demo import round as demo_round
from services.demo.experts import CRITERIA
from services.demo.units import DemoUnit, Region
from tests.support.calling import PAPER, Caller, done, eventually
from tests.support.citing import rule

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

TODAY = date(2026, 3, 2)
ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([A-Z_]+)`[^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
UNITS = [(region, unit) for region in demo_round.REGIONS for unit in region.units]
WITHOUT = {1, 4, 7}
IM, PANEL = "im-2026-1", "im-2026-1-3"

each_unit = pytest.mark.parametrize(("region", "unit"), UNITS, ids=[unit.id for _, unit in UNITS])


def stages(readme: str) -> dict[str, tuple[str, str]]:
    """Application -> its regime and stage, as the document says."""
    told = dict[str, tuple[str, str]]()
    for stage, *columns, _ in ROW.findall((ROOT / readme).read_text("utf-8")):
        for regime, column in zip(("SC", "IM"), columns, strict=True):
            told |= dict.fromkeys(re.findall(r"`(demo-\d+)`", column), (regime, stage))
    return told


def turns(readme: str) -> list[tuple[str, str]]:
    """Applications and the account whose turn it is, as the document says."""
    rows = ROW.findall((ROOT / readme).read_text("utf-8"))
    return [
        (id, who[0])
        for _, *columns, last in rows
        for id in re.findall(r"`(demo-\d+)`", "".join(columns))
        if (who := re.findall(r"`([a-z0-9.]+)`", last))
    ]


def application(caller: Caller, id: str) -> Application:
    case, _ = caller.runtime.store.current(f"applications/{id}")
    assert isinstance(case, Application)
    return case


def panel(caller: Caller) -> tuple[Panel, tuple[str, ...]]:
    """The one at work, and its members."""
    case, _ = caller.runtime.store.current(f"batches/{IM}")
    assert isinstance(case, Batch)
    found = case.panel(PANEL)
    assert found is not None
    return found, case.members(found)


def end(caller: Caller) -> int:
    found = caller.runtime.log.end()
    assert found is not None
    return found[0]


def listed(caller: Caller, who: str | None, path: str) -> list[dict[str, Any]]:
    page = done(caller.get(who, path, min_position=end(caller), limit=500), 200)
    items: list[dict[str, Any]] = page["items"]
    return items


def everything(caller: Caller) -> Iterator[Any]:
    for name in caller.runtime.log.streams(""):
        for stored in caller.runtime.log.history(name):
            yield decode(stored.topic, stored.state)


# Where everybody stands


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_every_application_stands_where_the_documents_say(shared: Caller, readme: str) -> None:
    cases = {unit.id: application(shared, unit.id) for _, unit in UNITS}
    assert {id: (case.regime, case.stage) for id, case in cases.items()} == stages(readme)


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_whose_turn_it_is_sees_the_case_and_can_go_on(shared: Caller, readme: str) -> None:
    told = turns(readme)
    assert len(told) == 8
    for id, who in told:
        state = done(shared.get(who, f"/applications/{id}"), 200)
        allowed = {one["command"] for one in state["actions"] if one["allowed"]}
        assert allowed - {"WithdrawApplication", "ChangeApplicationData"}, (id, who)
    assert shared.get("prov.sc", "/applications/demo-6").status_code == 404


def test_a_dozen_units_apply_and_those_of_the_examples_have_nothing_yet(shared: Caller) -> None:
    numbers = {unit.number for _, unit in UNITS}
    assert len(numbers) >= 12
    assert numbers == set(range(1, len(demo.APPLICANTS) + 1)) - WITHOUT
    assert set(shared.runtime.log.streams("applications/")) == {
        f"applications/demo-{number}" for number in numbers
    }


def test_both_channels_and_both_provinces_are_shown() -> None:
    assert {(region.regime, unit.channel) for region, unit in UNITS} == {
        (regime, channel) for regime in ("SC", "IM") for channel in ("ORDINARY", "DIRECT")
    }


def test_nothing_is_dated_later_than_the_day_on_which_it_begins(shared: Caller) -> None:
    days = [one.context.occurred_on for one in everything(shared)]
    assert max(days) <= TODAY


@rule("IM-07.7")
def test_a_publicity_that_runs_ends_after_the_first_day(shared: Caller) -> None:
    found = application(shared, "demo-10").publicised
    assert found is not None
    assert found.period.ends == date(2026, 3, 9) > TODAY


@each_unit
def test_an_application_is_that_of_its_unit(shared: Caller, region: Region, unit: DemoUnit) -> None:
    case = application(shared, unit.id)
    assert case.owner == demo.accounts()[unit.applicant].organ
    assert (case.regime, case.channel) == (region.regime, unit.channel)
    assert case.flags == ()


# Papers


@each_unit
def test_every_paper_opens_for_its_unit_and_once_it_is_submitted_for_its_bureau(
    shared: Caller, region: Region, unit: DemoUnit
) -> None:
    case = application(shared, unit.id)
    form, readers = case.form, [unit.applicant, *([unit.bureau] if case.submitted_on else [])]
    if not case.submitted_on:
        answers = {shared.get(unit.bureau, f"/files/{h}").status_code for h in form.files}
        assert answers == {404}
    for who in readers:
        pages = [opened(shared, who, hash) for hash in form.files]
        assert len(set(pages)) == len(form.files) >= 8
    assert {paper.file for paper in form.attachments} == form.files
    assert len({paper.kind for paper in form.attachments}) == len(form.attachments)


def opened(caller: Caller, who: str, hash: str) -> bytes:
    answer = caller.get(who, f"/files/{hash}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    return answer.content


# Lists


@pytest.mark.parametrize(
    ("who", "waits"),
    [
        ("pref.150100", {}),
        ("pref.510500", {"demo-15": ["StartLocalReview"]}),
        ("pref.511800", {}),
        (
            "prov.sc.reviewer",
            {"demo-13": ["PassRecheck", "FailRecheck"], "demo-14": ["StartRecheck"]},
        ),
        ("prov.im.reviewer", {}),
        (
            "prov.im.objections",
            {"demo-12": ["CheckObjectionForm", "RefuseObjection"]},
        ),
    ],
)
def test_the_worklist_says_what_waits(
    shared: Caller, who: str, waits: dict[str, list[str]]
) -> None:
    found = {one["id"]: one["commands"] for one in listed(shared, who, "/worklist")}
    assert found == waits


def test_each_province_has_a_centre_in_the_registry(shared: Caller) -> None:
    found = {one["id"]: one["name"] for one in listed(shared, None, "/registry/centres")}
    assert found == {
        "demo-5": "四川省装备制造产业知识产权运营中心",
        "demo-9": "内蒙古自治区稀土产业知识产权运营中心",
    }


def test_the_public_reads_of_four_entries(shared: Caller) -> None:
    found = {one["application"]: one["status"] for one in listed(shared, None, "/publicity")}
    assert found == {
        "demo-5": "RECOGNISED",
        "demo-9": "RECOGNISED",
        "demo-10": "RUNNING",
        "demo-12": "RUNNING",
    }


def test_two_of_the_panel_have_scored_and_the_others_are_waited_for(shared: Caller) -> None:
    found, members = panel(shared)
    assert found.declared == members
    assert len(application(shared, "demo-11").sheets) == 2
    for place, member in enumerate(members):
        waits = [one["commands"] for one in listed(shared, member, "/worklist")]
        assert waits == ([["SubmitScore"]] if place >= 2 else [])


# Told again, and told on


def test_told_again_nothing_happens_whatever_was_done_meanwhile(call: Caller) -> None:
    _, members = panel(call)
    demo_round.begin(call.runtime)
    recusal = {"expert": members[0], "ground": "PAID_ADVICE", "source": "ORGAN"}
    done(call.do("prov.im.experts", "batches", IM, "recuse-expert", recusal))
    reason = {"reason": "另行安排"}
    for number in (6, 8, 10):
        who = f"applicant.{number}"
        done(call.do(who, "applications", f"demo-{number}", "withdraw-application", reason))
    before = end(call)
    demo_round.begin(call.runtime)
    assert end(call) == before


def test_the_draft_can_be_handed_in_as_it_is(call: Caller) -> None:
    addressee = {"addressee": "510600"}
    done(call.do("applicant.6", "applications", "demo-6", "submit-application", addressee))


def test_the_accounts_of_inner_mongolia_bring_their_cases_further(call: Caller) -> None:
    sheet = [{"criterion": name, "points": 2000} for name in CRITERIA]
    _, members = panel(call)
    for member in members[2:]:
        score = {"panel_no": PANEL, "sheet": sheet, "opinion": "可行"}
        done(call.do(member, "applications", "demo-11", "submit-score", score))
    word = {"opinion": "建议认定"}
    done(call.do(members[0], "applications", "demo-11", "complete-expert-review", word))
    listing = {"list_no": "L9", "selected": [{"application": "demo-11"}]}
    decider = "prov.im.decider"
    done(call.do(decider, "batches", IM, "determine-list", listing, document_no=PAPER))
    officer = "prov.im.objections"
    done(call.do(officer, "applications", "demo-12", "check-objection-form", {"no": 1}))
    done(call.do(officer, "applications", "demo-12", "start-investigation", {"no": 1}))
    call.move(date(2026, 3, 10))
    eventually(partial(cleared, call))
    done(call.do(decider, "applications", "demo-10", "recognise-centre", document_no=PAPER))


def cleared(caller: Caller) -> bool:
    return caller.stage("applications", "demo-10") == "PUBLICITY_CLEAR"


def test_who_holds_an_account_has_a_name_of_their_own(house: Caller) -> None:
    held = {who for who, one in demo.accounts().items() if one.role != "EXPERT"}
    names = house.runtime.accounts.names.of(held)
    assert names.keys() == held
    assert len(set(names.values())) == len(held)
