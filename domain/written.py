"""Reads what people wrote into a command: blanks alone are nothing, and stray characters are told.

Asked where a body comes in, never of what is stored: histories stay readable.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from msgspec import NODEFAULT, Struct
from msgspec.inspect import (
    CollectionType,
    CustomType,
    DictType,
    Field,
    StrType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)
from msgspec.json import encode
from msgspec.structs import replace

from domain.characters import is_plain, stray, stray_words
from domain.folding import is_blank, shown_length
from domain.personal import Sealed
from domain.refusal import Text
from domain.words import field_words

NAME_FIELDS = {
    *("name", "unit_name", "proposed_name", "contact_name", "employer_name", "unit", "body"),
    *("person", "industry", "address", "related_to", "organ", "official", "skills", "fields"),
}
"""The fields that name a person, a unit, a place or a field of work: they are compared, and what
does not belong in a name is refused there. Other texts are kept as they were sent."""
LONGEST_NAME = 200
SHORT = re.compile(r'"[^"\\:,]"')
"""In JSON: a text of one character. What stands between two texts is a colon or a comma alone."""
BLANK_ENDS = ('""', '" ', ' "', "\\")
"""In JSON: an empty text, one that begins or ends with a blank, or what JSON escapes."""
NOT_FILLED = Text("未填写", "not filled in")

S = TypeVar("S", bound=Struct)


class FormFault(Struct, frozen=True):
    """What is wrong with a text, and in which field; `pointer` is a JSON pointer to it (RFC
    6901)."""

    pointer: str
    words: Text


class Slot(Struct, frozen=True):
    """A field that holds texts, or structs that may. `name_of` marks a name, `least`
    says how many characters a text has beside blanks. A text with a greatest length and no least
    may be empty, as the code that an electronic invoice does not have."""

    name: str
    words: Text
    needed: bool
    default: Any
    name_of: bool = False
    least: int = 1


@cache
def slots(struct: type[Struct]) -> tuple[Slot, ...]:
    """The fields of a type that can hold what people write."""
    info = type_info(struct)
    assert isinstance(info, StructType)
    return tuple(slot for field in info.fields for slot in _slot(field, struct.__name__))


def _slot(field: Field, owner: str) -> Iterator[Slot]:
    words = field_words(field.name, owner)
    for inner in _innermost(field.type):
        default = None if field.default is NODEFAULT else field.default
        if isinstance(inner, StructType) and inner.cls is not Sealed:
            yield Slot(field.name, words, field.required, default)
            return
        if isinstance(inner, StrType) and inner.pattern is None:
            short = inner.max_length is not None and inner.max_length <= LONGEST_NAME
            name = short and field.name in NAME_FIELDS
            least = 2 if name and (inner.min_length or 0) > 1 else 1
            needed = field.required and not allows_empty(inner)
            empty = "" if field.required else default
            yield Slot(field.name, words, needed, empty, name, least)
            return


def allows_empty(text: StrType) -> bool:
    """Whether a text may be empty: it has a greatest length, and no least."""
    return bool(text.max_length and not text.min_length) and text.pattern is None


def _innermost(info: Type) -> Iterator[Type]:
    match info:
        case UnionType(types=types):
            for one in types:
                yield from _innermost(one)
        case VarTupleType() | CollectionType():
            yield from _innermost(info.item_type)
        case DictType():
            yield from _innermost(info.value_type)
        case CustomType():
            return
        case _:
            yield info


def as_said(value: S, at: str = "") -> tuple[S, list[FormFault]]:
    """The value without the optional texts that are blank, and what is wrong with the others."""
    return read_closely(value, at) if _is_suspect(value) else (value, [])


def _is_suspect(value: Struct) -> bool:
    """Whether a text of the value may be at fault: a quick look at all of them as one."""
    try:
        text = encode(value).decode()
    except UnicodeEncodeError:  # half of a character
        return True
    if any(end in text for end in BLANK_ENDS) or SHORT.search(text):
        return True
    return not is_plain(text)


def read_closely(value: S, at: str = "") -> tuple[S, list[FormFault]]:
    """`as_said`, text by text."""
    changes: dict[str, Any] = {}
    faults: list[FormFault] = []
    for slot in slots(type(value)):
        before = getattr(value, slot.name)
        if before is None or before == ():
            continue
        after, wrong = _read(before, slot, f"{at}/{slot.name}")
        faults += wrong
        if after is not before:
            changes[slot.name] = after
    return (replace(value, **changes) if changes else value), faults


def _read(value: Any, slot: Slot, at: str) -> tuple[Any, list[FormFault]]:
    match value:
        case str():
            wrong = [FormFault(at, _about(slot, why)) for why in _wrong(value, slot)]
            absent = not (wrong or slot.needed) and is_blank(value)
            return slot.default if absent else value, wrong
        case Sealed():
            return value, []
        case Struct():
            return read_closely(value, at)
        case dict():
            kept = {name: one for name, one in value.items() if not _shows_nothing(one)}
            return (kept if len(kept) < len(value) else value), []
        case tuple():
            each = replace(slot, needed=True)
            read = [_read(one, each, f"{at}/{place}") for place, one in enumerate(value)]
            whole = tuple(one for one, _ in read)
            same = all(one is other for one, other in zip(whole, value, strict=True))
            return value if same else whole, [fault for _, wrong in read for fault in wrong]
    return value, []


def _shows_nothing(value: Any) -> bool:
    return isinstance(value, str) and is_blank(value)


def _about(slot: Slot, why: Text) -> Text:
    return Text(f"{slot.words.zh}：{why.zh}", f"{slot.words.en}: {why.en}")


def _wrong(text: str, slot: Slot) -> Iterator[Text]:
    if slot.name_of and (strays := stray(text)):
        yield stray_words(strays)
    elif is_blank(text):
        if slot.needed:
            yield NOT_FILLED
    elif slot.least > 1 and shown_length(text) < slot.least:
        least = slot.least
        yield Text(f"至少 {least} 字，空格不计", f"at least {least} characters beside blanks")
