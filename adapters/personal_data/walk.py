"""Walks a value to the personal fields in it, by its types; what can hold none is skipped."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields, replace

from domain.personal import HoldsPersons, Sealed

Located = tuple[str, object]  # a part of a value, with its path
LEADS_NOWHERE = frozenset({str, bytes, int, float, bool, type(None), date, datetime})
"""Types of values that lead to nobody any further."""
IN_ORDER = (tuple, list, frozenset)


@cache
def ways(struct: type[Struct]) -> tuple[str, ...]:
    """The fields of a type through which a person can be reached."""
    if struct is Sealed:
        return ()
    subjects = struct.subjects if issubclass(struct, HoldsPersons) else ()
    named = {name for subject in subjects for name in (*subject.fields, subject.ref)}
    return tuple(
        field.name
        for field in fields(struct)
        if field.name in named or _leads_to_person(field.type, set())
    )


def _leads_to_person(hint: Any, seen: set[Any]) -> bool:
    """Whether a value of this type can hold a person; where the type does not tell, yes.

    A type with subclasses does not tell: a record's event is one of many.
    """
    if hint in (Any, object, tuple, list, dict, frozenset) or isinstance(hint, TypeVar):
        return True
    if origin := get_origin(hint):
        inside = (*get_args(hint), *([origin] if _is_struct(origin) else []))
        return any(_leads_to_person(each, seen) for each in inside)
    if not _is_struct(hint) or hint in seen:
        return False
    if hint is Sealed or hint.__subclasses__():
        return True
    if issubclass(hint, HoldsPersons) and hint.subjects:
        return True
    seen.add(hint)
    return any(_leads_to_person(field.type, seen) for field in fields(hint))


def _is_struct(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Struct)


@cache
def _steps_of(struct: type[Struct]) -> tuple[tuple[str, str], ...]:
    """The fields that `ways` names, each with its step of the path."""
    return tuple((name, f".{name}") for name in ways(struct))


def _steps(value: object) -> list[tuple[Any, str, Any]]:
    """Parts right inside a value that may lead to a person: key, step of the path, part."""
    if isinstance(value, Struct):
        return [(name, step, getattr(value, name)) for name, step in _steps_of(type(value))]
    if isinstance(value, dict):
        return [(key, f"[{key!r}]", part) for key, part in value.items()]
    if isinstance(value, IN_ORDER):
        return [(index, f"[{index}]", part) for index, part in enumerate(value)]
    return []


def parts(value: object, path: str) -> list[Located]:
    """A value and all parts of it that may lead to a person, with their paths; of texts, numbers
    and the like, which lead no further, the value alone."""
    found = [(path, value)]
    _gather(value, path, found)
    return found


def _gather(value: object, path: str, found: list[Located]) -> None:
    for _, step, part in _steps(value):
        if type(part) not in LEADS_NOWHERE:
            found.append((path + step, part))
            _gather(part, path + step, found)


def mapped(value: Any, path: str, change: Callable[[Any, str], Any]) -> Any:
    """The value with its parts changed; what holds no changed part stays the same object."""
    after = change(value, path)
    if after is not value:
        return after
    new = {}
    for key, step, part in _steps(value):
        after = mapped(part, path + step, change)
        if after is not part:
            new[key] = after
    return _with_parts(value, new) if new else value


def with_fields(value: Any, path: str, fields_at: Mapping[str, dict[str, Any]]) -> Any:
    """The value with new fields in those structs of it whose paths are named; what holds none of
    them stays the same object."""
    new = {}
    for key, step, part in _steps(value):
        if type(part) not in LEADS_NOWHERE:
            after = with_fields(part, path + step, fields_at)
            if after is not part:
                new[key] = after
    if path in fields_at:
        new |= fields_at[path]
    return _with_parts(value, new) if new else value


def _with_parts(value: Any, new: dict[Any, Any]) -> Any:
    if isinstance(value, Struct):
        return replace(value, **new)
    if isinstance(value, dict):
        return value | new
    return type(value)(new.get(index, part) for index, part in enumerate(value))
