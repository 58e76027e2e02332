"""What is stored today can be read for ever: golden forms of every release, line by line.

The files in `tests/golden` may grow and never change. Where a type is new or has a new field, add
the lines that `python -m tests.golden` prints to the newest file; where a line can no longer be
read, mend the code, not the line.
"""

from typing import Any

import msgspec
import pytest

from adapters.event_store.codec import decode, encode
from domain.application.drafting import DraftCreated
from tests.support.citing import invariant
from tests.support.samples import COMMAND, EVENT, KINDS, SEALED, golden, record, sampled

GOLDEN = tuple(dict.fromkeys(line for _, line in golden()))
EVENTS = [event for stream in KINDS for event in stream.events]
COMMANDS = [command for stream in KINDS for command in stream.commands]
to_json = msgspec.json.Encoder().encode


def read(line: bytes) -> Any:
    """An event, a command or a record, told by its tag."""
    plain = msgspec.json.decode(line)
    if "type" in plain:
        return EVENT.decode(line)
    return COMMAND.decode(line) if "do" in plain else decode(plain["event"]["type"], line)


def kept(old: Any, new: Any) -> bool:
    """Nothing that was written is lost or different; new fields may stand beside it."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and kept(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(kept, old, new))
    return bool(old == new)


@invariant(55)
@pytest.mark.parametrize("line", GOLDEN, ids=lambda line: line[:40].decode())
def test_every_line_ever_stored_is_read_and_keeps_what_it_says(line: bytes) -> None:
    again = to_json(read(line))
    assert kept(msgspec.json.decode(line), msgspec.json.decode(again))
    assert read(again) == read(line)


@pytest.mark.parametrize("kind", [*EVENTS, *COMMANDS], ids=lambda kind: kind.__name__)
def test_every_type_has_a_golden_form_equal_both_ways(kind: type[msgspec.Struct]) -> None:
    value = sampled(kind)
    line = to_json(value)
    assert line in GOLDEN, "new form: append what `python -m tests.golden` prints"
    assert read(line) == value


def test_a_whole_record_has_one_too_with_its_context_and_sealed_fields() -> None:
    topic, line = encode(record())
    assert (topic, line in GOLDEN) == ("draft-created", True)
    assert decode(topic, line) == record()
    event = decode(topic, line).event
    assert isinstance(event, DraftCreated) and event.form.contact_name == SEALED


def test_no_two_events_and_no_two_commands_share_a_tag() -> None:
    for kinds in (EVENTS, COMMANDS):
        tags = [kind.__struct_config__.tag for kind in kinds]
        assert len(tags) == len(set(tags))


def test_a_stored_field_that_is_missing_takes_its_default() -> None:
    """New fields have defaults, so that what was stored before them is still read."""
    short = b'{"type":"local-review-started"}'
    assert read(short).stage is None and read(short).final is False
