"""Walks a value to the personal fields in it, by its types; what can hold none is skipped."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields, replace

from domain.personal import HoldsPersons, Sealed

Located = tuple[str, object]  # a part of a value, with its path


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


def _steps(value: object) -> Iterator[tuple[Any, str, object]]:
    """Parts right inside a value that may lead to a person: key, step of the path, part."""
    match value:
        case Struct():
            for name in ways(type(value)):
                yield name, f".{name}", getattr(value, name)
        case dict():
            for key, part in value.items():
                yield key, f"[{key!r}]", part
        case tuple() | list() | frozenset():
            for index, part in enumerate(value):
                yield index, f"[{index}]", part


def parts(value: object, path: str) -> Iterator[Located]:
    """A value and all parts of it that may lead to a person, with their paths."""
    yield path, value
    for _, step, part in _steps(value):
        yield from parts(part, path + step)


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
    if not new:
        return value
    match value:
        case Struct():
            return replace(value, **new)
        case dict():
            return value | new
    return type(value)(new.get(index, part) for index, part in enumerate(value))
