"""Checks the quotas of a regulation file: at a step that there is, given back by such."""

from collections.abc import Iterator

from domain.regulation.fault import Fault
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation
from domain.regulation.nearest import known_ones


def misused_quotas(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults of the quotas: steps that the file has not, one and the same thing counted twice."""
    steps = sorted({step.do for step in regulation.step if step.stream == "applications"})
    for index, quota in enumerate(regulation.quotas):
        named = [("at", quota.at), *(("returned_by", do) for do in quota.returned_by)]
        for key, do in named:
            if do not in steps:
                near, line = known_ones(do, steps), lines.of("quota", index, key)
                zh, en = f"没有步骤 {do}{near.zh}", f"no step {do}{near.en}"
                yield Fault(line, f"quota.{key}", zh, en)
        if quota.each == quota.per:
            line = lines.of("quota", index, "each")
            zh, en = f"per 已是 {quota.per}，不写 each", f"`per` is {quota.per} already: no `each`"
            yield Fault(line, "quota.each", zh, en)
