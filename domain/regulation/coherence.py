"""Checks that the parts of a regulation file fit together: names, periods, numbers, reach."""

from collections.abc import Iterator

from domain.regulation.comparisons import contradictions, misheld
from domain.regulation.fault import Fault
from domain.regulation.incompleteness import misdeclared
from domain.regulation.levels import of_another_level
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation
from domain.regulation.names import mended, misnamed, nameless, repeated, uncited
from domain.regulation.own_parts import unfit_own_parts
from domain.regulation.parts import missing_parts, misworded, repeated_aspects, unfit_panel
from domain.regulation.placing import misplaced
from domain.regulation.proceedings import ill_proceeding
from domain.regulation.quotas import misused_quotas
from domain.regulation.reaching import unreachable
from domain.regulation.serving_checks import ill_served
from domain.regulation.timing import misused_periods, repeated_and_forbidden


def incoherences(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    yield from misstatements(regulation, lines)
    yield from gaps(regulation, lines)


def misstatements(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults of what the file says: names and values that nothing answers to."""
    yield from repeated(regulation, lines)
    yield from uncited(regulation, lines)
    for index, step in enumerate(regulation.step):
        yield from misnamed(step, index, lines)
    for index, guard in enumerate(regulation.guard):
        yield from misheld(regulation, guard, "guard", index, lines)
    for index, flag in enumerate(regulation.flag):
        yield from misheld(regulation, flag, "flag", index, lines)
    yield from misused_periods(regulation, lines)
    yield from repeated_and_forbidden(regulation, lines)
    yield from ill_proceeding(regulation, lines)
    yield from misused_quotas(regulation, lines)
    yield from ill_served(regulation, lines)
    yield from nameless(regulation, lines)
    yield from unfit_panel(regulation, lines)
    yield from repeated_aspects(regulation, lines)
    yield from unfit_own_parts(regulation, lines)
    yield from of_another_level(regulation, lines)
    yield from misworded(regulation, lines)
    yield from misplaced(regulation, lines)
    yield from misdeclared(regulation, lines)
    yield from contradictions(regulation, lines)


def gaps(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults of what the file does not say: missing blocks, steps that nothing leads to."""
    yield from missing_parts(regulation, lines)
    yield from unreachable(mended(regulation), lines)
