"""An act may take out of force only what its case holds, is in force and may be reversed by it."""

from typing import Any

from domain.centre.cancelling import QualificationCancelled
from domain.centre.case import Centre
from domain.centre.restoring import QualificationRestored
from domain.context import Context
from domain.deciding import case_after
from domain.matter import CaseReader, Matter
from domain.record import Record
from domain.reversing import Reverse
from domain.streams import replay
from tests.domain.test_in_force import named_life
from tests.support.centre_histories import DAY, record_of
from tests.support.citing import invariant
from tests.support.world import CHAIR, claim


class Undo(Reverse, frozen=True, kw_only=True):
    reversible = (QualificationCancelled,)
    recorded_as = QualificationRestored


def asked(upto: int, *of: int) -> Matter[Any]:
    """The reversal of these versions, asked for of the named life up to a version."""
    past = list(enumerate(map(record_of, named_life()[:upto]), 1))
    case = replay("centres", [record for _, record in past])
    reader = CaseReader(lambda name: (case, upto), claim, lambda name, to: past[:to])
    context = Context(actor=CHAIR, occurred_on=DAY, effective_on=DAY, command_id="c1")
    rules: Any = None
    command = Undo(of=of, reason="复议撤销")
    return Matter("centres", "c1", case or Centre(), context, reader, rules, command)


def fields(matter: Matter[Any]) -> list[tuple[str, ...]]:
    command = matter.command
    assert isinstance(command, Undo)
    return [refusal.fields for refusal in command.check(matter)]


def test_what_is_there_in_force_and_of_an_allowed_kind_may_be_reversed() -> None:
    assert fields(asked(4, 3)) == []
    assert fields(asked(4, 2, 3)) == []


def test_what_is_not_there_of_another_kind_or_out_of_force_may_not() -> None:
    assert fields(asked(4, 9)) == [("/of/0",)]
    assert fields(asked(4, 3, 1)) == [("/of/1",)], "the recognition is of another kind"
    assert fields(asked(5, 3)) == [("/of/0",)], "it is struck already"
    assert fields(asked(6, 3)) == [], "its reversal was quashed"


def test_a_reversal_holds_from_the_first_day_of_what_it_reverses() -> None:
    matter = asked(4, 3)
    assert matter.command
    assert matter.command.takes_effect(matter) == named_life()[2].effective_on


@invariant(64)
def test_the_case_after_a_reversal_is_what_stood_before_and_rests_on_the_version_read() -> None:
    matter = asked(4, 3)
    event = QualificationRestored(of=(3,), reason="复议撤销")
    record = Record(event=event, context=matter.context, command=Undo(of=(3,), reason="复议撤销"))
    after = case_after(matter, record)
    assert (after.stage, after.final, after.version) == ("RECTIFYING", False, 5)
    assert matter.reader.reads == {"centres/c1": 4}
