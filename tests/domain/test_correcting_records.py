"""A record that says something wrong is corrected by those who made it, two of them: what is right
stands where the wrong stood, and what was known before stays known."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.case import Command
from domain.centre.evaluating import EvaluateCentre
from domain.centre.righting_records import ConfirmCentreCorrection, ProposeCentreCorrection
from domain.context import Actor
from domain.corrected import RightField
from domain.in_force import fold_in_force
from domain.righting import OF_THE_ACT, types_of
from domain.streams import STREAMS
from tests.domain.test_annual import FORWARD, GOOD, NOVEMBER, PASS, SPRING, SUMMARY, received
from tests.support.centre_life import CENTRE, STREAM, CentreLife
from tests.support.citing import invariant, rule
from tests.support.world import World

APRIL, MAY = date(2027, 4, 1), date(2027, 5, 10)
FIRST = Actor("prov.510000.evaluation", "PROV", "510000", ("evaluation",))
SECOND = replace(FIRST, person="prov.510000.another")
UNIT = Actor("centre.1", "CENTRE", "", ("submission",))


def version_of(life: CentreLife, do: type[Command]) -> int:
    records = life.world.histories[f"{STREAM}/{CENTRE}"]
    return max(n for n, one in enumerate(records, 1) if isinstance(one.command, do))


def evaluated() -> CentreLife:
    life = received(CentreLife())
    life.act(GOOD, SPRING)
    return life


def proposal(version: int, **right: str) -> ProposeCentreCorrection:
    said = tuple(RightField(name, value) for name, value in right.items())
    return ProposeCentreCorrection(wrong_version=version, right=said, reason="笔误")


def corrected(life: CentreLife, on: date = APRIL, **right: str) -> CentreLife:
    life.act(proposal(version_of(life, EvaluateCentre), **right), on, FIRST)
    life.act(ConfirmCentreCorrection(proposed_version=life.centre.version), on, SECOND)
    return life


def state_on(world: World, day: date) -> object:
    history = list(enumerate(world.histories[f"{STREAM}/{CENTRE}"], 1))
    return fold_in_force(STREAMS[STREAM].state, history.__iter__, day=day)


def test_what_is_right_stands_in_the_place_of_the_wrong_once_another_person_has_confirmed() -> None:
    life = evaluated()
    life.act(proposal(version_of(life, EvaluateCentre), grade="NORMAL"), APRIL, FIRST)
    assert life.centre.year(2026).grade == "GOOD", "proposed, and not confirmed yet"
    life.act(ConfirmCentreCorrection(proposed_version=life.centre.version), APRIL, SECOND)
    year = life.centre.year(2026)
    assert (year.grade, year.evaluated_on) == ("NORMAL", SPRING)
    assert life.stage_of("annual/2026") == "EVALUATED"
    assert life.world.replayed(STREAM, CENTRE) == life.centre


def test_a_correction_of_a_correction_counts_and_another_field_stays_corrected() -> None:
    life = corrected(corrected(evaluated(), grade="NORMAL"), MAY, findings="一般")
    corrected(life, MAY, grade="POOR")
    event = EvaluateCentre(year=2026, grade="POOR", findings="一般")
    assert life.centre.year(2026).grade == event.grade
    assert life.world.replayed(STREAM, CENTRE) == life.centre


@invariant(34)
def test_a_corrected_day_holds_from_the_earlier_of_both() -> None:
    earlier, later = date(2027, 2, 1), date(2027, 3, 20)
    life = corrected(evaluated(), occurred_on=earlier.isoformat())
    record = life.world.histories[f"{STREAM}/{CENTRE}"][-1]
    assert (record.context.effective_on, record.context.occurred_on) == (earlier, APRIL)
    grades = [state_on(life.world, day).year(2026).grade for day in (earlier, SPRING)]  # type: ignore[attr-defined]
    assert grades == ["GOOD", "GOOD"]
    life = corrected(life, MAY, occurred_on=later.isoformat())
    assert life.world.histories[f"{STREAM}/{CENTRE}"][-1].context.effective_on == earlier
    days = (earlier, SPRING, later)
    grades = [state_on(life.world, day).year(2026).grade for day in days]  # type: ignore[attr-defined]
    assert grades == [None, None, "GOOD"]


@rule("IMPLICIT:record-correction")
def test_nobody_confirms_their_own_proposal_or_one_that_is_not_the_last() -> None:
    life = evaluated()
    ask = proposal(version_of(life, EvaluateCentre), grade="NORMAL")
    life.act(ask, APRIL, FIRST)
    first = life.centre.version
    [own] = life.refusals(ConfirmCentreCorrection(proposed_version=first), APRIL, FIRST)
    assert (own.kind, own.rule) == ("who", "IMPLICIT:record-correction")
    life.act(replace(ask, reason="另一笔误"), APRIL, FIRST)
    [old] = life.refusals(ConfirmCentreCorrection(proposed_version=first), APRIL, SECOND)
    assert old.fields == ("/proposed_version",)
    confirm = ConfirmCentreCorrection(proposed_version=life.centre.version)
    life.act(confirm, APRIL, SECOND)
    assert life.refused(confirm, APRIL, SECOND) == ["IMPLICIT:record-correction"] * 2


@pytest.mark.parametrize(
    "by",
    [
        replace(FIRST, role="CITY", organ="510100"),
        replace(FIRST, duties=("audit",)),
        replace(UNIT, organ="91510100MA6T000121"),
    ],
    ids=["another organ", "another duty", "the centre"],
)
def test_only_the_organ_that_recorded_corrects_in_the_same_duty(by: Actor) -> None:
    life = evaluated()
    found = life.refusals(proposal(version_of(life, EvaluateCentre), grade="NORMAL"), APRIL, by)
    assert {one.kind for one in found} == {"who"}


@pytest.mark.parametrize(
    ("right", "field"),
    [
        ({"grade": "SPLENDID"}, "/right"),
        ({"year": "2025"}, "/right/0/field"),
        ({"experts": "many"}, "/right/0/value"),
        ({"occurred_on": "2027-13-01"}, "/right/0/value"),
        ({"occurred_on": "2027-04-02"}, "/right"),
    ],
)
def test_what_could_not_have_been_recorded_so_is_not_right(
    right: dict[str, str], field: str
) -> None:
    life = evaluated()
    asked = proposal(version_of(life, EvaluateCentre), **right)
    [refusal] = life.refusals(asked, APRIL, FIRST)
    assert refusal.fields == (field,)


def test_a_decision_and_what_is_not_there_are_not_corrected() -> None:
    life = evaluated()
    for version in (1, 99):
        [refusal] = life.refusals(proposal(version, summary="别的"), APRIL, FIRST)
        assert refusal.fields == ("/wrong_version",)


def test_a_unit_corrects_its_paper_until_an_organ_has_acted_on_it() -> None:
    life = CentreLife()
    life.act(SUMMARY, NOVEMBER)
    unit = replace(UNIT, organ=life.centre.owner)
    ask = proposal(version_of(life, type(SUMMARY)), summary="更正后的总结")
    life.act(ask, NOVEMBER, unit)
    confirm = ConfirmCentreCorrection(proposed_version=life.centre.version)
    life.act(confirm, NOVEMBER, replace(unit, person="centre.2"))
    for act in (PASS, FORWARD):
        life.act(act, date(2026, 12, 10))
    [refusal] = life.refusals(ask, date(2026, 12, 11), unit)
    assert refusal.kind == "order"


@pytest.mark.parametrize("stream", ["applications", "centres", "violations", "remedies"])
def test_what_may_be_corrected_is_a_plain_field_that_those_see_who_see_the_correction(
    stream: str,
) -> None:
    events = STREAMS[stream].events
    [correction] = [
        kind for kind in events if str(kind.__struct_config__.tag).endswith("-corrected")
    ]
    correctable = [kind for kind in events if kind.correctable]
    assert correctable
    for kind in correctable:
        plain = {**dict.fromkeys(OF_THE_ACT, str), **types_of(kind)}
        assert set(kind.correctable) <= plain.keys()
        assert {plain[name] for name in kind.correctable} <= {str, int, date}
        assert kind.part in (None, correction.part)
        assert correction.inward or not kind.inward
