"""Scrutinises a regulation that newly comes in: whatever makes it unsafe, incomplete or unfit.

What earlier releases issued need not pass this; for their decisions `faults_in` is asked alone.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
import tomli
from msgspec import Struct

from domain.regulation.checking import BY_NAME, MANY, SINGLE, faults_in, malformed
from domain.regulation.coherence import gaps, misstatements
from domain.regulation.fault import Fault
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation
from domain.regulation.names import mended
from domain.regulation.parsing import tables_in
from domain.regulation.sources import TomlTable
from domain.scrutiny.completeness import incomplete
from domain.scrutiny.life import astray
from domain.scrutiny.safety import unsafe
from domain.scrutiny.values import unfit_values

HOUSE_LEVEL = "HOUSE"


SCRUTINIES = (unfit_values, unsafe, incomplete, astray)
"""Causes before their consequences."""


def scrutinise(text: str, lines: Lines | None = None) -> list[Fault]:
    """Every fault of a complete text that is to be issued, and warnings, in the order of lines."""
    try:
        tables = tables_in(text)
    except (tomli.TOMLDecodeError, RecursionError):
        return faults_in(text)
    return scrutinised(tables, lines or Lines(text))


def scrutinised(tables: TomlTable, lines: Lines) -> list[Fault]:
    """Every fault of a complete text's tables, and warnings, in the order of lines."""
    found = list(malformed(tables, lines))
    sound = sound_part(tables)
    if sound and "regulation" in sound:
        regulation = msgspec.convert(sound, Regulation)
        found += misstatements(regulation, lines)
        if nothing_left_out(sound, known_part(tables)):
            found += shortcomings(regulation, lines, found)
    return sorted(found, key=lambda fault: fault.line)


def rebuilt(tables: TomlTable, change: Callable[[Any, type[Struct]], list[Any]]) -> TomlTable:
    """The tables with what each part becomes, or without it; and without those of unknown names."""
    made: TomlTable = {}
    for name, value in tables.items():
        if name in MANY and isinstance(value, list):
            made[name] = [new for one in value for new in change(one, MANY[name])]
        elif name in BY_NAME and isinstance(value, dict):
            each = ((key, change(one, BY_NAME[name])) for key, one in value.items())
            made[name] = {key: new for key, changed in each for new in changed}
        elif name in SINGLE and (changed := change(value, SINGLE[name])):
            [made[name]] = changed
    return made


def known_part(tables: TomlTable) -> TomlTable:
    """The tables without parts and keys that nobody knows."""
    return rebuilt(tables, lambda one, kind: [with_known_keys(one, kind)])


def sound_part(tables: TomlTable) -> TomlTable:
    """Of the known part, what has the form that it should."""
    known = known_part(tables)
    return rebuilt(known, lambda one, kind: [one] if well_formed(one, kind) else [])


def nothing_left_out(sound: TomlTable, known: TomlTable) -> bool:
    """Whether nothing had to be left out: what is left out leaves gaps that are none."""
    return all(name in sound and len(sound[name]) == len(value) for name, value in known.items())


def with_known_keys(value: Any, kind: type[Struct]) -> Any:
    names = kind.__struct_encode_fields__
    if not isinstance(value, dict):
        return value
    return {key: inner for key, inner in value.items() if key in names}


def well_formed(value: Any, kind: type[Struct]) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def shortcomings(
    regulation: Regulation, lines: Lines, so_far: Iterable[Fault] = ()
) -> Iterator[Fault]:
    """What a regulation lacks. What an earlier check has found wrong in one place is the cause of
    what a later one would find there; what is misspelt is read as it was meant."""
    blamed = {fault.place for fault in so_far if fault.place}
    yield from gaps(regulation, lines)
    meant = mended(regulation)
    for check in SCRUTINIES if regulation.regulation.level != HOUSE_LEVEL else ():
        found = [fault for fault in check(meant, lines) if fault.place not in blamed]
        blamed |= {fault.place for fault in found if fault.place}
        yield from found
