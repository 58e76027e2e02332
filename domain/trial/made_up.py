"""Makes up the body of a command: what it must say, with any value that fits its type."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from domain.case import Command
from domain.personal import Sealed

FITTING = (
    *("0" * 64, "510100", "91510100MA6T000121", "a1", "13800000000", "110101199001011237"),
    *("applications/a1", "125:7", "尾号1234"),
)
"""Texts of which one fits every pattern that a field has."""
A_NUMBER = 7


def made_up(do: type[Command], known: Mapping[str, Any], day: date) -> Command:
    """A command with what is known of its fields, and anything in those that it cannot do
    without."""
    given = {name: known[name] for name in do.__struct_fields__ if name in known}
    needed = {
        field.name: any_value(field.type, field.name, day)
        for field in fields_of(do)
        if field.required and field.name not in given
    }
    return do(**given, **needed)


@cache
def fields_of(do: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    found = inspect.type_info(do)
    assert isinstance(found, inspect.StructType)
    return found.fields


def any_value(kind: inspect.Type, name: str, day: date) -> Any:
    """A value of a type; a text is the name of its field wherever that fits."""
    match kind:
        case inspect.UnionType(types=types):
            plain = (one for one in types if not isinstance(one, inspect.NoneType))
            return any_value(next(one for one in plain if not is_sealed(one)), name, day)
        case inspect.StructType(cls=cls, fields=fields):
            return cls(**{one.name: any_value(one.type, one.name, day) for one in fields})
        case inspect.VarTupleType(item_type=item):
            return (any_value(item, name, day),)
        case inspect.StrType(pattern=pattern):
            return next(text for text in (name, *FITTING) if re.search(pattern or "", text))
        case inspect.LiteralType(values=values):
            return values[-1]
        case inspect.EnumType(cls=cls):
            return list(cls)[-1]
        case inspect.BoolType():
            return True
        case inspect.IntType(ge=least):
            return max(A_NUMBER, least or 0)
        case inspect.DateType():
            return day
    raise AssertionError(f"no value of {kind}")


def is_sealed(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.StructType) and kind.cls is Sealed
