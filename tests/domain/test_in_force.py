"""A case is what its acts in force make it: an act that strikes others out brings back exactly what
stood before them, with what lawfully came after."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from msgspec.structs import replace

from domain.case import Case
from domain.centre.cancelling import QualificationCancelled
from domain.centre.case import Centre
from domain.context import Actor
from domain.in_force import NumberedRecord, StruckBefore, fold_in_force, in_force, struck_versions
from domain.record import Record
from domain.streams import replay
from tests.support.centre_histories import (
    CANCELLED,
    DAY,
    MOMENT,
    ORDERED,
    Dated,
    Dates,
    days,
    histories,
    moments,
    recognition,
    record_of,
    reversed_,
    standing,
)
from tests.support.citing import invariant

PLAQUE = QualificationCancelled(ground="", reason="收回牌匾", final=True)
"""Stands for an act after the end that leads to no stage."""


def named_life() -> Dates:
    """Ordered to rectify, cancelled, the plaque withdrawn; the cancellation reversed, the reversal
    quashed, that judgment quashed too; then the order to rectify falls."""
    events = [recognition(DAY), ORDERED, CANCELLED, PLAQUE]
    events += [reversed_(3), reversed_(5), reversed_(6), reversed_(2)]
    on = [0, 1, 2, 3, 2, 2, 2, 1]
    return [
        Dated(event, DAY + timedelta(days=day), MOMENT + timedelta(seconds=n))
        for n, (event, day) in enumerate(zip(events, on, strict=True))
    ]


def state(events: Dates) -> Case:
    case = replay("centres", map(record_of, events))
    assert case is not None
    return case


@invariant(64)
def test_a_reversal_restores_what_stood_before_and_its_own_reversal_takes_that_back() -> None:
    life = named_life()
    states = [state(life[: n + 1]) for n in range(len(life))]
    assert [one.stage for one in states] == [
        *("ACTIVE", "RECTIFYING", "CANCELLED", "CANCELLED"),
        *("RECTIFYING", "CANCELLED", "RECTIFYING", "ACTIVE"),
    ]
    ended = [3, 4, 6]
    assert [n for n, one in enumerate(states, 1) if one.final] == ended
    assert states[-1].version == 8


@invariant(64)
@given(histories(restored=True))
def test_a_state_on_any_day_as_known_at_any_moment_is_the_fold_of_what_is_in_force(
    events: Dates,
) -> None:
    for day in days(events):
        for known in moments(events):
            heard = [
                (version, record_of(one))
                for version, one in enumerate(events, 1)
                if one.recorded_at <= known
            ]
            there = standing(events, day, known)
            case = fold_in_force(Centre, heard.__iter__, day=day)
            expected: Case | None = None
            for version, record in heard:
                before = expected or Centre()
                if version in there:
                    expected = record_of(there[version]).evolve(before)
                elif held_once(version, record, heard, day):
                    expected = record.counted(before)
            assert case == expected
            moved = [one.event.stage for one in there.values() if one.event.stage]
            assert case is None or case.stage == (moved[-1] if moved else None)


def held_once(version: int, record: Record, heard: list[NumberedRecord], day: date) -> bool:
    """Whether an act out of force had taken effect by a day, as it was corrected."""
    now = in_force([one for one in heard if one[1].context.effective_on <= day])
    right = now.as_it_is(version, record)
    return version in now.struck and right.context.effective_on <= day


def test_what_is_struck_strikes_nothing() -> None:
    assert struck_versions([(5, (3,)), (6, (5,))]) == {5}
    assert struck_versions([(5, (3,)), (6, (5,)), (7, (6,))]) == {3, 6}
    assert struck_versions([(5, (5, 9, 2))]) == {2}


def test_who_decided_what_is_struck_has_decided_it_but_it_is_not_done() -> None:
    def by(person: str, one: Dated) -> Record:
        record = record_of(one)
        return replace(
            record,
            duty="decision",
            context=replace(record.context, actor=Actor(person, "PROV", "510000")),
        )

    life = named_life()[:3]
    reversal = Dated(reversed_(2, 3), DAY, MOMENT)
    history = [by(f"p{n}", one) for n, one in enumerate([*life, reversal])]
    case = replay("centres", history)
    assert isinstance(case, Centre)
    assert [person for person, _ in case.duties] == ["p0", "p1", "p2", "p3"]
    assert (case.stage, case.final, case.version) == ("ACTIVE", False, 4)
    assert case.last_day == DAY
    assert replace(case, **unlike(case)) == replace(state(life[:1]), **unlike(case))


def unlike(case: Case) -> dict[str, object]:
    """What counts acts whether or not they are in force; and that two acts were done."""
    names = ("duties", "version", "last_day", "last_open_day", "done", "times", "reaching")
    return {name: getattr(case, name) for name in names}


def test_a_state_that_holds_what_is_struck_later_is_not_folded_on() -> None:
    numbered: list[NumberedRecord] = list(enumerate(map(record_of, named_life()), 1))

    def folded_on(start: Case | None, begun: int) -> Case | None:
        return fold_in_force(Centre, numbered[begun:].__iter__, start, begun)

    for begun in range(1, 8):
        start = fold_in_force(Centre, numbered[:begun].__iter__)
        if begun < 2:
            assert folded_on(start, begun) == state(named_life())
        else:
            with pytest.raises(StruckBefore) as struck:
                folded_on(start, begun)
            assert struck.value.version <= begun
