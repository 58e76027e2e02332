"""Checks that a step which is only taken on a ground of the file can be taken: that the file names
grounds, and that something can ever meet them."""

from collections.abc import Iterator

from domain.centre.assessing import FailRectification
from domain.centre.cancelling import CancelQualification
from domain.centre.hearing import NotifyIntendedCancellation
from domain.centre.rectifying import OrderRectification
from domain.regulation.fault import Fault, fault_at
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation, Step
from domain.violation.concluding import ConcludeInquiry

ON_GROUNDS = {OrderRectification.__name__: "ground", CancelQualification.__name__: "cancel"}
"""Steps that are only taken on a ground of the file, and the block that names them."""
WRITTEN_IN_A_GROUND = {
    "ground": "code、zh、en、rule",
    "cancel": 'code、zh、en、needs = "rectification" / "violation"、rule',
}
MEETING = {
    "rectification": (FailRectification.__name__, NotifyIntendedCancellation.__name__),
    "violation": (ConcludeInquiry.__name__,),
}
"""The steps that have to be there for what a ground of a cancellation needs."""


def groundless(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a step without the grounds that it wants, a ground that nothing meets."""
    for index, step in enumerate(regulation.step):
        yield from without_grounds(regulation, step, index, lines)
    yield from unreachable_grounds(regulation, lines)


def without_grounds(
    regulation: Regulation, step: Step, index: int, lines: Lines
) -> Iterator[Fault]:
    """A fault: a step that is only taken on a ground of the file, which names none."""
    if (block := ON_GROUNDS.get(step.do)) is None or getattr(regulation, block):
        return
    keys = WRITTEN_IN_A_GROUND[block]
    zh = f"{step.do} 须有事由，规定没有写明：写 [[{block}]]（{keys}）；"
    zh += f"没有这一步的，写 [step] {step.do} = {{ remove = true }}"
    en = f"{step.do} is only taken on a ground, and there is none: write [[{block}]] ({keys}), "
    en += f"or take the step away: [step] {step.do} = {{ remove = true }}"
    yield fault_at(lines, ("step", index, "do"), zh, en)


def unreachable_grounds(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: grounds of a cancellation that nothing can ever meet."""
    steps = {step.do for step in regulation.step}
    for index, ground in enumerate(regulation.cancel):
        if ground.needs == "violation" and not ground.types:
            zh = f"事由 {ground.code} 没有写明违法违规的类型：写 types"
            en = f"{ground.code} names no type of violation: write types"
            yield fault_at(lines, ("cancel", index, "types"), zh, en)
        for do in MEETING[ground.needs]:
            if do not in steps:
                zh = f"事由 {ground.code} 须先有 {do}，规定没有这一步：写 [[step]] do = {do}"
                en = f'{ground.code} needs {do} before it: write [[step]] do = "{do}"'
                yield fault_at(lines, ("cancel", index, "needs"), zh, en)
