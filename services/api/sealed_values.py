"""Sealed values that stay: where a body brings back what the state shows in place of a sealed value
(［已封存 sealed］), the command carries the value that the case holds there already.

So a form is read, changed and handed in whole, and nobody types an identity number again that they
are not shown. The person is named by `person_ref`, in a part of the same type of the same case.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from adapters.personal_data.vault import ERASED, KEY_LOST
from adapters.personal_data.walk import mapped, parts
from domain.case import Case, Command
from domain.personal import HoldsPersons, Sealed
from domain.refusal import Text
from services.access.disclosure import SEALED
from services.commands.fault_words import escaped, fault_at_pointer
from services.commands.json_bodies import UNREADABLE, WrongBody, may_hold_doubled_keys

SHOWN_FOR_SEALED = (SEALED, ERASED, KEY_LOST)
ANY_ESCAPE = b"\\"
"""In JSON, how any character may begin."""
[MARK_BEGINS] = {mark[0].encode() for mark in SHOWN_FOR_SEALED}
BOX_TAG = b"$"
"""What a body with a mark, or with a sealed value, has in it where nothing is escaped."""
NOTHING_TO_KEEP = Text(
    "没有可以保留的已封存内容，请重新填写", "nothing sealed to keep here: fill it in again"
)
C = TypeVar("C", bound=Command)


def marks_as_boxes(body: bytes) -> bytes:
    """The body with an empty box in place of each mark, so that it reads as its type. What cannot
    be read is left as it is, for whoever reads it next to refuse."""
    if MARK_BEGINS not in body and ANY_ESCAPE not in body:
        return body
    try:
        whole = msgspec.json.decode(body)
        boxed = with_boxes(whole, "")
        if boxed == whole or may_hold_doubled_keys(body, whole):
            return body
    except UNREADABLE:
        return body
    return msgspec.json.encode(boxed)


def with_boxes(value: Any, pointer: str) -> Any:
    match value:
        case dict():
            return {k: with_boxes(v, f"{pointer}/{escaped(k)}") for k, v in value.items()}
        case list():
            return [with_boxes(one, f"{pointer}/{index}") for index, one in enumerate(value)]
        case str() if value in SHOWN_FOR_SEALED:
            return Sealed("", "", 0, pointer, b"", b"")
    return value


def with_own_boxes(command: C, case: Case | None, body: bytes) -> tuple[C, frozenset[Sealed]]:
    """The command that was read from a body, with the boxes of this case in place of empty ones,
    and those boxes. Raises WrongBody where the case holds none for that person."""
    if BOX_TAG not in body and ANY_ESCAPE not in body:
        return command, frozenset()
    empty = {box for _, box in parts(command, "") if isinstance(box, Sealed) and not box.subject}
    if not empty:
        return command, frozenset()
    own = dict(boxes_of(case))
    found = {box: kept for box, kept in those_kept(command, own) if box in empty}
    if lost := sorted(box.at for box in empty - found.keys()):
        raise WrongBody(tuple(fault_at_pointer(at, NOTHING_TO_KEEP) for at in lost))

    def put_back(part: Any, _: str) -> Any:
        return found.get(part, part) if isinstance(part, Sealed) else part

    return mapped(command, "", put_back), frozenset(found.values())


PersonsField = tuple[type, str, str]
"""A field of a person: the type of the part, the person, the field."""


def boxes_of(case: Case | None) -> Iterator[tuple[PersonsField, Sealed]]:
    """The sealed values of a case by the person and the field they belong to."""
    for holder, ref, name in persons_fields(case):
        box = getattr(holder, name)
        if isinstance(box, Sealed):
            yield (type(holder), ref, name), box


def those_kept(
    command: Command, own: dict[PersonsField, Sealed]
) -> Iterator[tuple[Sealed, Sealed]]:
    for holder, ref, name in persons_fields(command):
        box, kept = getattr(holder, name), own.get((type(holder), ref, name))
        if isinstance(box, Sealed) and kept is not None:
            yield box, kept


def persons_fields(value: object) -> Iterator[tuple[HoldsPersons, str, str]]:
    """Each personal field of whoever has a reference: the part, the reference, the field's name."""
    holders = (part for _, part in parts(value, "") if isinstance(part, HoldsPersons))
    for holder in holders:
        for subject in holder.subjects:
            ref = getattr(holder, subject.ref) if subject.ref else None
            if ref:
                yield from ((holder, ref, name) for name in subject.fields)
