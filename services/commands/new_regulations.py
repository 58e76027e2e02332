"""Refuses a regulation that newly comes in and is unsafe or incomplete, with all its faults."""

from functools import lru_cache

from domain.case import Command
from domain.refusal import Refusal, Refused, Text, file_rule
from domain.regime.lifecycle import IssueRegime
from domain.regulation.fault import Fault
from domain.scrutiny.scrutinising import scrutinise

MOST_TOLD = 50


def refuse_unfit(command: Command) -> None:
    """Raises Refused for a regulation's text with faults. Asked once the command is allowed, and
    not when it is decided again: what was issued stays issued."""
    faults = faults_of_new(command.text) if isinstance(command, IssueRegime) else ()
    if faults:
        raise Refused([refusal_of(fault) for fault in faults[:MOST_TOLD]])


@lru_cache(maxsize=64)  # the same text is scrutinised once
def faults_of_new(text: str) -> tuple[Fault, ...]:
    return tuple(fault for fault in scrutinise(text) if not fault.warning)


def refusal_of(fault: Fault) -> Refusal:
    return file_rule(
        "regulation",
        "新登记的规定应当安全、完整、走得通",
        Text(str(fault), str(fault)),
        Text("通过 anjuan regulation check", "passes anjuan regulation check"),
        "form",
        ("/text",),
    )
