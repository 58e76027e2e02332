"""Benchmark of a rebuild of all projections, beside only reading the events; and its peak memory.

In a process of its own, for the peak's sake. `EVENTS` in the environment says how many.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct

from adapters.event_store.log import Log
from services.runtime import open_log, open_readmodel
from services.settings import Settings
from services.subscriptions.catalogue import PROJECTIONS
from services.subscriptions.rebuild import rebuild
from tools.benches.databases import place_for
from tools.benches.projecting import PER_SECOND, SCANNED, append, applications, scan
from tools.benches.results import Baseline, Result

EVENTS = int(os.environ.get("EVENTS") or 100_000)
EARLY = 0.2  # by then a rebuild's memory has come to its full size


class Rebuilt(Struct, frozen=True):
    """Seconds that each took, and the peak of the process's memory in MB: early and at the end."""

    rebuilding: float
    scanning: float
    early: float
    late: float


def rebuilds() -> list[Result]:
    """Rebuilds on both databases: into shadow tables, swapped in at the end with their indexes."""
    return [*rebuilt("sqlite"), *rebuilt("postgres")]


def rebuilt(database: str) -> list[Result]:
    with place_for(database) as (folder, url):
        with closing(open_log(settings(folder, url))) as log:
            append(log, applications(), EVENTS)
        command = [sys.executable, "-m", "tools.benches.rebuilding", folder, url]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    measured = msgspec.json.decode(done.stdout, type=Rebuilt)
    where = f"{EVENTS:,} events on {database} (EVENTS=1000000 for more)"
    return [
        Result(
            name=f"rebuild_{database}",
            what=f"rebuild of all projections; {where}",
            value=EVENTS / measured.rebuilding,
            unit=PER_SECOND,
            baseline=Baseline(SCANNED, EVENTS / measured.scanning),
            ratio=measured.scanning / measured.rebuilding,
            aim="ratio >= 0.25",
        ),
        Result(
            name=f"rebuild_{database}_memory_growth",
            what=f"growth of peak memory after {EARLY:.0%} of a rebuild, indexes and all; {where}",
            value=measured.late - measured.early,
            unit="MB",
            baseline=Baseline(f"MB at {EARLY:.0%}", measured.early),
        ),
    ]


def settings(folder: str, url: str) -> Settings:
    return Settings(data=Path(folder), database=url or None)


def measure(place: Settings) -> Rebuilt:
    """Scans before and after the rebuild, so that other load on the machine hits both alike."""
    with (
        closing(open_log(place)) as log,
        closing(open_readmodel(place)) as readmodel,
    ):
        early: list[float] = []

        def told(place: int) -> None:
            if place >= EVENTS * EARLY and not early:
                early.append(peak())

        before = seconds(lambda: scan(log))
        taken = seconds(lambda: rebuild(log, readmodel, PROJECTIONS, told))
        late = peak()
        after = seconds(lambda: scan(log))
        check(log, {one.name: readmodel.checkpoint(one.table) for one in PROJECTIONS})
    return Rebuilt(taken, (before + after) / 2, early[0], late)


def check(log: Log, places: dict[str, int]) -> None:
    end = log.end()
    if not end or end[0] != EVENTS or set(places.values()) != {EVENTS}:
        raise RuntimeError(f"not rebuilt: {places} of {end}")


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def peak() -> float:
    """Peak memory in MB. Not `getrusage`: its figure begins with the peak of the parent process."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(measure(settings(*sys.argv[1:]))))
