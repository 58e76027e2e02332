"""Random batches end on both databases as in a model of a few lines."""

import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.event_store.log import AppendRequest, Entry, Log, Outcome
from adapters.event_store.sqlite import SQLiteLog

pytest_plugins = ["tests.support.store_fixtures"]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_examples = count(1)


class Model:
    """The rules of `Log.write` over dictionaries."""

    def __init__(self, position: int) -> None:
        self.position = position
        self.heads: dict[str, int] = {}
        self.known: dict[tuple[str, str], tuple[bytes, tuple[int, ...]]] = {}

    def write(self, append: AppendRequest) -> Outcome:
        if before := self.known.get((append.actor, append.key)):
            same = before[0] == append.fingerprint
            return Outcome("replayed", before[1]) if same else Outcome("reused")
        heads = dict(self.heads)
        if any(heads.get(stream, 0) != version for stream, version in append.reads):
            return Outcome("conflict")
        for entry in append.entries:
            if entry.version != heads.get(entry.stream, 0) + 1:
                return Outcome("conflict")
            heads[entry.stream] = entry.version
        self.heads = heads
        positions = tuple(self.position + n for n in range(1, len(append.entries) + 1))
        self.position += len(positions)
        self.known[append.actor, append.key] = append.fingerprint, positions
        return Outcome("stored", positions)


streams = st.sampled_from("xyz")
# Versions count from the head as it was when the wish was made; most fit, some chain, some are off.
ahead = st.sampled_from([1, 1, 1, 1, 2, 2, 3, 0])
appends = st.builds(
    lambda key, body, entries, reads: (key, body, entries, reads),
    st.integers(0, 12),
    st.sampled_from([b"one", b"one", b"two"]),
    st.lists(st.tuples(streams, ahead), max_size=3),
    st.lists(st.tuples(streams, st.sampled_from([0, 0, 1])), max_size=2, unique_by=lambda r: r[0]),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(appends, max_size=8), max_size=5))
def test_random_batches_end_as_the_rules_say(
    log: Log, batches: list[list[tuple[int, bytes, list[tuple[str, int]], list[tuple[str, int]]]]]
) -> None:
    place = f"{next(_examples)}/"
    model = Model((log.end() or (0, NOON))[0])
    written: list[Entry] = []
    for batch in batches:
        heads = dict(model.heads)
        made = [
            AppendRequest(
                place,
                str(key),
                body,
                tuple(
                    Entry(place + s, heads.get(place + s, 0) + n, "tag", b"") for s, n in entries
                ),
                tuple((place + s, heads.get(place + s, 0) + n) for s, n in reads),
            )
            for key, body, entries, reads in batch
        ]
        expected = [model.write(append) for append in made]
        outcomes = log.write(made, NOON)
        assert [replace(outcome, events=()) for outcome in outcomes] == expected
        pairs = zip(made, expected, strict=True)
        written += [e for w, o in pairs if o.kind == "stored" for e in w.entries]
    assert log.heads(list(model.heads)) == model.heads
    assert log.answered(list(model.known)) == model.known
    tail = log.follow(model.position - len(written), 1000)
    assert [(s.stream, s.version) for s in tail] == [(e.stream, e.version) for e in written]


WRITER = """
    import sys
    from datetime import UTC, datetime
    from adapters.event_store.log import AppendRequest, Entry
    from adapters.event_store.sqlite import SQLiteLog

    log = SQLiteLog(sys.argv[1])
    first = log.heads(["counter"])["counter"] + 1
    for n in range(first, first + 1_000_000, 3):
        batch = [
            AppendRequest("w", str(m), b"", tuple(Entry(s, v, "t", b"") for s, v in written))
            for m in range(n, n + 3)
            for written in [(("counter", m), (f"case/{m}", 1))]
        ]
        for append, outcome in zip(batch, log.write(batch, datetime.now(UTC))):
            assert outcome.kind == "stored"
            print(append.key, flush=True)
"""


def test_a_writer_killed_at_any_moment_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    acknowledged: list[str] = []
    for _ in range(5):
        acknowledged += _write_until_killed(path, random.uniform(0.02, 0.2))
    with closing(SQLiteLog(path)) as log:
        _check_whole(log, acknowledged)


def _write_until_killed(path: Path, seconds: float) -> list[str]:
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
    return [line.strip() for line in lines if line.endswith("\n")]


def _check_whole(log: Log, acknowledged: Sequence[str]) -> None:
    answers = log.answered([("w", key) for key in acknowledged])
    assert len(answers) == len(acknowledged) == len(set(acknowledged)) > 0
    for (_, key), (_, positions) in answers.items():
        stored = [(s.stream, s.version) for s in log.at(positions)]
        assert stored == [("counter", int(key)), (f"case/{key}", 1)]
    counter = log.history("counter")
    assert [s.version for s in counter] == list(range(1, len(counter) + 1))
    assert len(log.streams("case/", limit=len(counter) + 1)) == len(counter)
    assert len(counter) % 3 == 0  # batches are whole
