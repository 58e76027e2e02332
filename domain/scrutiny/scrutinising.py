"""Scrutinises a regulation that newly comes in: whatever makes it unsafe, incomplete or unfit.

What earlier releases issued need not pass this; for their decisions `faults_in` is asked alone.
"""

import tomllib
from collections.abc import Iterator
from typing import Any

import msgspec

from domain.regulation.checking import faults_in, faults_of
from domain.regulation.fault import Fault, Place
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation
from domain.scrutiny.completeness import incomplete
from domain.scrutiny.life import astray
from domain.scrutiny.safety import unsafe
from domain.scrutiny.values import unfit_values

HOUSE = "HOUSE"


def scrutinise(text: str, lines: Lines | None = None) -> list[Fault]:
    """Every fault of a complete text that is to be issued, and warnings, in the order of lines."""
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return faults_in(text)
    return scrutinised(tables, lines or Lines(text))


def scrutinised(tables: dict[str, Any], lines: Lines) -> list[Fault]:
    """Every fault of a complete text's tables, and warnings, in the order of lines."""
    if faults := faults_of(tables, lines):
        return faults
    found = shortcomings(msgspec.convert(tables, Regulation), lines)
    return sorted(found, key=lambda fault: fault.line)


CHECKS = (unfit_values, unsafe, incomplete, astray)
"""Causes before their consequences."""


def shortcomings(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """What is wrong with a regulation whose parts fit together. What an earlier check has found
    wrong in one place is the cause of what a later one would find there."""
    blamed: set[Place | None] = set()
    for check in CHECKS if regulation.regulation.level != HOUSE else ():
        found = [fault for fault in check(regulation, lines) if fault.place not in blamed]
        blamed |= {fault.place for fault in found}
        yield from found
