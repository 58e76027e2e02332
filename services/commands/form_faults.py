"""Form faults of a decoded JSON value, all at once: the type is walked beside the value.

It runs where the quick decoder has failed, and then descends only into parts that do not fit.
"""

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import fields

from domain.personal import Sealed
from domain.typed_text import alternatives
from domain.written import FormFault
from services.commands.fault_words import (
    MISSING,
    UNKNOWN,
    escaped,
    fault_at_pointer,
    message_in_words,
    names_in,
)

MOST_LOOKED_AT = 20_000
"""Values that are looked at in one body; what is wrong beyond them is told by another try."""
SEQUENCES = (tuple, list, frozenset, set)


class FormFaults:
    """Walks a value beside its type."""

    def __init__(self) -> None:
        self.left = MOST_LOOKED_AT

    def of(self, value: Any, hint: Any, pointer: str, owner: str = "") -> Iterator[FormFault]:
        """The faults of a value, each at its JSON pointer; `owner` is the struct that it is in."""
        self.left -= 1
        error = misfit(value, hint)
        if error is None or self.left < 0:
            return
        hint = chosen(hint, value)
        inside = list(self._inside(value, hint, pointer))
        if inside or holds_raw(hint):
            yield from inside
        else:
            yield fault_of(error, hint, pointer, owner)

    def _inside(self, value: Any, hint: Any, pointer: str) -> Iterator[FormFault]:
        kind, limits = unwrapped(hint)
        if isinstance(value, dict) and is_struct(kind):
            yield from self._fields(value, kind, pointer)
        elif isinstance(value, dict) and get_origin(kind) is dict:
            yield from self._entries(value, kind, limits, pointer)
        elif isinstance(value, list) and get_origin(kind) in SEQUENCES:
            whole = Annotated[(tuple[Any, ...], *limits)] if limits else tuple[Any, ...]
            if misfit(value, whole) is None:
                for index, one in enumerate(value):
                    yield from self.of(one, get_args(kind)[0], f"{pointer}/{index}")

    def _entries(
        self, value: dict[str, Any], kind: Any, limits: tuple[msgspec.Meta, ...], pointer: str
    ) -> Iterator[FormFault]:
        """The faults of names and values of a table whose names are free."""
        whole = Annotated[(dict[str, Any], *limits)] if limits else dict[str, Any]
        if misfit(value, whole) is None:
            name_hint, value_hint = get_args(kind)
            for name, one in value.items():
                at = f"{pointer}/{escaped(name)}"
                yield from self.of(name, name_hint, at)
                yield from self.of(one, value_hint, at)

    def _fields(
        self, value: dict[str, Any], kind: type[Struct], pointer: str
    ) -> Iterator[FormFault]:
        owner = kind.__name__
        known = {field.encode_name: field for field in fields(kind)}
        if kind.__struct_config__.forbid_unknown_fields:
            for name in value.keys() - known.keys() - {kind.__struct_config__.tag_field}:
                yield fault_at_pointer(f"{pointer}/{escaped(name)}", UNKNOWN, owner)
        for name, field in known.items():
            if name in value:
                yield from self.of(value[name], field.type, f"{pointer}/{name}", owner)
            elif field.required:
                yield fault_at_pointer(f"{pointer}/{name}", MISSING, owner)


def misfit(value: Any, hint: Any) -> msgspec.ValidationError | None:
    """Why a value is none of this type; None where it is, or is left for later (Raw)."""
    try:
        if hint is not Raw:
            msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        return error
    return None


def chosen(hint: Any, value: Any) -> Any:
    """Of the alternatives of a type the one that a value was meant for, judged by its JSON kind.
    Nobody means the stored form of a personal field."""
    meant = [one for one in alternatives(hint) if one not in (Sealed, type(None))]
    if len(meant) == 1:
        return chosen(meant[0], value)
    wanted = next((one for one in meant if fits_kind(value, unwrapped(one)[0])), None)
    return hint if wanted is None else wanted


def fits_kind(value: Any, kind: Any) -> bool:
    if isinstance(value, dict):
        return is_struct(kind)
    return isinstance(value, list) and get_origin(kind) in SEQUENCES


def unwrapped(hint: Any) -> tuple[Any, tuple[msgspec.Meta, ...]]:
    """A type without its annotation, and the limits that stand there."""
    if get_origin(hint) is Annotated:
        kind, *more = get_args(hint)
        return kind, tuple(one for one in more if isinstance(one, msgspec.Meta))
    return hint, ()


def is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


def holds_raw(kind: Any) -> bool:
    """Whether a field of this struct is left for later: then the whole never fits."""
    return is_struct(kind) and any(field.type is Raw for field in fields(kind))


def fault_of(error: Exception, hint: Any, pointer: str, owner: str = "") -> FormFault:
    """One decoding error as a fault: `$.form.team[0].name` is /form/team/0/name."""
    message, _, path = str(error).partition(" - at `$")
    steps = path.rstrip("`").replace("[", ".").replace("]", "").split(".")
    where = pointer + "".join(f"/{escaped(step)}" for step in steps if step)
    names = names_in(where)
    what = message_in_words(message, hint, names[-1] if names else "")
    return fault_at_pointer(where, what, owner)
