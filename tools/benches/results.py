"""Results of benchmarks: a value, its baseline, and its aim; as a table."""

import operator
from collections.abc import Iterable

from msgspec import Struct

HOLDS = {">=": operator.ge, "<=": operator.le}


class Baseline(Struct, frozen=True):
    """The value to compare with, measured in the same run."""

    what: str
    value: float


class Result(Struct, frozen=True, kw_only=True):
    """One result. `ratio` is value over baseline; `aim` names `value` or `ratio` and its bound."""

    name: str
    what: str
    value: float
    unit: str
    baseline: Baseline | None = None
    ratio: float | None = None
    aim: str | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached; None without one."""
        if self.aim is None:
            return None
        subject, holds, bound = self.aim.split()
        measured = self.value if subject == "value" else self.ratio
        return measured is not None and HOLDS[holds](measured, float(bound))


def line(result: Result) -> str:
    baseline, ratio, aim = "", "", ""
    if result.baseline:
        baseline = f"{result.baseline.value:,.1f} {result.baseline.what}"
    if result.ratio is not None:
        ratio = f"{result.ratio:.2f}"
    if result.aim:
        aim = f"{result.aim} {'reached' if result.reached else 'MISSED'}"
    value = f"{result.value:,.1f} {result.unit}"
    return f"{result.name:<42} {value:>26} {ratio:>6}  {baseline:<42} {aim}"


def table(results: Iterable[Result]) -> str:
    head = f"{'name':<42} {'value':>26} {'ratio':>6}  {'baseline':<42} aim"
    return "\n".join([head, *map(line, results)])
