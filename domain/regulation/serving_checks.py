"""Checks what a regulation file says of a centre's work: areas and sections once each, with their
rules."""

from collections import Counter
from collections.abc import Iterator

from domain.regulation.fault import Fault, fault_at
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation


def ill_served(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: an area or a section twice, a value in `[serving]` whose rule is not named."""
    areas = [one.code for one in regulation.duty]
    sections = [f"{one.of} {one.rule}" for one in regulation.section]
    for table, key, named in (("duty", "code", areas), ("section", "rule", sections)):
        for name, times in Counter(named).items():
            if times > 1:
                last = len(named) - 1 - named[::-1].index(name)
                yield fault_at(lines, (table, last, key), f"{name} 重复", f"{name} twice")
    for key in regulation.serving.unruled if regulation.serving else ():
        yield fault_at(lines, ("serving", 0, key), f"须写 {key}", f"write {key}")
