"""Checks that a refusal helps: it has words, no code names in them, and pointers that exist."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
from msgspec.inspect import StructType, type_info

from domain.case import Command
from domain.refusal import Kind, Refusal, Text
from domain.streams import STREAMS
from domain.words import COMMANDS, EVENTS, FIELDS
from domain.words.actors import DUTIES, ROLES
from domain.words.stages import STAGES
from domain.words.streams import STREAMS as KINDS
from domain.words.values import VALUES
from services.api.commands import Envelope

CHINESE = re.compile("[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
RULE_ID = re.compile(r"(SC|IM|SZ|TRI|UNO)-\w+(\.\d+)?|IMPLICIT:.*")
PARTS = {name.split(".")[-1] for name in (*FIELDS, *VALUES, *DUTIES)}
NAMED = {name for name in PARTS if re.search("[A-Z_]", name)}
CODE_NAMES = {*COMMANDS, *STAGES, *ROLES, *(tag for tag in EVENTS if "-" in tag), *NAMED}
CALLED_SO_BY_THE_FILE = re.compile(rf"\(({'|'.join(ROLES)})\)")
"""Regulation files call their bureaus so in English; their text is what was issued."""


def faults(refusal: Refusal, stream: str, command: type[Command]) -> list[str]:
    return [
        *(fault for text in (refusal.asked, refusal.allowed) for fault in in_words(text)),
        *(f"{one} points nowhere" for one in refusal.fields if not leads(one, stream, command)),
        *in_kind(refusal, stream, command),
    ]


def in_words(text: Text) -> Iterator[str]:
    if not text.zh or not text.en:
        yield f"{text} is not in both languages"
    for said in (text.zh, text.en):
        for word in WORD.findall(CALLED_SO_BY_THE_FILE.sub("", said)):
            if word in CODE_NAMES or RULE_ID.fullmatch(word):
                yield f"{word} is a name of code, in {said}"


def in_kind(refusal: Refusal, stream: str, command: type[Command]) -> Iterator[str]:
    """What the body or a paper would put right says where."""
    if refusal.kind not in get_args(Kind):
        yield f"no such kind: {refusal.kind}"
    if refusal.kind in ("paper", "form") and not refusal.fields and not entailed(refusal):
        yield f"{refusal.kind} without fields: {refusal.asked.en}"
    if refusal.kind in ("who", "stage", "order") and any(map(in_body(command), refusal.fields)):
        yield f"{refusal.kind} with fields"


def entailed(refusal: Refusal) -> bool:
    """About another case: it begins with that case's kind and id."""
    return any(refusal.asked.zh.startswith(f"{words.zh} ") for words in KINDS.values())


def in_body(command: type[Command]) -> Any:
    return lambda pointer: pointer.split("/")[1] in command.__struct_fields__


def leads(pointer: str, stream: str, command: type[Command]) -> bool:
    """To a field of the command, of the case's state, or of what stands beside the command."""
    steps = pointer.split("/")[1:]
    return any(follows(steps, type_info(one)) for one in (command, STREAMS[stream].state, Envelope))


def follows(steps: list[str], info: Any) -> bool:
    if not steps:
        return True
    match info:
        case StructType(fields=fields):
            return any(f.name == steps[0] and follows(steps[1:], f.type) for f in fields)
        case msgspec.inspect.UnionType(types=types):
            return any(follows(steps, one) for one in types)
        case msgspec.inspect.VarTupleType(item_type=item):
            return steps[0].isdigit() and follows(steps[1:], item)
        case msgspec.inspect.DictType(value_type=value):
            return follows(steps[1:], value)
    return False
