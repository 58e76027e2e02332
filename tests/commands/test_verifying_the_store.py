"""The whole store is decided again in one pass: whatever was changed in it is found and named."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec
import pytest
from msgspec.structs import replace

from adapters.event_store.cases import Held
from adapters.event_store.log import Log, Stored
from adapters.event_store.verified import VerificationRuns, VerifiedCases
from domain.matter import no_past, none_recorded
from services.queries import verification_run
from services.queries.verification import (
    Difference,
    StoodBefore,
    StoredRecord,
    act_of,
    advanced,
    read_stored,
    verify_act,
)
from services.queries.verification_case import check
from services.queries.verification_run import VerificationRun, kept_in
from tests.support.calling import Caller
from tests.support.citing import invariant

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = [invariant(55)]

Mutation = Callable[[dict[str, Any]], None]


@dataclass
class TamperedLog:
    """A log in which some events are others, or are gone; counts what is read of it."""

    log: Log
    changed: dict[int, Stored | None] = field(default_factory=dict)
    read: int = 0

    def stretch(self, stream: str, after: int, upto: int) -> list[Stored]:
        return self.history(stream, after, upto)

    def follow(self, after: int, limit: int) -> list[Stored]:
        return self._seen(self.log.follow(after, limit))

    def history(self, stream: str, after: int = 0, upto: int | None = None) -> list[Stored]:
        return self._seen(self.log.history(stream, after, upto))

    def at(self, positions: Sequence[int]) -> list[Stored]:
        return self._seen(self.log.at(positions))

    def unmatched(self) -> tuple[list[int], list[int]]:
        return [place for place, stored in self.changed.items() if stored is None], []

    def _seen(self, events: list[Stored]) -> list[Stored]:
        self.read += len(events)
        seen = [self.changed.get(stored.position, stored) for stored in events]
        return [stored for stored in seen if stored]


@pytest.fixture(scope="module")
def whole(shared: Caller) -> Caller:
    """The demonstration's rounds, and an application on its whole way into a list."""
    shared.walk("a1")
    shared.publicise("a1")
    return shared


@pytest.fixture(scope="module")
def stored(whole: Caller) -> list[Stored]:
    return whole.runtime.log.follow(0, 10_000)


def verified(whole: Caller, log: Any, folder: Path | None = None) -> list[Difference]:
    with TemporaryDirectory() as fresh, closing(kept_in(folder or Path(fresh), log)) as kept:
        run = VerificationRun(log, whole.runtime.vault.claim_id, kept)
        return [*run.known(), *run.differences(lambda place: None)]


def tampered(whole: Caller, one: Stored, change: Mutation) -> list[Difference]:
    record = msgspec.json.decode(one.state)
    change(record)
    other = replace(one, state=msgspec.json.encode(record))
    return verified(whole, TamperedLog(whole.runtime.log, {one.position: other}))


def test_a_sound_store_is_decided_again_alike_reading_each_event_once(
    whole: Caller, stored: list[Stored]
) -> None:
    log = TamperedLog(whole.runtime.log)
    assert verified(whole, log) == []
    assert log.read == len(stored) + 1  # the first, by which the store is known again


def other_than(value: Any) -> Any:
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            try:
                return (date.fromisoformat(value) + timedelta(days=1)).isoformat()
            except ValueError:
                return f"{value}x"
        case list():
            return [*value, *(value[:1] or ["x"])]
        case dict():
            return {**value, "x": "x"} if not value else dict(list(value.items())[1:])
    return "x"


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to all values within a value."""
    if path:
        yield path
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, inner in pairs:
        yield from places(inner, (*path, name))


def changed_at(record: Any, path: tuple[Any, ...]) -> None:
    *way, last = path
    for name in way:
        record = record[name]
    record[last] = other_than(record[last])


class Place(NamedTuple):
    """An act, and the cases as they stood before it."""

    act: tuple[Stored, ...]
    cases: dict[str, Held]

    def with_other(self, other: Stored) -> tuple[StoredRecord, ...]:
        return tuple(read_stored(other if s.position == other.position else s) for s in self.act)


@pytest.fixture(scope="module")
def acts(stored: list[Stored]) -> list[Place]:
    cases: dict[str, Held] = {}
    found = []
    for _, act in groupby(map(read_stored, stored), act_of):
        records = tuple(act)
        found.append(Place(tuple(one.stored for one in records), dict(cases)))
        for one in records:
            cases[one.stored.stream] = advanced(
                one, cases.get(one.stored.stream, (None, 0))[0], no_past
            )
    return found


def of_each_type(acts: list[Place]) -> Iterator[tuple[Place, Stored]]:
    """The last event of each type, with its act."""
    last = {one.topic: (act, one) for act in acts for one in act.act}
    yield from last.values()


def found_in(whole: Caller, place: Place, one: Stored, change: Mutation) -> list[int]:
    """The positions of the differences where one event of an act has been changed."""
    record = msgspec.json.decode(one.state)
    change(record)
    act = place.with_other(replace(one, state=msgspec.json.encode(record)))
    claim = whole.runtime.vault.claim_id
    before = StoodBefore(partial(before_it, place.cases), no_past, claim, none_recorded)
    return [each.position for each in verify_act(act, before)]


def before_it(cases: dict[str, Held], name: str) -> Held:
    return cases.get(name, (None, 0))


def test_whatever_an_event_of_any_type_says_otherwise_is_named(
    whole: Caller, acts: list[Place]
) -> None:
    """Any value of it, of its basis, its duty, its area, its rules, its calendar, its reads."""
    tried = 0
    for place, one in of_each_type(acts):
        record = msgspec.json.decode(one.state)
        for path in places(record):
            if path[0] not in ("context", "command"):
                change = partial(changed_at, path=path)
                assert one.position in found_in(whole, place, one, change), (one.topic, path)
                tried += 1
    assert tried > 500


def test_whatever_is_left_out_of_a_record_is_named(whole: Caller, acts: list[Place]) -> None:
    for place, one in of_each_type(acts):
        record = msgspec.json.decode(one.state)
        for name in record.keys() - {"event", "context", "command"}:
            change = partial(left_out, name=name)
            assert one.position in found_in(whole, place, one, change), (one.topic, name)
        for name in record["reads"]:
            change = partial(left_out, name=name, within="reads")
            assert one.position in found_in(whole, place, one, change), (one.topic, name)


def left_out(record: dict[str, Any], name: str, within: str = "") -> None:
    del (record[within] if within else record)[name]


def test_an_event_that_is_gone_is_named(whole: Caller, stored: list[Stored]) -> None:
    """By what its request was answered; and by the next event of its case, where there is one."""
    for one in stored[20::60]:
        found = verified(whole, TamperedLog(whole.runtime.log, {one.position: None}))
        assert found[0].position == one.position
        later = [s for s in stored if s.stream == one.stream and s.version == one.version + 1]
        gaps = [(f.position, f.stored) for f in found if f.pointer == "/version"]
        assert gaps == [(s.position, s.version) for s in later]


def entailing(stored: list[Stored]) -> list[Stored]:
    """The events of the act with the most events."""
    acts: dict[str, list[Stored]] = {}
    for one in stored:
        acts.setdefault(msgspec.json.decode(one.state)["context"]["command_id"], []).append(one)
    return max(acts.values(), key=len)


def test_an_act_of_which_a_part_is_gone_lacks_it(whole: Caller, stored: list[Stored]) -> None:
    first, *_, last = entailing(stored)
    found = verified(whole, TamperedLog(whole.runtime.log, {last.position: None}))
    assert (first.position, last.topic) in [(each.position, each.decided) for each in found]


CONTEXTS: dict[str, Mutation] = {
    "another command": lambda record: record["context"].update(command_id="0" * 32),
    "another day": lambda record: record["context"].update(occurred_on="2026-01-05"),
    "another person": lambda record: record["context"]["actor"].update(person="somebody"),
    "another document": lambda record: record["context"].update(document_no="99号"),
}


@pytest.mark.parametrize("change", CONTEXTS.values(), ids=CONTEXTS)
def test_who_when_and_on_what_is_the_same_in_all_of_an_act(
    whole: Caller, stored: list[Stored], change: Mutation
) -> None:
    *_, last = entailing(stored)
    named = tampered(whole, last, change)
    assert any(found.position == last.position or last.stream in found.words.en for found in named)


def test_whom_the_rules_do_not_let_act_is_named_with_the_rule(
    whole: Caller, stored: list[Stored]
) -> None:
    [accepted] = [
        s for s in stored if (s.stream, s.topic) == ("applications/a1", "application-accepted")
    ]
    found = tampered(whole, accepted, lambda r: r["context"]["actor"].update(organ="510700"))
    assert found[0].position == accepted.position
    assert "SC-07.1" in found[0].words.en


def test_what_is_written_beside_an_event_and_read_by_nothing_is_named(
    whole: Caller, stored: list[Stored]
) -> None:
    found = tampered(whole, stored[-1], lambda record: record["event"].update(note="x"))
    assert [(one.pointer, one.stored) for one in found] == [("/event/note", "x")]


def test_a_day_after_the_moment_of_the_record_and_a_moment_before_the_last_are_named(
    whole: Caller, stored: list[Stored]
) -> None:
    one = stored[-1]
    found = tampered(whole, one, lambda r: r["context"].update(occurred_on="2099-01-01"))
    assert "/context/occurred_on" in [each.pointer for each in found]
    early = replace(one, recorded_at=datetime(2001, 1, 1, tzinfo=UTC))
    found = verified(whole, TamperedLog(whole.runtime.log, {one.position: early}))
    assert "/recorded_at" in [each.pointer for each in found]


def test_a_type_that_is_not_the_content_s_and_what_cannot_be_read_are_named(
    whole: Caller, stored: list[Stored]
) -> None:
    one = stored[-1]
    for other in (replace(one, topic="draft-revised"), replace(one, state=b"{}")):
        found = verified(whole, TamperedLog(whole.runtime.log, {one.position: other}))
        assert one.position in [each.position for each in found]


def test_one_that_was_stopped_goes_on_where_it_was_and_tells_all_in_the_end(
    whole: Caller, stored: list[Stored], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_run, "KEPT_AFTER", 20)
    early, late = stored[5], stored[-1]
    wrong: dict[int, Stored | None] = {
        one.position: replace(one, state=b"{}") for one in (early, late)
    }
    log: Any = TamperedLog(whole.runtime.log, wrong)
    wanted = verified(whole, log)
    with closing(kept_in(tmp_path, log)) as kept:
        run = VerificationRun(log, whole.runtime.vault.claim_id, kept)
        reached: list[int] = []
        for _ in run.differences(reached.append):
            if reached:
                break
    assert reached and reached[-1] < late.position
    log.read = 0
    assert verified(whole, log, tmp_path) == wanted
    assert log.read == len(stored) - reached[-1] + 2


def test_the_place_in_another_store_or_of_other_rules_is_not_gone_on_from(
    whole: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log: Any = TamperedLog(whole.runtime.log)
    verified(whole, log, tmp_path)
    with closing(VerifiedCases(tmp_path, "another")) as kept:
        assert kept.position == 0
    verified(whole, log, tmp_path)
    monkeypatch.setattr("adapters.event_store.verified.domain_fingerprint", lambda: "other")
    with closing(kept_in(tmp_path, log)) as kept:
        assert kept.position == 0


def test_two_do_not_verify_at_once(whole: Caller, tmp_path: Path) -> None:
    with closing(kept_in(tmp_path, whole.runtime.log)), pytest.raises(VerificationRuns):
        kept_in(tmp_path, whole.runtime.log)


def test_memory_holds_few_cases_and_the_others_come_from_the_file(
    whole: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_run, "IN_MEMORY", 2)
    log = TamperedLog(whole.runtime.log)
    assert verified(whole, log) == []


def test_a_case_is_decided_again_reading_each_history_once(
    whole: Caller, stored: list[Stored], monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, log = whole.runtime, TamperedLog(whole.runtime.log)
    monkeypatch.setattr(runtime, "log", log)
    verdicts = list(check(runtime, "applications/a1"))
    assert [verdict.differences for verdict in verdicts] == [()] * len(verdicts)
    assert log.read <= len(stored) + len(verdicts)
