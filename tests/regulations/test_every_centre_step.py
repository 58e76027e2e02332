"""Each line of each step of a centre's life holds something back: without it, it would happen."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from domain.context import SYSTEM, Actor
from domain.proceeding import Proceeding
from domain.refusal import Kind
from domain.regulation.model import Step
from tests.support.centre_life import CENTRE, STREAM, CentreLife
from tests.support.centre_road import MAY_BE_ASKED, asked_for, before, relax
from tests.support.citing import rule
from tests.support.helpful_refusals import faults
from tests.support.mutating import with_step, without_step
from tests.support.road import Road
from tests.support.roads import ROADS, at_length, line_at_length
from tests.support.world import DAY

KINDS: dict[str, Kind] = {
    **dict.fromkeys(("by", "duty", "territory"), "who"),
    **dict.fromkeys(("after", "unless", "at_most"), "order"),
    **dict.fromkeys(("during", "at"), "stage"),
    **dict.fromkeys(("elapsed", "within"), "period"),
    "needs": "paper",
}
"""What each line is about."""
ROOT = Path(__file__).parents[2]
ELSEWHERE = '["ELSEWHERE"]'
HELD_TWICE = {("BeginYear", "elapsed")}
"""Lines without which something else still holds the same back: no year begins before its day."""

STEPS = [
    pytest.param(road, step, id=f"{road.name}-{step.do}", marks=at_length(road, step))
    for road in ROADS
    for step in road.steps
    if step.do in MAY_BE_ASKED
]
LINES = [
    pytest.param(
        road, step, key, id=f"{road.name}-{step.do}-{key}", marks=line_at_length(road, step, key)
    )
    for road in ROADS
    for step in road.steps
    for key in KINDS
    if step.do in MAY_BE_ASKED and getattr(step, key) and (step.do, key) not in HELD_TWICE
]
TAKEN_ELSEWHERE = {
    # brought about by the last act of an application, and tried with it in test_every_step.py
    **dict.fromkeys(("OpenCentreFile", "OpenConstructionFile"), "tests/support/road.py"),
    # asked by anybody and kept by no centre, or refused to everybody: test_every_step.py
    **dict.fromkeys(("ReportBranch", "RegisterBranch"), "tests/support/asking.py"),
    # what is asked depends on an earlier record
    **dict.fromkeys(
        ("ProposeCentreCorrection", "ConfirmCentreCorrection"),
        "tests/domain/test_correcting_records.py",
    ),
}
"""Steps on a centre that are taken in another place, and where."""


def spoilt(life: CentreLife, step: Step, key: str) -> CentreLife:
    """The centre with what a line looks at as it does not want it."""
    case, name = life.centre, f"{STREAM}/{CENTRE}"
    if key == "during":
        life.world.states[name] = replace(case, stage="ELSEWHERE", final=False)
    elif key in ("at", "after", "unless", "at_most") and step.proceeding:
        found = case.proceedings or (begun(life, step.proceeding),)
        changed = tuple(replace(one, **otherwise(one.done, step, key)) for one in found)
        life.world.states[name] = replace(case, proceedings=changed)
    elif key in ("after", "unless"):
        life.world.states[name] = replace(case, **otherwise(case.done, step, key))
    return life


def begun(life: CentreLife, kind: str) -> Proceeding:
    """The year, or the affair, of the requests, begun by nobody in particular."""
    sha = str(life.world.histories[f"{STREAM}/{CENTRE}"][0].regulation)
    key = "2026" if kind == "annual" else "1"
    return Proceeding(kind=kind, key=key, stage="OPEN", began_on=DAY, regulation=sha)


def otherwise(done: tuple[str, ...], step: Step, key: str) -> dict[str, Any]:
    """What a case, or a proceeding, must not be for the step."""
    spoilt_by: dict[str, dict[str, Any]] = {
        "at": {"stage": "ELSEWHERE"},
        "after": {"done": ()},
        "unless": {"done": (*done, *step.unless)},
        "at_most": {"done": (*done, *(step.do,) * (step.at_most or 0))},
    }
    return spoilt_by[key]


def asked(life: CentreLife, step: Step, key: str) -> dict[str, Any]:
    """The request that the line is to refuse."""
    command, day = asked_for(life, step.do)
    by = SYSTEM if type(command).timed else life.person(step)
    strangers = {
        "by": Actor("x", "EXPERT", by.organ, by.duties),
        "duty": replace(by, duties=()),
        "territory": replace(by, organ="440000"),
    }
    request = life.asked(command, day, strangers.get(key, by))
    if key == "needs":
        request |= {"document_no": None, "evidence": ()}
    if key == "elapsed":
        request |= {"on": day - timedelta(days=1), "late_reason": "补记"}
    if key == "within":
        term = life.centre.named_term(step.within or "", "1")
        assert term and term.period
        request |= {"on": term.period.ends + timedelta(days=1)}
    return request


def without(road: Road, step: Step, key: str) -> str:
    """The file without that line."""
    value = {"by": '["EXPERT"]', "at": ELSEWHERE}.get(key)
    return with_step(step.do, key, value, road.text, road.channel)


@rule("SC-13.1", "SC-13.2", "SC-13.3", "SC-13.7", "SC-13.8", "SC-20.2")
@rule("SC-14", "IM-14", "IMPLICIT:year", "IMPLICIT:annulment", "IMPLICIT:revocation")
@rule("IMPLICIT:exit", "IMPLICIT:dissolution", "IMPLICIT:restoration", "IMPLICIT:plaque")
@rule("IM-10.1", "IM-10.2", "IM-10.3", "IM-10.4", "IM-10.5", "IM-10.7", "IM-10.8", "IM-18")
@rule("SZ-18", "SZ-23", "SZ-24", "SZ-25", "SZ-27")
@pytest.mark.parametrize(("road", "step", "key"), LINES)
def test_a_line_of_a_step_refuses_what_would_happen_without_it(
    road: Road, step: Step, key: str
) -> None:
    life = spoilt(before(road, step.do), step, key)
    request = asked(life, step, key)
    found = life.world.refusals(**request)
    rules = {"duty": {"IMPLICIT:duty"}, "after": ruled(road, step.after)}
    assert {refusal.rule for refusal in found} == rules.get(key, {step.rule})
    assert {refusal.kind for refusal in found} == {KINDS[key]}
    kind = type(request["command"])
    assert [faults(refusal, STREAM, kind) for refusal in found] == [[]] * len(found)
    let_go = relax(spoilt(before(road, step.do), step, key), without(road, step, key))
    assert let_go.world.act(**asked(let_go, step, key))


def ruled(road: Road, names: tuple[str, ...]) -> set[str]:
    return {step.rule for name in names if (step := road.step(name))}


@pytest.mark.parametrize(("road", "step"), STEPS)
def test_a_step_leads_where_the_file_says_and_is_taken_by_nobody_without_it(
    road: Road, step: Step
) -> None:
    life = before(road, step.do)
    request, was_final = asked(life, step, ""), life.centre.final
    decided = life.world.act(**request)
    [own] = [one.record for one in decided if one.stream == f"{STREAM}/{CENTRE}"]
    end = step.outcomes.get(own.event.outcome or "", step)
    if not own.event.strikes:
        assert (own.event.stage, own.event.final) == (end.to, end.final if end.to else was_final)
    assert getattr(own.event, "proceeding_stage", None) == end.becomes
    assert (own.duty, own.basis[0]) == (step.duty, step.rule)
    other = relax(before(road, step.do), without_step(step.do, road.text, road.channel))
    assert other.world.refused(**asked(other, step, "")) == ["IMPLICIT:step"]


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.name)
def test_every_step_on_a_centre_is_asked_for(road: Road) -> None:
    """No file may hold a step on a centre that no test takes."""
    own = {step.do for step in road.steps if step.stream == STREAM}
    assert own - {*TAKEN_ELSEWHERE} <= MAY_BE_ASKED


def test_what_is_taken_elsewhere_is_named_there() -> None:
    for do, file in TAKEN_ELSEWHERE.items():
        assert do in (ROOT / file).read_text("utf-8"), do
