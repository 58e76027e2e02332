"""Every command in every shipped regime: it has a step, there is none, or its rule is unknown; the
three are never answered alike. Made from the types, so that a new command is in it."""

import pytest

from domain.case import Command
from domain.context import Actor, Context
from domain.deciding import reasons_against
from domain.matter import CaseReader, Matter
from domain.regulation.rules import Rules, rules_of
from domain.streams import STREAMS
from tests.support.citing import invariant, rule
from tests.support.regulations import COMPLETE
from tests.support.world import DAY

FILES = (
    *("sichuan.toml", "inner_mongolia.toml", "suzhou.toml"),
    *("national.toml", "national_assumed.toml"),
)
REGIMES = {name.removesuffix(".toml"): rules_of(COMPLETE[name]) for name in FILES}
CELLS = [
    (name, stream, command)
    for name in REGIMES
    for stream, entry in STREAMS.items()
    if not entry.file_rules
    for command in entry.commands
]
NOBODY = Actor("nobody", "SYSADMIN", "system")
RECOGNITION = {"DetermineList", "StartPublicity", "RecogniseCentre", "OpenCentreFile"}
PROJECT = {"AffixGovernmentStamp", "ApproveByPartyGroup", "StartConstruction"}


def cell(rules: Rules, stream: str, command: type[Command]) -> str:
    if rules.is_unknown(command.__name__):
        return "unknown"
    own = {step.do for step in rules.text.step if step.stream == stream}
    return "allowed" if command.__name__ in own else "absent"


def answer(rules: Rules, stream: str, command: type[Command]) -> tuple[str, str]:
    """Rule and kind of the first reason that somebody is given who may do nothing."""
    context = Context(actor=NOBODY, occurred_on=DAY, effective_on=DAY, command_id="c1")
    case = STREAMS[stream].state(channel="ORDINARY")
    reader = CaseReader(lambda name: (None, 0), lambda kind, *values: kind)
    matter = Matter(stream, "x1", case, context, reader, rules)
    reason = reasons_against(matter, command)[0]
    return reason.rule, reason.kind


@rule("N-18")
@pytest.mark.parametrize("regime", REGIMES)
def test_absent_and_unknown_are_told_apart_for_every_command(regime: str) -> None:
    rules, wrong = REGIMES[regime], []
    for name, stream, command in CELLS:
        kind = cell(rules, stream, command) if name == regime else "allowed"
        if kind == "allowed":
            continue
        said = answer(rules, stream, command)
        only = rules.text.unknown.only if rules.text.unknown else {}
        right = {
            "absent": [("IMPLICIT:step", "order")],
            "unknown": [("N-15", "who") if command.__name__ in only else ("N-18", "unknown")],
        }[kind]
        if said not in right:
            wrong.append((command.__name__, kind, said))
    assert wrong == []


@rule("N-18")
def test_only_the_text_that_is_not_at_hand_has_unknown_steps_and_its_variant_has_none() -> None:
    unknown = {
        name: [c.__name__ for n, stream, c in CELLS if n == name and rules.is_unknown(c.__name__)]
        for name, rules in REGIMES.items()
    }
    assert [name for name, steps in unknown.items() if steps] == ["national"]
    variant = {step.do for step in REGIMES["national_assumed"].text.step}
    left = set(unknown["national"]) - variant
    assert left == {"RecordLocalFiling", "ReceiveLocalFiling", "CompleteMaterialAudit"} - variant
    known = {command.__name__ for _, _, command in CELLS}
    assert set(unknown["national"]) <= known


@invariant(18, 39)
def test_a_recognition_and_a_project_never_meet_in_one_regime() -> None:
    for name, rules in REGIMES.items():
        steps = {step.do for step in rules.text.step}
        assert not (steps & RECOGNITION and steps & PROJECT), name
    suzhou = {step.do for step in REGIMES["suzhou"].text.step}
    assert not {"CancelQualification", "AnnulRecognition"} & suzhou
