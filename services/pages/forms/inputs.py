"""The inputs of a form, from a command's type. An input's name is the JSON pointer of its value, so
what the API says of a pointer is already said of an input."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec
from msgspec import NODEFAULT, Struct
from msgspec.inspect import (
    BoolType,
    DateType,
    DictType,
    Field,
    IntType,
    LiteralType,
    StrType,
    StructType,
    Type,
    type_info,
)

from domain.context import Override, Reason
from domain.counterparty import NOBODY_NAMED
from domain.refusal import Text
from domain.typed_text import ActDay, FileHash
from domain.words import field_words, value_words
from domain.written import allows_empty
from services.imports.tables.cells import MONEY, NUMBER, POINTS, Shape, bare, pattern_of, shape_of
from services.imports.tables.lists import is_list
from services.pages.forms.money_inputs import (
    PARTY_OF_PAGE,
    SIGNED_MONEY,
    shape_of_figure,
)
from services.pages.telling import plain_unit

LONG = 300
"""Characters above which a text gets several lines."""
OF_ONE_LINE = ("document_no", "minutes_no", "notice_no", "receiver", "official")
"""Texts that nobody writes several lines of, whatever their type allows."""
HIDDEN = ("do", "reply_key", "agreed_text")
"""What no person types: a tag, and hashes that are made for them."""
YES_OR_NO = (("是", Text("是", "yes")), ("否", Text("否", "no")))
ANY_ROW = "*"
"""Stands in a pointer for the number of a row."""
Choices = tuple[tuple[str, Text], ...]


class FormInput(Struct, frozen=True):
    """One input; a group of them (`parts`), or rows of such groups. `ref` names the hidden field by
    which a row is known again; `personal` ones stay sealed. `default` is what is meant where
    nothing is said; in an `open` choice other things may stand, too. The parts of a group that is
    kept `in_order` are told apart by their place; `absent` stands where one of them says
    nothing."""

    name: str
    words: Text
    control: str
    required: bool
    shape: Shape | None = None
    hint: Text | None = None
    choices: Choices = ()
    parts: tuple["FormInput", ...] = ()
    ref: str = ""
    personal: bool = False
    default: Any = None
    longest: int | None = None
    open: bool = False
    in_order: bool = False
    absent: Any = None

    def offering(self, choices: Choices) -> "FormInput":
        """The input as a choice from a list; of several values, as ticks."""
        control = "ticks" if self.control in ("lines", "ticks") else "choice"
        open = self.control == "lines"
        return msgspec.structs.replace(self, control=control, choices=choices, open=open, hint=None)

    def suggesting(self, choices: Choices) -> "FormInput":
        """The input with what may stand there; something else may, too."""
        return msgspec.structs.replace(self, choices=choices)

    def with_parts(self, parts: Iterable["FormInput"]) -> "FormInput":
        return msgspec.structs.replace(self, parts=tuple(parts))


class Circumstances(Struct, frozen=True, kw_only=True):
    """What an official says of an act beside its command (办理情况)."""

    document_no: Reason | None = None
    occurred_on: ActDay | None = None
    late_reason: Reason | None = None
    minutes_no: Reason | None = None
    minutes_on: ActDay | None = None
    evidence: tuple[FileHash, ...] = ()
    override: tuple[Override, ...] = ()


TOLD_AS = {"override": "overrides"}
"""Inputs by the name that their fact has in the case, where that is another."""


@cache
def inputs_of(kind: type[Struct]) -> tuple[FormInput, ...]:
    """The inputs of a command, or of a part of one, in the order of its type."""
    return tuple(made(kind, kind.__name__))


def made(kind: type[Struct], *owners: str) -> Iterator[FormInput]:
    info = type_info(kind)
    assert isinstance(info, StructType)
    people = getattr(kind, "subjects", ())
    refs, personal = {one.ref for one in people}, {name for one in people for name in one.fields}
    for field in info.fields:
        if field.name not in refs and field.encode_name not in HIDDEN:
            yield input_of(field, field.name in personal, owners)


def input_of(field: Field, personal: bool, owners: tuple[str, ...]) -> FormInput:
    inner, words = bare(field.type), field_words(TOLD_AS.get(field.name, field.name), *owners)
    default = None if field.default in (NODEFAULT, (), {}) else field.default
    item = bare(inner.item_type) if is_list(inner) else inner
    required = field.required and not may_stay_empty(item)
    common: dict[str, Any] = {"required": required, "personal": personal, "default": default}
    if isinstance(inner, DictType):
        return FormInput(field.name, words, "own", False)
    if isinstance(item, StructType):
        parts = tuple(made(item.cls, field.name, item.cls.__name__))
        refs = [one.ref for one in getattr(item.cls, "subjects", ()) if one.ref]
        control = "rows" if item is not inner else "group"
        group = FormInput(field.name, words, control, field.required, parts=parts)
        in_order = item.cls.__struct_config__.array_like
        return msgspec.structs.replace(group, ref="".join(refs), in_order=in_order)
    shape, choices = shape_of(item, field.name, {}), choices_of(item, field.name)
    if isinstance(item, IntType) and (figure := shape_of_figure(item, field.name)):
        shape, words = figure, plain_unit(field.name, words)
        common["required"] = field.required and figure is not PARTY_OF_PAGE
    control = control_of(item, shape, several=item is not inner)
    control = "text" if control == "area" and field.name in OF_ONE_LINE else control
    hint = hint_of(item, shape, control)
    longest = getattr(item, "max_length", None)
    common |= {"shape": shape, "hint": hint, "choices": choices}
    common["absent"] = what_is_absent(field, item, shape)
    return FormInput(field.name, words, control, longest=longest, **common)


def may_stay_empty(item: Type) -> bool:
    """Whether a text may say nothing, as the code that an electronic invoice does not have."""
    return isinstance(item, StrType) and allows_empty(item)


def what_is_absent(field: Field, item: Type, shape: Shape) -> Any:
    """What stands for an input that says nothing, where its place has to be filled."""
    if not field.required:
        return field.default if field.default is not NODEFAULT else ()
    if shape is PARTY_OF_PAGE:
        return NOBODY_NAMED
    return "" if may_stay_empty(item) else None


def choices_of(item: Type, name: str) -> Choices:
    match item:
        case LiteralType(values=values):
            return tuple((str(one), value_words(str(one), name)) for one in values)
        case BoolType():
            return YES_OR_NO
    return ()


def control_of(item: Type, shape: Shape, several: bool) -> str:
    match item:
        case StrType(pattern=pattern) if pattern == pattern_of(FileHash):
            return "files" if several else "file"
        case LiteralType():
            return "ticks" if several else "choice"
        case BoolType():
            return "choice"
    if several:
        return "lines"
    if isinstance(item, DateType):
        return "day"
    if isinstance(item, StrType) and item.pattern is None and (item.max_length or 0) > LONG:
        return "area"
    named = {
        id(MONEY): "money",
        id(SIGNED_MONEY): "money",
        id(NUMBER): "number",
        id(POINTS): "points",
    }
    return named.get(id(shape), "text")


def hint_of(item: Type, shape: Shape, control: str) -> Text | None:
    """What may stand there, where that is no matter of course."""
    if control == "lines":
        return Text("每行一项", "one a line")
    if shape is PARTY_OF_PAGE or control in ("money", "number", "points"):
        return shape.allowed
    is_code = isinstance(item, StrType) and item.pattern and not control.startswith("file")
    return shape.allowed if is_code else None


def labels_of(inputs: tuple[FormInput, ...], at: str) -> Mapping[str, Text]:
    """The words of each pointer; what stands in a row, in any one."""
    found = {}
    for one in inputs:
        found[f"{at}/{one.name}"] = one.words
        if one.control == "group":
            found |= labels_of(one.parts, f"{at}/{one.name}")
        if one.control == "rows":
            found |= labels_of(one.parts, f"{at}/{one.name}/{ANY_ROW}")
    return found


def named_pointer(inputs: tuple[FormInput, ...], pointer: str, at: str) -> str:
    """A pointer by the names of inputs, where it points into values that are kept in order."""
    for one in inputs:
        here = f"{at}/{one.name}"
        if one.parts and pointer.startswith(f"{here}/"):
            rest = pointer.removeprefix(f"{here}/")
            row, _, within = rest.partition("/") if one.control == "rows" else ("", "", rest)
            inner = f"{here}/{row}" if row else here
            place, dot, further = within.partition("/")
            if one.in_order and place.isdigit() and int(place) < len(one.parts):
                within = one.parts[int(place)].name + dot + further
            return named_pointer(one.parts, f"{inner}/{within}", inner) if within else pointer
    return pointer


def of_any_row(pointer: str) -> str:
    """The pointer with no row in particular, as `labels_of` has it."""
    return "/".join(ANY_ROW if part.isdigit() else part for part in pointer.split("/"))


ABOUT_THE_ACT = inputs_of(Circumstances)
