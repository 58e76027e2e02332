"""Lists within one cell: as an officer would write them, or as JSON where that is ambiguous."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

import msgspec
from msgspec.inspect import StructType, Type, VarTupleType

from domain.personal import HoldsPersons
from domain.refusal import Text
from domain.words import field_words
from services.imports.tables.cells import FILE_CELL, Shape, bare
from services.imports.tables.faults import Unfit

BETWEEN_WORDS = re.compile("[、，,；;\n]")
NAMES = re.compile("[、；;\n]")
NUMBERED = re.compile(r"^(?:\d{1,3}[.．、)）]|[(（]\d{1,3}[)）])[ \t]*+(?!\d)", re.M)
"""As in “1. ”, and not in 4.10."""
ENCIRCLED = "[①-⒛⓪-⓿❶-➓㉈-㉟㊱-㊿]"
ENCIRCLED_FIRST = re.compile(rf"^{ENCIRCLED}[ \t.．、]*", re.M)
ENCIRCLED_BETWEEN = re.compile(rf"[ \t]*{ENCIRCLED}[ \t.．、]*")
BETWEEN_FIELDS = re.compile("[，,\t]")
EXACT_FIELDS = re.compile("[|｜]")  # where a field holds a comma itself

OfOne = Callable[[Type], Shape]


def is_list(info: Type) -> TypeGuard[VarTupleType]:
    return isinstance(info, VarTupleType)


def list_shape(info: VarTupleType, of_one: OfOne) -> Shape:
    """Shape of a list of words or of records; `of_one` gives the shape of a single value."""
    item = info.item_type
    shape = records(item, of_one) if isinstance(item, StructType) else separated(of_one(item))
    return Shape(shape.allowed, or_json(shape.read), or_exact(shape), takes=())


def separated(one: Shape) -> Shape:
    files = one.allowed == FILE_CELL  # whose own names may begin with a number

    def read(text: str) -> list[Any]:
        words = split(BETWEEN_WORDS, text if files else unnumbered(text, between=True))
        return [one.read(word) for word in words if word]

    said = Text(f"以“、”分隔：{one.allowed.zh}", f"separated by 、: {one.allowed.en}")
    return Shape(said, read, lambda values: "、".join(map(one.write, values)))


def records(item: StructType, of_one: OfOne) -> Shape:
    """Shape of a list of records: one a line, its fields separated by commas, or by | where one of
    them holds commas; records that may be a name alone may also share a line."""
    refs = {s.ref for s in item.cls.subjects} if issubclass(item.cls, HoldsPersons) else set()
    fields = [field for field in item.fields if field.name not in refs]
    shapes = [shape_of_field(bare(field.type), of_one) for field in fields]
    required = sum(field.required for field in fields)
    between = NAMES if required == 1 else re.compile("\n")

    def record(line: str) -> dict[str, Any]:
        parts = split(EXACT_FIELDS if EXACT_FIELDS.search(line) else BETWEEN_FIELDS, line)
        if len(parts) > len(fields):
            raise Unfit(line)
        told = zip(fields, shapes, parts, strict=False)
        return {f.name: s.read(part) for f, s, part in told if part or is_list(bare(f.type))}

    def read(text: str) -> list[dict[str, Any]]:
        lines = split(between, unnumbered(text, between=between is NAMES))
        return [record(line) for line in lines if line]

    def write(values: Sequence[dict[str, Any]]) -> str:
        return "\n".join(
            "，".join(
                "" if value.get(f.name) is None else s.write(value[f.name])
                for f, s in zip(fields, shapes, strict=True)
            ).rstrip("，")
            for value in values
        )

    names = [field_words(field.name, item.cls.__name__) for field in fields]
    zh = "，".join(name.zh for name in names[:required])
    zh += "".join(f"[，{name.zh}]" for name in names[required:])
    en = ", ".join(name.en for name in names[:required])
    en += "".join(f"[, {name.en}]" for name in names[required:])
    return Shape(Text(f"每行一项：{zh}", f"one a line: {en}"), read, write)


def shape_of_field(info: Type, of_one: OfOne) -> Shape:
    return separated(of_one(info.item_type)) if is_list(info) else of_one(info)


def unnumbered(text: str, between: bool) -> str:
    """The text without the numbers of its items. `between`: an encircled one may stand in a line,
    where it begins the next item."""
    text = NUMBERED.sub("", text)
    return ENCIRCLED_BETWEEN.sub("\n", text) if between else ENCIRCLED_FIRST.sub("", text)


def split(separators: "re.Pattern[str]", text: str) -> list[str]:
    return [part.strip() for part in separators.split(text)]


def or_json(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def read_either(text: str) -> Any:
        if not text.startswith("["):
            return read(text)
        try:
            return msgspec.json.decode(text, type=list[Any])
        except (msgspec.MsgspecError, RecursionError):
            raise Unfit(text) from None

    return read_either


def or_exact(shape: Shape) -> Callable[[Any], str]:
    """Writes as an officer would where that reads as the same list again, else as JSON."""

    def write(values: Any) -> str:
        text = shape.write(values)
        try:
            if not text.startswith("[") and text == text.strip() and shape.read(text) == values:
                return text
        except Unfit:
            pass
        return msgspec.json.encode(values).decode()

    return write
