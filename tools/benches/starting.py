"""Benchmark of starting a service, in processor time until it is ready, over a small and a large
store. `EVENTS` in the environment says how large."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from services.runtime import open_log
from services.settings import Settings
from tests.support.free_ports import free_port
from tools.benches.projecting import append, applications
from tools.benches.results import Baseline, Result
from tools.benches.services import COMMANDS, PASSWORD, Service, await_ready

EVENTS = int(os.environ.get("EVENTS") or 13_400)
STARTS = 3


def starts() -> list[Result]:
    with TemporaryDirectory(prefix="anjuan-bench-") as small, TemporaryDirectory() as large:
        sizes = prepared(small, 0), prepared(large, EVENTS)
        pairs = [(taken(small), taken(large)) for _ in range(STARTS)]
    few, many = (median(times) for times in zip(*pairs, strict=True))
    return [
        Result(
            name="start_up",
            what=f"processor time of a start until it is ready, over {sizes[1]:,} events on SQLite",
            value=many,
            unit="s",
            baseline=Baseline(f"s over {sizes[0]:,} events", few),
            ratio=many / few,
            aim="ratio <= 1.2",
        )
    ]


def prepared(folder: str, events: int) -> int:
    """A demonstration with so many events more, rebuilt; how many it has."""
    subprocess.run([*COMMANDS["shipped"], "demo", "--data", folder], check=True, stdout=sys.stderr)
    with closing(open_log(Settings(data=Path(folder)))) as log:
        append(log, applications(), events)
        end = log.end()
    rebuild = [*COMMANDS["shipped"], "rebuild", "--data", folder]
    subprocess.run(rebuild, check=True, stdout=sys.stderr, stderr=subprocess.DEVNULL)
    taken(folder)
    return end[0] if end else 0


def taken(folder: str) -> float:
    """Seconds of processor time of the service and its children when it is ready."""
    with running(folder) as pid:
        return sum(processor_seconds(one) for one in (pid, *children_of(pid)))


@contextmanager
def running(folder: str) -> Iterator[int]:
    port = free_port()
    command = [*COMMANDS["shipped"], "serve", "--demo", "--data", folder, "--port", str(port)]
    environment = {**os.environ, "ANJUAN_DEMO_PASSWORD": PASSWORD}
    with (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            await_ready(Service(port), process, Path(folder) / "log")
            yield process.pid
        finally:
            process.terminate()
            process.wait(30)


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """The children's own processes, and theirs."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    children = [int(child) for child in listed]
    return [*children, *(grand for child in children for grand in children_of(child))]
