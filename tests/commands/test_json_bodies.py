"""JSON bodies are read strictly, and what is wrong with one is told whole, in words."""

import json
import timeit
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.application.drafting import CreateDraft
from domain.case import Command
from domain.streams import STREAMS
from domain.typed_text import alternatives, typed_of
from services.api.commands import Envelope
from services.commands.fault_words import ANOTHER_FORM, OTHERWISE
from services.commands.form_faults import is_struct, unwrapped
from services.commands.json_bodies import (
    MOST_FAULTS,
    WrongBody,
    doubled_keys,
    may_hold_doubled_keys,
    read_command,
)
from services.imports.ndjson import NdjsonLine
from tests.support.calling import draft

TODAY = date(2026, 3, 2)
COMMANDS = [command for stream in STREAMS.values() for command in stream.commands]
WRONG: dict[str, Any] = {
    "/occurred_on": "2026-3-2",
    "/effective_on": "20260302",
    "/evidence/0": "zz",
    "/more": 1,
    "/command/batch": "a/b",
    "/command/nothing": 0,
    "/command/form/uscc": "91510100MA6T000122",
    "/command/form/division_code": "9900",
    "/command/form/office_area": "12",
    "/command/form/dedicated_budget": -1,
    "/command/form/legal_nature": "NONE",
    "/command/form/team/0/name": "甲",
    "/command/form/team/2/id_number": "1",
    "/command/form/milestones": {},
    "/command/form/applicant_seal/sealed_on": "2026-02-30",
    "/command/form/contact_phone": ["1"],
    "/command/form/operating_unit/kind": None,
}
"""A wrong value for each of these pointers, whatever else is wrong."""


def faults(body: bytes, command: type[Command] = CreateDraft) -> dict[str, str]:
    """The faults by pointer, in both languages."""
    with pytest.raises(WrongBody) as wrong:
        read_command(body, Envelope, command, TODAY)
    pointers = [fault.pointer for fault in wrong.value.faults]
    assert len(set(pointers)) == len(pointers)
    return {one.pointer: f"{one.words.zh} {one.words.en}" for one in wrong.value.faults}


def whole_draft() -> Any:
    return msgspec.json.decode(msgspec.json.encode({"evidence": ["0" * 64], "command": draft()}))


def broken_at(body: Any, pointer: str, value: Any) -> None:
    *steps, last = pointer.split("/")[1:]
    for step in steps:
        body = body[int(step)] if isinstance(body, list) else body.setdefault(step, {})
    if isinstance(body, list):
        body[int(last)] = value
    else:
        body[last] = value


@given(st.sets(st.sampled_from(sorted(WRONG)), min_size=1))
def test_each_of_any_faults_is_told_at_its_place(pointers: set[str]) -> None:
    body = whole_draft()
    for pointer in pointers:
        broken_at(body, pointer, WRONG[pointer])
    assert faults(msgspec.json.encode(body)).keys() == pointers


@pytest.mark.parametrize("pointer", sorted(WRONG))
def test_a_fault_is_told_in_words_and_never_as_an_expression(pointer: str) -> None:
    body = whole_draft()
    broken_at(body, pointer, WRONG[pointer])
    [told] = faults(msgspec.json.encode(body)).values()
    for plain in (OTHERWISE, ANOTHER_FORM):
        assert plain.zh not in told
    assert not any(sign in told for sign in ("\\Z", "[0-9", "regex", "`"))


def patterns_in(hint: Any, seen: set[Any]) -> Iterator[Any]:
    """The types with a pattern below a type."""
    kind, limits = unwrapped(hint)
    if any(limit.pattern for limit in limits):
        yield hint
    if is_struct(kind) and kind not in seen:
        seen.add(kind)
        for field in msgspec.structs.fields(kind):
            yield from patterns_in(field.type, seen)
    for one in (*alternatives(hint), *getattr(kind, "__args__", ())):
        yield from patterns_in(one, seen)


@pytest.mark.parametrize("kind", [*COMMANDS, Envelope, NdjsonLine], ids=lambda kind: kind.__name__)
def test_every_pattern_has_its_words(kind: type[msgspec.Struct]) -> None:
    for hint in patterns_in(kind, set()):
        assert typed_of(hint), hint


def test_patterns_are_found() -> None:
    assert len(list(patterns_in(CreateDraft, set()))) > 10


def test_no_more_faults_are_told_than_anybody_reads() -> None:
    body = whole_draft()
    body["command"]["form"]["co_builders"] = [{"name": ""}] * 100_000
    assert len(faults(msgspec.json.encode(body))) == MOST_FAULTS


def test_a_fault_behind_many_parts_that_fit_is_told_as_the_decoder_tells_it() -> None:
    body = whole_draft()
    body["command"]["form"]["co_builders"] = [*[{"name": "甲"}] * 50_000, {"name": 1}]
    [(pointer, told)] = faults(msgspec.json.encode(body)).items()
    assert pointer == "/command/form/co_builders/50000/name"
    assert "文字" in told


KEYS = st.sampled_from(["a", "b", ":", "a:b", '"', '":', "\\", "é", ""])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | KEYS | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(KEYS, inner), max_size=4),
    max_leaves=12,
)


def written(value: Any, escape: bool) -> str:
    """As JSON; a list of pairs becomes an object, with its keys as often as they are there."""
    if isinstance(value, list) and value and all(isinstance(one, tuple) for one in value):
        pairs = (f"{text(key, escape)} : {written(inner, escape)}" for key, inner in value)
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(one, escape) for one in value) + "]"
    return text(value, escape) if isinstance(value, str) else json.dumps(value)


def text(value: str, escape: bool) -> str:
    quoted = json.dumps(value)
    return quoted.replace(":", "\\u003a") if escape else quoted


def holds_doubles(value: Any) -> bool:
    if not isinstance(value, list):
        return False
    keys = [one[0] for one in value if isinstance(one, tuple)]
    inner = (one[1] if isinstance(one, tuple) else one for one in value)
    return len(set(keys)) < len(keys) or any(map(holds_doubles, inner))


@given(JSON, st.booleans())
def test_no_doubled_key_goes_unseen(value: Any, escape: bool) -> None:
    body = written(value, escape).encode()
    seen = may_hold_doubled_keys(body, msgspec.json.decode(body))
    found = list(doubled_keys(body)) if seen else []
    assert bool(found) == holds_doubles(value)


def test_a_doubled_key_is_told_at_its_place() -> None:
    body = msgspec.json.encode(whole_draft())
    twice = body.replace(b'"title":', b'"title":"1","title":', 1)
    assert list(faults(twice)) == ["/command/form/team/0/title"]
    assert "不止一次" in faults(twice)["/command/form/team/0/title"]


@pytest.mark.parametrize("body", [b"[1,2]", b'{"a":[[{}]]}', b'"a:b"', b"1"])
def test_bodies_without_objects_hold_no_doubled_keys(body: bytes) -> None:
    assert not may_hold_doubled_keys(body, msgspec.json.decode(body))


def test_reading_strictly_costs_little() -> None:
    """Beside decoding; a command costs about 500 microseconds in all."""
    body = msgspec.json.encode({"command": draft(address="x" * 20, team=())})

    def micros(what: Any) -> float:
        return min(timeit.repeat(what, number=50, repeat=20)) / 50 * 1e6

    envelope, command = msgspec.json.Decoder(Envelope), msgspec.json.Decoder(CreateDraft)
    bare = micros(lambda: command.decode(envelope.decode(body).command))
    whole = micros(lambda: read_command(body, Envelope, CreateDraft, TODAY))
    assert whole - bare < 100, (whole, bare, len(body))
