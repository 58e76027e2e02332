"""Decodes JSON bodies strictly: no key twice, codes and days that can be; and where a body is
wrong, with every fault of its form at once."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from domain.case import Command
from domain.refusal import Text
from domain.written import FormFault
from services.commands.fault_words import DOUBLED, escaped, fault_at_pointer
from services.commands.form_faults import FormFaults, fault_of
from services.commands.typed_texts import typed_parts, wrong_texts

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
MOST_FAULTS, IN_A_SENTENCE = 100, 5
T = TypeVar("T", bound=Struct)
Parts = dict[str, type]
"""Types by the JSON pointer of the part of a body that must be one of them."""


class WrongBody(Exception):
    """A body that is not of its form; `faults` are those found, MOST_FAULTS of them at most."""

    def __init__(self, faults: tuple[FormFault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.words.en for fault in faults))

    @property
    def words(self) -> Text:
        """The first few in one sentence."""
        some = [fault.words for fault in self.faults[:IN_A_SENTENCE]]
        return Text("；".join(one.zh for one in some), "; ".join(one.en for one in some))


@cache
def decoder(kind: type[Struct]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def read_json(body: bytes, kind: type[T], today: date, under: str = "") -> T:
    """The body as this type. `under` is the pointer of where it stands. Raises WrongBody."""
    try:
        value: T = decoder(kind).decode(body)
        whole = msgspec.json.decode(body)
    except UNREADABLE as error:
        raise WrongBody(all_faults(body, {"": kind}, today, error, under)) from None
    refuse_odd(body, whole, {"": kind}, today, under)
    return value


def read_command(
    body: bytes, envelope: type[T], command: type[Command], today: date
) -> tuple[T, Command]:
    """The envelope, and the command that it holds as raw JSON. Raises WrongBody."""
    parts = {"": envelope, "/command": command}
    try:
        outer: Any = decoder(envelope).decode(body)
        inner: Command = decoder(command).decode(outer.command)
        whole = msgspec.json.decode(body)
    except UNREADABLE as error:
        raise WrongBody(all_faults(body, parts, today, error)) from None
    refuse_odd(body, whole, parts, today)
    return outer, inner


def refuse_odd(body: bytes, whole: Any, parts: Parts, today: date, under: str = "") -> None:
    """Refuses what the decoder lets pass: a key given twice, a code or a day that cannot be."""
    faults = tuple(islice(oddities(body, whole, parts, today, under), MOST_FAULTS))
    if faults:
        raise WrongBody(faults)


def oddities(body: bytes, whole: Any, parts: Parts, today: date, under: str) -> Iterator[FormFault]:
    if may_hold_doubled_keys(body, whole):
        yield from (fault_at_pointer(under + pointer, DOUBLED) for pointer in doubled_keys(body))
    for pointer, part, kind in those_there(whole, parts):
        yield from wrong_texts(typed_parts(kind), part, under + pointer, today)


def all_faults(
    body: bytes, parts: Parts, today: date, error: Exception, under: str = ""
) -> tuple[FormFault, ...]:
    """Every fault of a body that cannot be decoded: of its fields, else of its JSON."""
    try:
        whole = msgspec.json.decode(body)
    except UNREADABLE as broken:
        return (fault_of(broken, None, under),)
    walk = FormFaults()
    found: dict[str, FormFault] = {}
    for pointer, part, kind in those_there(whole, parts):
        for fault in walk.of(part, kind, under + pointer):
            found.setdefault(fault.pointer, fault)
    for fault in oddities(body, whole, parts, today, under):
        found.setdefault(fault.pointer, fault)
    return tuple(islice(found.values(), MOST_FAULTS)) or (fault_of(error, None, under),)


def those_there(whole: Any, parts: Parts) -> Iterator[tuple[str, Any, type]]:
    """The parts that the body has, each with its pointer and type. What is missing, the type of
    the whole tells."""
    for pointer, kind in parts.items():
        name = pointer.removeprefix("/")
        if not name:
            yield pointer, whole, kind
        elif isinstance(whole, dict) and name in whole:
            yield pointer, whole[name], kind


def may_hold_doubled_keys(body: bytes, whole: Any) -> bool:
    """Whether a key may stand twice in one object. Each key has a colon, and decoding drops all
    but the last of the same: so fewer colons come out than went in. An escaped colon in a text
    would upset the count. It costs a hundredth of a command's time; parsing into pairs, ten times
    that."""
    return b"\\u003" in body or body.count(b":") != msgspec.json.encode(whole).count(b":")


class Pairs(list[tuple[str, Any]]):
    """An object as its pairs, in order."""


def doubled_keys(body: bytes) -> Iterator[str]:
    """Pointers of the keys that stand more than once in their object."""
    return doubled_in(json.loads(body.decode(), object_pairs_hook=Pairs, parse_int=str), "")


def doubled_in(value: Any, pointer: str) -> Iterator[str]:
    seen: set[str | int] = set()
    steps: Any = value if isinstance(value, Pairs) else enumerate(value)
    for step, inner in steps:
        where = f"{pointer}/{escaped(str(step))}"
        if step in seen:
            yield where
        seen.add(step)
        if isinstance(inner, list):
            yield from doubled_in(inner, where)
