"""Each line of each step of a fund project holds something back: without it, it would happen."""

from functools import lru_cache
from typing import Any

import pytest
from msgspec.structs import replace

from domain.context import Actor
from domain.refusal import Kind
from domain.regulation.model import Step
from domain.scrutiny.commands import KNOWN_COMMANDS
from tests.support.citing import rule
from tests.support.fund_life import PROJECT, FundLife
from tests.support.helpful_refusals import faults
from tests.support.mutating import copied, tables_of, with_step, without_step, written
from tests.support.road import FUNDS, OF_FUNDS, Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN, SUZHOU

KINDS: dict[str, Kind] = {
    **dict.fromkeys(("by", "duty", "territory"), "who"),
    "during": "stage",
    "after": "order",
    "needs": "paper",
}
"""What each line is about."""
OF_BOTH = ("CountersignProjectLines", "ConfirmFundCorrection")
"""Steps whose own check finds nothing to confirm where nothing was proposed."""
NO_WAY_BACK = ("ReleaseProjectFunding",)
"""A step whose outcomes are the stages that a hold has found."""
ROADS = (
    SICHUAN,
    pytest.param(INNER_MONGOLIA, marks=pytest.mark.soak),
    pytest.param(SUZHOU, marks=pytest.mark.soak),
)
STEPS = [one for one in SICHUAN.rules.text.step if one.stream == FUNDS and one.by]


def lines_of(step: Step) -> list[str]:
    """Who may correct a record is told by the record, whatever the line says."""
    held = [key for key in KINDS if getattr(step, key)]
    told = ("by",) if KNOWN_COMMANDS[step.do].as_recorded else ()
    return [key for key in held if key not in told and (key != "after" or step.do not in OF_BOTH)]


@lru_cache(maxsize=4)
def about_funds(text: str) -> str:
    """The text without the steps and conditions of other kinds of case: read in a trice."""
    tables = copied(tables_of(text))
    about = {FUNDS} | OF_FUNDS
    for table in ("step", "guard"):
        own = [one for one in tables[table] if {one.get("stream"), one.get("do")} & about]
        tables[table] = own
    kept = ("regulation", "validity", "separate", "division", "supervision", "step", "guard")
    some = {name: tables[name] for name in kept if name in tables}
    cited = [one for one in tables["rule"] if repr(one["id"]) in repr(some)]
    return written(some | {"rule": cited})


def spoilt(life: FundLife, key: str) -> FundLife:
    """The project as a line does not want it."""
    name = f"{FUNDS}/{PROJECT}"
    changes: dict[str, Any] = {"stage": "ELSEWHERE"} if key == "during" else {"done": ()}
    if key in ("during", "after"):
        life.world.states[name] = replace(life.project(), **changes)
    return life


def by_another(key: str, person: Actor) -> Actor:
    """Whom a line turns away."""
    others = {
        "by": replace(person, role="EXPERT"),
        "duty": replace(person, duties=()),
        "territory": replace(person, organ="440000"),
    }
    return others.get(key, person)


def asked(life: FundLife, step: Step, key: str) -> dict[str, Any]:
    request = life.doing(life.requests[step.do])
    request |= {"actor": by_another(key, request["actor"])}
    return request | ({"document_no": None, "evidence": ()} if key == "needs" else {})


def rule_broken(road: Road, step: Step, key: str) -> str:
    """The rule under which a line refuses."""
    if key == "duty":
        return "IMPLICIT:duty"
    if key == "after":
        return str(getattr(road.rules.step(FUNDS, step.after[0], None), "rule", ""))
    return (step.territory_rule if key == "territory" else None) or step.rule


@rule("IMPLICIT:fund-project", "IMPLICIT:fund-budget", "IMPLICIT:fund-contract")
@rule("IMPLICIT:fund-payment", "IMPLICIT:fund-match", "IMPLICIT:fund-expense")
@rule("IMPLICIT:fund-acceptance", "IMPLICIT:fund-settlement", "IMPLICIT:fund-balance")
@rule("IMPLICIT:fund-hold", "IMPLICIT:fund-recovery", "IMPLICIT:fund-write-off")
@rule("SC-15.1", "SC-15.2", "IM-15")
@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.name)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.do)
def test_each_line_of_a_step_refuses_what_would_happen_without_it(step: Step, road: Road) -> None:
    own = road.rules.step(FUNDS, step.do, None)
    assert own is not None
    ready = FundLife(road).before(own.do)
    for key in lines_of(own):
        found = refused_by_line(ready, own, key)
        assert found == ({rule_broken(road, own, key)}, {KINDS[key]}), key
        assert happens_without(ready, own, key), key


def refused_by_line(ready: FundLife, step: Step, key: str) -> tuple[set[str], set[Kind]]:
    life = spoilt(ready.copied(), key)
    found = life.world.refusals(**asked(life, step, key))
    kind = type(life.requests[step.do])
    assert [faults(refusal, FUNDS, kind) for refusal in found] == [[]] * len(found)
    return {one.rule for one in found}, {one.kind for one in found}


def happens_without(ready: FundLife, step: Step, key: str) -> bool:
    """Whether it is done under a text that lacks the line, all else being as it was."""
    if key == "during" and step.do in NO_WAY_BACK:
        return True
    value = '["EXPERT"]' if key == "by" else None
    text = with_step(step.do, key, value, about_funds(ready.road.text), ready.road.channel)
    life = spoilt(ready.under(text), key)
    return bool(life.world.act(**asked(life, step, key)))


@rule("IMPLICIT:fund-correction", "SC-15.1")
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.do)
def test_a_step_that_the_text_does_not_name_cannot_be_taken(step: Step) -> None:
    life = FundLife().before(step.do)
    without = life.under(without_step(step.do, about_funds(SICHUAN.text), SICHUAN.channel))
    assert without.world.refused(**asked(without, step, "")) == ["IMPLICIT:step"]
    was_final = bool(step.during) and life.project().final
    [own, *_] = life.world.act(**asked(life, step, ""))
    end = step.outcomes.get(own.record.event.outcome or "", step)
    told = (own.record.event.stage, own.record.event.final, own.record.duty)
    assert told == (end.to, end.final if end.to else was_final, step.duty)
    assert own.record.basis[0] == step.rule
