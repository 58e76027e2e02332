"""Benchmark of the projector behind a growing log, beside only reading the same events.

The events are real ones: an application from its draft to the recognised centre, in fifteen events,
under ever new ids and in the areas of several bureaus.
"""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.event_store.codec import decode, encode
from adapters.event_store.log import AppendRequest, Entry, Log
from adapters.event_store.sqlite import SQLiteLog
from adapters.read_model.writer import open_sqlite
from services.subscriptions.catch_up import BATCH, CatchUpSubscription
from tests.support.relayed import road
from tools.benches.results import Baseline, Result

EVENTS = 20_000
COMMIT = 500 * 14  # events that are written at once where nobody measures writing
PER_SECOND = "events/s"
SCANNED = "scanned and decoded"
HISTORY = ("applications/a1", "centres/a1")
BUREAUS = ("510100", "510300", "510500", "510700", "511100", "511300", "511500", "511700")


def applications() -> Iterator[Entry]:
    """Events of one application after the other, without end."""
    histories = [history(bureau) for bureau in BUREAUS]
    for number in count():
        for stream, version, topic, state in histories[number % len(histories)]:
            yield Entry(f"{stream}/b{number}", version, topic, state)


def history(bureau: str) -> list[tuple[str, int, str, bytes]]:
    stored, versions = [], dict.fromkeys(HISTORY, 0)
    for name, record in road():
        if name in HISTORY:
            versions[name] += 1
            moved = record.stamped(area=record.area.replace(BUREAUS[0], bureau))
            stored.append((name.split("/")[0], versions[name], *encode(moved)))
    return stored


def append(log: Log, entries: Iterator[Entry], number: int) -> None:
    """Appends so many more events, in large commits."""
    for start in range(0, number, COMMIT):
        chunk = tuple(islice(entries, min(COMMIT, number - start)))
        append = AppendRequest("bench", f"{chunk[0].stream}:{chunk[0].version}", b"", chunk)
        [outcome] = log.write([append], datetime.now(UTC))
        if outcome.kind != "stored":
            raise RuntimeError(f"{chunk[0].stream} was not stored: {outcome.kind}")


def scan(log: Log, after: int = 0) -> None:
    """Reads everything after a position as the projector does, and decodes it."""
    while events := log.follow(after, BATCH):
        for stored in events:
            decode(stored.topic, stored.state)
        after = events[-1].position


def projector_live() -> list[Result]:
    """Batch by batch, as events come, the projector and the scan in turn."""
    projected = scanned = 0.0
    with TemporaryDirectory(prefix="anjuan-bench-") as folder:
        log = SQLiteLog(Path(folder) / "events")
        with closing(log), closing(open_sqlite(Path(folder) / "rows")) as readmodel:
            projecting, entries = CatchUpSubscription(log, readmodel), applications()
            for place in range(0, EVENTS, BATCH):
                append(log, entries, BATCH)
                begun = time.perf_counter()
                projecting.catch_up()
                between = time.perf_counter()
                scan(log, place)
                scanned += time.perf_counter() - between
                projected += between - begun
            if behind := {n: p for n, p in projecting.checkpoints.items() if p != EVENTS}:
                raise RuntimeError(f"not caught up: {behind}")
    return [
        Result(
            name="projector_live",
            what=f"all projections behind a log that grows by {BATCH} events at a time; SQLite",
            value=EVENTS / projected,
            unit=PER_SECOND,
            baseline=Baseline(SCANNED, EVENTS / scanned),
            ratio=scanned / projected,
        )
    ]
