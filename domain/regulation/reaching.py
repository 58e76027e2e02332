"""Checks that some order of the steps of a regulation file leads to each of them."""

from collections.abc import Iterable, Iterator

from domain.regulation.fault import Fault
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation, Step
from domain.regulation.names import commands


def unreachable(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: steps that no order of the others ever leads to."""
    known = commands()
    done: set[tuple[str, str]] = set()
    stages: set[tuple[str, str]] = set()
    pending = list(enumerate(regulation.step))
    moved = True
    while moved:
        moved = False
        for entry in list(pending):
            _, step = entry
            opens = step.do in known and known[step.do].opens
            if opens or can_begin(step, stages, done):
                pending.remove(entry)
                done.add((step.stream, step.do))
                stages |= {(step.stream, end) for end in step.leads_to}
                moved = True
    for index, step in pending:
        yield Fault(
            lines.of("step", index, "do"),
            "step.do",
            f"步骤 {step.do} 永远走不到",
            f"step {step.do} can never be reached",
        )


def can_begin(
    step: Step, stages: Iterable[tuple[str, str]], done: Iterable[tuple[str, str]]
) -> bool:
    reached = not step.during or any((step.stream, stage) in stages for stage in step.during)
    return reached and all((step.stream, name) in done for name in step.after)
