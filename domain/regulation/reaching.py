"""Checks that some order of the steps of a regulation file leads to each of them."""

from collections.abc import Iterable, Iterator

from domain.regulation.fault import Fault, fault_at
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
                stages |= {(step.stream, end) for end in step.reaches}
                moved = True
    for index, step in causes([step for _, step in pending], pending, stages, done):
        wanted = "、".join([*step.during, *step.at, *step.after])
        zh = f"步骤 {step.do} 永远走不到：没有步骤通向 {wanted}"
        en = f"step {step.do} can never be reached: nothing leads to {wanted}"
        yield fault_at(lines, ("step", index, "do"), zh, en)


def causes(
    steps: list[Step],
    pending: list[tuple[int, Step]],
    stages: set[tuple[str, str]],
    done: set[tuple[str, str]],
) -> list[tuple[int, Step]]:
    """Of the steps that are never reached, those that would not be even if all others were: the
    rest follows from them. The first where each waits for another."""
    own = [
        (index, step)
        for index, step in pending
        if not can_begin(
            step,
            stages | {(one.stream, end) for one in steps if one is not step for end in one.reaches},
            done | {(one.stream, one.do) for one in steps if one is not step},
        )
    ]
    return own or pending[:1]


def can_begin(
    step: Step, stages: Iterable[tuple[str, str]], done: Iterable[tuple[str, str]]
) -> bool:
    reached = all(any((step.stream, stage) in stages for stage in group) for group in step.ways_in)
    return reached and all((step.stream, name) in done for name in step.after)
