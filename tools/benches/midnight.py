"""Benchmark of the turn of a year: how long the timers take for each centre, and the memory that
they need meanwhile, beside the same for few centres; for a tenth of the `CENTRES` that the
environment says the registry has.

In a process of its own, for the peak's sake.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec import Struct

from tests.support.midnights import MIDNIGHT, office
from tools.benches.rebuilding import peak
from tools.benches.results import Baseline, Result

MANY = int(os.environ.get("CENTRES") or 100_000) // 10
FEW = 1_000
PEAK_ANEW = Path("/proc/self/clear_refs"), "5"
"""What makes the kernel begin a process's peak of memory anew (proc(5))."""


class Turned(Struct, frozen=True):
    """A turn of the year: processor time for each centre in ms, seconds in all, and by how much the
    peak of memory grew in MB."""

    each: float
    seconds: float
    memory: float


def midnights() -> list[Result]:
    few, many = turned(FEW), turned(MANY)
    what = f"{MANY:,} centres at midnight of 1 January on SQLite, in {many.seconds:.0f} s"
    return [
        Result(
            name="midnight_of_the_year",
            what=f"processor time for each of {what}",
            value=many.each,
            unit="ms",
            baseline=Baseline(f"ms of {FEW:,} centres", few.each),
            ratio=many.each / few.each,
            aim="ratio <= 1.5",
        ),
        Result(
            name="midnight_of_the_year_memory",
            what=f"growth of peak memory with {what}",
            value=many.memory,
            unit="MB",
            baseline=Baseline(f"MB of {FEW:,} centres", few.memory),
        ),
    ]


def turned(centres: int) -> Turned:
    with TemporaryDirectory(prefix="anjuan-bench-") as folder:
        command = [sys.executable, "-m", "tools.benches.midnight", folder, str(centres)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    *_, told = done.stdout.splitlines()  # after what the timers say of themselves
    return msgspec.json.decode(told, type=Turned)


def turn(folder: Path, centres: int) -> Turned:
    """A year ends and the next begins for each of them: two timers."""
    with office(folder, MIDNIGHT, [f"c{n}" for n in range(centres)]) as one:
        path, anew = PEAK_ANEW
        path.write_text(anew)
        before, begun, worked = peak(), time.perf_counter(), time.process_time()
        if (fired := one.timers.tick()) != 2 * centres:
            raise RuntimeError(f"{fired} timers of {centres} centres")
        each = (time.process_time() - worked) / centres * 1000
        return Turned(each, time.perf_counter() - begun, peak() - before)


if __name__ == "__main__":
    told = turn(Path(sys.argv[1]) / "data", int(sys.argv[2]))
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
