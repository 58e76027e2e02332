"""All code names that a person may meet: from the types, the regulation files, the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.inspect import EnumType, LiteralType, StructType, type_info

from domain.case import BOOKKEEPING, Case
from domain.context import Context
from domain.discipline_case.vault_stream import DISCIPLINE_CASES, vault_rules
from domain.record import Record
from domain.regulation.rules import rules_of
from domain.streams import STREAMS
from services.imports.tables.columns import RowFiling
from services.subscriptions.catalogue import PROJECTIONS
from tests.support.regulations import HOUSE_TEXT, INNER_MONGOLIA_TEXT, SICHUAN_TEXT

ROOT = Path(__file__).parents[2]
TEXTS = [
    rules_of(text).text for text in (HOUSE_TEXT, vault_rules(), SICHUAN_TEXT, INNER_MONGOLIA_TEXT)
]
LOUD = re.compile(r"[A-Z][A-Z_]{2,}")
KINDS = (*STREAMS.values(), DISCIPLINE_CASES)
"""Every kind of case: those of this service, and the one that the vault alone loads."""
COMMANDS = [command for stream in KINDS for command in stream.commands]
EVENTS = [event for stream in KINDS for event in stream.events]


class FieldName(NamedTuple):
    """A field, the field that holds the struct that it is a part of, and that struct."""

    name: str
    holder: str
    struct: str

    @property
    def owners(self) -> tuple[str, str]:
        return self.holder, self.struct

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which its words may stand, the closest first."""
        return (*(f"{owner}.{self.name}" for owner in self.owners if owner), self.name)


def found_in(
    info: Any, holder: str, seen: set[tuple[type, str]]
) -> Iterator[FieldName | tuple[str, str]]:
    """The fields below a type, and the values of its closed lists as (field, value)."""
    match info:
        case LiteralType(values=values):
            yield from ((holder, str(value)) for value in values)
        case EnumType(cls=kind):
            yield from ((holder, str(one.value)) for one in kind)
        case StructType(cls=kind) if (kind, holder) not in seen:
            seen.add((kind, holder))
            hidden = BOOKKEEPING if issubclass(kind, Case) else frozenset()
            for field in info.fields:
                if field.name in hidden:
                    continue
                yield FieldName(field.name, holder, kind.__name__)
                yield from found_in(field.type, field.name, seen)
        case StructType():
            return
    for name in ("type", "types", "item_type", "item_types", "key_type", "value_type"):
        inner = getattr(info, name, ())
        for one in inner if isinstance(inner, tuple) else (inner,):
            yield from found_in(one, holder, seen)


def roots() -> list[type[Any]]:
    cases = [stream.state for stream in KINDS]
    rows = [projection.table.row for projection in PROJECTIONS]
    return [*cases, *COMMANDS, *EVENTS, Context, Record, RowFiling, *rows]


FOUND = {one for root in roots() for one in found_in(type_info(root), "", set())}
FIELD_NAMES = sorted(one for one in FOUND if isinstance(one, FieldName))
LISTED_VALUES = {one for one in FOUND if not isinstance(one, FieldName)}


def values() -> set[tuple[str, str]]:
    """(field, value) of closed lists, named results, what the files compare with, channels."""
    results = {("effect", result) for command in COMMANDS for result in command.outcomes}
    channels = {("channel", step.channel) for text in TEXTS for step in text.step if step.channel}
    guards = [choice for text in TEXTS for one in text.guard for choice in (one, *one.either)]
    compared = {
        (guard.fact, value)
        for guard in guards
        if isinstance(guard.value, tuple)
        for value in guard.value
        if LOUD.fullmatch(value)
    }
    return LISTED_VALUES | results | channels | compared


def stages() -> set[str]:
    """Every stage that a step of a shipped file allows or leads to."""
    steps = [step for text in TEXTS for step in text.step]
    led_to = [outcome.to for step in steps for outcome in step.outcomes.values()]
    found = [*led_to, *(step.to for step in steps), *(s for step in steps for s in step.during)]
    return {name for name in found if name}


def strings(*folders: str) -> Iterator[tuple[str, str]]:
    """(path, text) of every string in the source of these folders that is not a docstring."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield path.relative_to(ROOT).as_posix(), node.value
