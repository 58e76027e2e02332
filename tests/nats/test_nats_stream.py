"""Under which subject and headers an event stands on the stream."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from nats.js.api import StorageType, StreamConfig

from adapters.event_store.log import Stored, receipt_hash
from adapters.nats.stream import REQUIRED, STREAM, message, subject_area, token, unlike

TOKEN = re.compile(r"[A-Za-z0-9_%-]+\Z")
IDS = st.from_regex(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")


@given(st.text() | IDS)
def test_whatever_a_case_is_called_is_one_token(text: str) -> None:
    assert TOKEN.match(token(text))


@given(st.text() | IDS, st.text() | IDS)
def test_two_names_never_share_a_token(one: str, other: str) -> None:
    assert (token(one) == token(other)) == (one == other)


@given(st.text(min_size=1) | IDS)
def test_the_name_can_be_read_back(text: str) -> None:
    assert unquote(token(text)) == text


@given(IDS, st.text(), st.text())
def test_a_subject_has_six_tokens_whatever_stands_in_them(id: str, area: str, tag: str) -> None:
    event = stored(stream=f"applications/{id}", topic=tag, state=state(area))
    assert len(message(event, subject_area(event.state), 0, 0).subject.split(".")) == 6


def state(area: str) -> bytes:
    return msgspec.json.encode({"event": {"type": "draft-created"}, "area": area})


def stored(**changes: object) -> Stored:
    whole = {
        "position": 41,
        "stream": "applications/a.1",
        "version": 3,
        "topic": "application-accepted",
        "state": state("SC.510100"),
        "recorded_at": datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC),
        "salt": b"\x07" * 16,
    }
    return Stored(**(whole | changes))  # type: ignore[arg-type] # a test's own words


def test_the_headers_are_cloudevents_in_binary_mode_and_the_chain() -> None:
    event = stored()
    made = message(event, subject_area(event.state), 40, 17)
    assert made.subject == "cases.SC.510100.applications.a%2E1.application-accepted"
    assert made.body == event.state
    assert made.headers == {
        "ce-specversion": "1.0",
        "ce-id": "applications/a.1:3",
        "ce-type": "application-accepted",
        "ce-source": "/anjuan/cases",
        "ce-time": "2026-03-02T01:02:03.000000Z",
        "ce-subject": "applications/a.1",
        "ce-datacontenttype": "application/json",
        "ce-position": "41",
        "ce-previous": "40",
        "ce-sequence": "3",
        "ce-previousinarea": "17",
        "ce-sha256": receipt_hash(event).hex(),
        "ce-salt": "07" * 16,
    }


def test_header_values_are_percent_encoded_as_the_binding_asks() -> None:
    made = message(stored(stream='parties/甲 "%'), "cases.SC.510100", 0, 0)
    assert made.headers["ce-subject"] == "parties/%E7%94%B2%20%22%25"


def test_a_record_from_before_areas_has_a_subject_too() -> None:
    assert subject_area(b'{"event":{}}') == "cases.%.%"


def test_a_stream_as_it_must_be_is_taken() -> None:
    assert unlike(StreamConfig(name=STREAM, num_replicas=1, **REQUIRED), 1) == []


def test_each_setting_that_could_lose_or_forge_events_is_named() -> None:
    wrong = StreamConfig(
        name=STREAM,
        num_replicas=1,
        **REQUIRED | {"storage": StorageType.MEMORY, "deny_purge": False, "max_age": 60.0},
        allow_msg_schedules=True,
    )
    assert unlike(wrong, 3) == [
        "storage is memory, must be file",
        "deny_purge is False, must be True",
        "max_age is 60.0, must be 0",
        "num_replicas is 1, must be 3",
        "allow_msg_schedules is on",
    ]
