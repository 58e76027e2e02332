"""Decoding errors in plain words: what is wrong with a body that cannot be read."""

import re

from domain.refusal import Text
from domain.words import field_words
from services.imports.tables.cells import CODES

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
    (r"Object missing required field `(.+)`", "缺少“{}”", "“{}” is missing"),
    (r"Object contains unknown field `(.+)`", "没有“{}”这一栏目", "there is no field “{}”"),
    (r"Expected `array` of length >= (\d+)", "至少 {} 项", "at least {} of them"),
    (r"Expected `array` of length <= (\d+)", "至多 {} 项", "at most {} of them"),
    (r"Expected `str` of length >= (\d+)", "至少 {} 字", "at least {} characters"),
    (r"Expected `str` of length <= (\d+)", "至多 {} 字", "at most {} characters"),
    (r"Expected `int` >= (-?\d+)", "不小于 {}", "at least {}"),
    (r"Expected `int` <= (-?\d+)", "不大于 {}", "at most {}"),
    (r"Expected `str` matching regex '(.+)'", "应为{}", "should be {}"),
    (r"Expected `(.+?)`, got `.+`", "应为{}", "should be {}"),
    (r"Invalid RFC3339 encoded (date|datetime)", "应为{}", "should be {}"),
    (r"Invalid enum value '(.*)'", "没有“{}”这一选项", "“{}” is not one of the choices"),
)
OTHERWISE = Text("内容无法读取", "cannot be read")


def in_plain_words(message: str, pointer: str) -> str:
    """A decoder's message about the field at a JSON pointer (RFC 6901), in both languages."""
    what, where = message_in_words(message), field_at(pointer)
    return f"{where.zh}：{what.zh} / {where.en}: {what.en}" if where else f"{what.zh} / {what.en}"


def message_in_words(message: str) -> Text:
    for pattern, zh, en in MESSAGES:
        if match := re.fullmatch(pattern, message):
            part = named_part(match.group(1), pattern)
            return Text(zh.format(part.zh), en.format(part.en))
    return OTHERWISE


def named_part(part: str, pattern: str) -> Text:
    """What the message names, in words: a field, a kind of value, the form of a code; or
    unchanged."""
    if "field" in pattern:
        return field_words(part)
    if "regex" in pattern:
        return CODES.get(part.replace("\\\\", "\\")) or Text("规定的格式", "of the form asked for")
    kinds = [JSON_KINDS.get(kind, Text(kind, kind)) for kind in part.split(" | ")]
    return Text("或者".join(kind.zh for kind in kinds), " or ".join(kind.en for kind in kinds))


def field_at(pointer: str) -> Text | None:
    """The words of the field at the pointer; None for the body as a whole."""
    steps = pointer.removeprefix("/command").split("/")
    names = [step for step in steps if step and not step.isdigit()]
    return field_words(names[-1], *names[-2:-1]) if names else None
