"""No event is stored that could not leave: the largest goes through a real NATS server, and what
is larger is refused with its size."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters.event_store.log import Stored
from adapters.nats.connection import LARGEST_MESSAGE, LARGEST_RECORD, NatsUnfit, linked
from adapters.nats.server import EmbeddedNats
from adapters.nats.stream import message
from domain.application.form import OperationCase
from domain.refusal import Refused
from services.api.commands import LONGEST_BODY
from services.commands.messages import CommandRequest, CommandResult
from services.runtime import Runtime
from tests.support.asking import REVISE
from tests.support.calling import Caller, done, draft, rules, whole_form
from tests.support.dispatching import requested, together
from tests.support.relayed import arrived, level, relay_worker
from tests.support.sichuan import form

pytest_plugins = ["tests.support.http_fixtures", "tests.support.nats_fixtures"]

PROSE = 20_000  # the longest text of one part of a form
PARTS = 220


def parts(letters: int) -> list[dict[str, Any]]:
    """So many letters over all of a form's cases of operation."""
    own, more = divmod(letters, PARTS)
    assert own < PROSE
    texts = ["x" * (own + (number < more)) for number in range(PARTS)]
    return [{"title": "许可", "held_on": "2025-05-01", "text": text} for text in texts]


def sent(letters: int) -> bytes:
    whole = whole_form(operation_cases=parts(letters))
    return msgspec.json.encode({"command": {"form": whole}})


def revised(letters: int) -> CommandRequest:
    cases = msgspec.convert(parts(letters), tuple[OperationCase, ...])
    return requested(REVISE.saying(form=form(operation_cases=cases)))


def last(runtime: Runtime, stream: str) -> Stored:
    return list(runtime.log.history(stream))[-1]


@pytest.fixture
def mine(shared: Caller, id: str) -> str:
    """The path on which a draft of applicant.1 is made anew."""
    shared.register()
    done(shared.open("applicant.1", "applications", draft(), id=id))
    return f"/applications/{id}/revise-draft"


def largest(caller: Caller, path: str) -> int:
    """The letters with which the record is as large as it may be: the command has them, and the
    event."""
    done(caller.post("applicant.1", path, sent(PARTS)))
    stored = last(caller.runtime, path.strip("/").removesuffix("/revise-draft"))
    return PARTS + (LARGEST_RECORD - len(stored.state)) // 2


def test_the_largest_record_that_is_taken_leaves_by_nats(
    shared: Caller, mine: str, nats: EmbeddedNats
) -> None:
    body = sent(largest(shared, mine))
    assert len(body) < LONGEST_BODY
    done(shared.post("applicant.1", mine, body))
    stored = last(shared.runtime, mine.strip("/").removesuffix("/revise-draft"))
    assert LARGEST_RECORD - 2 < len(stored.state) <= LARGEST_RECORD
    with relay_worker(shared.runtime.log, nats.address) as at_work:
        level(at_work)
        assert at_work.standing().alarms == 0
    assert arrived(nats, shared.runtime.log) == []


@pytest.mark.parametrize(
    ("language", "asked", "allowed"),
    [("zh", " 字节", "至多 8,323,072 字节"), ("en", " bytes", "at most 8,323,072 bytes")],
)
def test_what_is_larger_is_refused_with_its_size_and_nothing_is_stored(
    shared: Caller, mine: str, language: str, asked: str, allowed: str
) -> None:
    letters, end = largest(shared, mine), shared.runtime.log.end()
    said = {"Accept-Language": language}
    refused = shared.post("applicant.1", mine, sent(letters + 1), said)
    assert (refused.status_code, rules(refused)) == (409, ["IMPLICIT:size"])
    [reason] = refused.json()["refusals"]
    assert f"{LARGEST_RECORD + 2:,}"[:8] in reason["asked"] and asked in reason["asked"]
    assert allowed in reason["allowed"]
    assert shared.runtime.log.end() == end


def test_one_too_large_leaves_nothing_behind_for_those_decided_with_it(runtime: Runtime) -> None:
    answers = together(
        runtime.dispatcher, [revised(1000), revised(PARTS * PROSE - 1), revised(1001)]
    )
    assert isinstance(answers[1], Refused)
    versions = [answer.events[0].version for answer in answers if isinstance(answer, CommandResult)]
    assert versions == [2, 3]


def test_with_the_longest_names_a_server_still_takes_the_largest_record() -> None:
    longest = "applications/" + "x" * 64
    state = b'{"area":"' + b"y" * 64 + b"." + b"9" * 6 + b'"}'
    event = Stored(2**62, longest, 2**62, "t" * 64, state, datetime.now(UTC), b"s" * 16)
    made = message(event, "cases." + "y" * 64 + ".999999", 2**62, 2**62)
    assert made.size - len(state) + len(made.subject) < LARGEST_MESSAGE - LARGEST_RECORD


def test_a_server_with_a_smaller_limit_is_refused_as_soon_as_it_is_met(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.nats.process.LARGEST_MESSAGE", 1024 * 1024)
    server = EmbeddedNats(tmp_path / "nats")
    server.start()

    async def met() -> None:
        async with linked(server.address(), "test", "reader"):
            pass

    try:
        with pytest.raises(
            NatsUnfit, match="messages of 1048576 bytes and events may need 8388608"
        ):
            asyncio.run(met())
    finally:
        server.stop()
