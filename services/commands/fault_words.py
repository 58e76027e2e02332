"""Decoding errors in plain words: what is wrong with one field of a body, in both languages."""

import re
from typing import Any, Literal, get_args, get_origin

from domain.refusal import Text
from domain.typed_text import alternatives, words_of
from domain.words import field_words, joined, value_words
from domain.written import FormFault

JSON_KINDS = {
    "array": Text("列表", "a list"),
    "bool": Text("是或否", "true or false"),
    "date": Text("日期，如 2026-03-02", "a day like 2026-03-02"),
    "datetime": Text("带时区的时刻", "a moment with its offset"),
    "float": Text("数", "a number"),
    "int": Text("整数", "a whole number"),
    "null": Text("空", "nothing"),
    "object": Text("一组栏目", "a group of fields"),
    "str": Text("文字", "text"),
}
MESSAGES = (
    (r"Expected `array` of length >= (\d+)", "至少 {} 项", "at least {} of them"),
    (r"Expected `array` of length <= (\d+)", "至多 {} 项", "at most {} of them"),
    (r"Expected `str` of length >= (\d+)", "至少 {} 字", "at least {} characters"),
    (r"Expected `str` of length <= (\d+)", "至多 {} 字", "at most {} characters"),
    (r"Expected `int` >= (-?\d+)", "不小于 {}", "at least {}"),
    (r"Expected `int` <= (-?\d+)", "不大于 {}", "at most {}"),
    (r"Expected `(.+?)`, got `.+`", "应为{}", "should be {}"),
    (r"Invalid RFC3339 encoded (date|datetime)", "应为{}", "should be {}"),
)
OTHERWISE = Text("内容无法读取", "cannot be read")
ANOTHER_FORM = Text("规定的格式", "of the form asked for")
MISSING = Text("未填写", "not given")
UNKNOWN = Text("没有这一栏目", "there is no such field")
DOUBLED = Text("写了不止一次", "given more than once")
CHOICES_SHOWN = 20


def fault_at_pointer(pointer: str, what: Text, owner: str = "") -> FormFault:
    """A fault at a JSON pointer, with the words of the field that it points to, which is one of
    the struct `owner`."""
    where = field_at(pointer, owner)
    zh, en = (f"{where.zh}：", f"{where.en}: ") if where else ("", "")
    return FormFault(pointer or "/", Text(f"{zh}{what.zh}", f"{en}{what.en}"))


def message_in_words(message: str, hint: Any, field: str) -> Text:
    """A decoder's message about a value of this type in a field."""
    if "regex" in message:
        form = words_of(hint) or ANOTHER_FORM
        return Text(f"应为{form.zh}", f"should be {form.en}")
    if "Invalid enum value" in message:
        return from_choices(choices(hint), field)
    for pattern, zh, en in MESSAGES:
        if match := re.fullmatch(pattern, message):
            part = kinds_in_words(match.group(1))
            return Text(zh.format(part.zh), en.format(part.en))
    return OTHERWISE


def kinds_in_words(part: str) -> Text:
    """Kinds of JSON values in words; a number stays as it is."""
    kinds = [JSON_KINDS.get(kind, Text(kind, kind)) for kind in part.split(" | ")]
    return Text("或者".join(kind.zh for kind in kinds), " or ".join(kind.en for kind in kinds))


def choices(hint: Any) -> tuple[str, ...]:
    """The values of a closed list: of a Literal, an enum, or a choice that holds one."""
    if get_origin(hint) is Literal:
        return tuple(map(str, get_args(hint)))
    members = getattr(hint, "__members__", {})
    inner = (value for one in alternatives(hint) for value in choices(one))
    return (*(str(member.value) for member in members.values()), *inner)


def from_choices(values: tuple[str, ...], field: str) -> Text:
    named = joined(labelled(value, field) for value in values[:CHOICES_SHOWN])
    return Text(f"应为下列之一：{named.zh}", f"should be one of: {named.en}")


def labelled(value: str, field: str) -> Text:
    words = value_words(value, field)
    return Text(f"{words.zh}（{value}）", f"{words.en} ({value})")


def field_at(pointer: str, owner: str) -> Text | None:
    """The words of the field at the pointer; None for the body as a whole."""
    names = names_in(pointer)
    return field_words(names[-1], *names[-2:-1], owner) if names else None


def names_in(pointer: str) -> list[str]:
    steps = pointer.removeprefix("/command").removeprefix("/body").split("/")
    return [unescaped(step) for step in steps if step and not step.isdigit()]


def escaped(step: str) -> str:
    """A key as a step of a JSON pointer."""
    return step.replace("~", "~0").replace("/", "~1")


def unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")
