"""Texts that say by themselves that they are wrong: credit codes, divisions, days to come."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from domain.typed_text import Typed, alternatives, typed_of
from domain.written import FormFault
from services.commands.fault_words import fault_at_pointer
from services.commands.form_faults import SEQUENCES, is_struct, unwrapped


class TypedParts(Struct, frozen=True):
    """Where such texts stand below a value: the value itself, its fields, its items."""

    own: Typed | None = None
    fields: dict[str, "TypedParts"] = {}
    items: "TypedParts | None" = None

    def __bool__(self) -> bool:
        return bool(self.own or self.fields or self.items)


@cache
def typed_parts(kind: type) -> TypedParts:
    """The typed texts of a struct, found once for each type."""
    return below(kind)


def below(hint: Any) -> TypedParts:
    typed = typed_of(hint)
    own = typed if typed and typed.wrong else None
    named: dict[str, TypedParts] = {}
    items = None
    for one in alternatives(hint) or (hint,):
        kind, _ = unwrapped(one)
        if is_struct(kind):
            named |= {f.encode_name: inner for f in fields(kind) if (inner := below(f.type))}
        elif get_origin(kind) in SEQUENCES:
            items = below(get_args(kind)[0]) or items
    return TypedParts(own, named, items)


def wrong_texts(parts: TypedParts, value: Any, pointer: str, today: date) -> Iterator[FormFault]:
    """What is wrong with the typed texts below a decoded value."""
    match value:
        case str() if parts.own and parts.own.wrong and (what := parts.own.wrong(value, today)):
            yield fault_at_pointer(pointer, what)
        case dict():
            for name, inner in parts.fields.items():
                if name in value:
                    yield from wrong_texts(inner, value[name], f"{pointer}/{name}", today)
        case list() if parts.items:
            for index, one in enumerate(value):
                yield from wrong_texts(parts.items, one, f"{pointer}/{index}", today)
