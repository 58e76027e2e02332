"""Benchmark of a round of 2,000 applications: its list determined, publicised, recognised at once.

All of them come to the experts' opinion through the real dispatcher. Beside the list that is
recognised as one act stands another of the same length whose entries are recognised one by one. In
a process of its own, for its peak memory. `APPLICATIONS` and `ENTRIES` in the environment say how
many.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct

from services.clock import DemoClock
from services.commands.messages import CommandResult
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from tests.support.asking import CLEAR, OVER, PUBLICISE, RECOGNISE, RECOGNISE_LIST, Ask
from tests.support.dispatching import requested
from tests.support.rounds import at_once, enter, ids, listing
from tools.benches.databases import place_for
from tools.benches.rebuilding import peak, seconds
from tools.benches.results import Baseline, Result

APPLICATIONS = int(os.environ.get("APPLICATIONS") or 2_000)
ENTRIES = int(os.environ.get("ENTRIES") or 300)
LIST, OTHER = "L1", "L2"


class Round(Struct, frozen=True):
    """Milliseconds of each part; events and bytes that the recognition stored; MB at the peak."""

    entering: float
    determining: float
    publicising: float
    clearing: float
    recognising: float
    one_by_one: float
    all_at_once: float
    events: int
    stored: int
    memory: float


def rounds() -> list[Result]:
    """Measures a round on SQLite and on PostgreSQL, both durable."""
    with place_for("sqlite") as (folder, _):
        results = told("sqlite", measured(folder))
    with place_for("postgres") as (folder, url):
        return results + told("postgres", measured(folder, url))


def measured(*place: str) -> Round:
    command = [sys.executable, "-m", "tools.benches.rounds", *place]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout, type=Round)


def told(database: str, times: Round) -> list[Result]:
    name = f"round_{database}"
    dropped = APPLICATIONS - ENTRIES
    parts = {
        "enter": (times.entering, f"{APPLICATIONS} applications, draft to experts' opinion"),
        "determine": (times.determining, f"one list: {ENTRIES} selected, {dropped} dropped"),
        "publicise": (times.publicising, f"publicity of {ENTRIES} entries"),
        "clear": (times.clearing, f"{ENTRIES} entries cleared, as timers do"),
    }
    singles = Baseline(f"ms for {ENTRIES} acts in turn", times.one_by_one)
    commits = Baseline(f"ms for {ENTRIES} acts at once", times.all_at_once)
    recognition = f"recognition of {ENTRIES} entries as one act, {times.events} events"
    return [
        *(
            Result(name=f"{name}_{part}", what=what, value=value, unit="ms")
            for part, (value, what) in parts.items()
        ),
        Result(
            name=f"{name}_recognise",
            what=recognition,
            value=times.recognising,
            unit="ms",
            baseline=singles,
            ratio=times.recognising / times.one_by_one,
            aim="ratio <= 1",
        ),
        Result(
            name=f"{name}_recognise_beside_group_commit",
            what=recognition,
            value=times.recognising,
            unit="ms",
            baseline=commits,
            ratio=times.recognising / times.all_at_once,
        ),
        Result(
            name=f"{name}_stored",
            what="what the recognition of one entry stores, within the act",
            value=times.stored / ENTRIES / 1024,
            unit="kB",
        ),
        Result(name=f"{name}_memory", what="peak memory", value=times.memory, unit="MB"),
    ]


def measure(folder: Path, database: str | None = None) -> Round:
    """Measures three lists: one recognised at once, two as long recognised entry by entry."""
    with closing(open_runtime(Settings(data=folder, database=database, demo=True))) as runtime:
        seed(runtime)
        first, second, third = (names(part) for part in range(3))
        others = ids(range(3 * ENTRIES + 1, APPLICATIONS + 2 * ENTRIES + 1))
        entering = milliseconds(lambda: enter(runtime, (*first, *second, *third, *others)))
        determining = act(runtime, listing(LIST, first, others))
        publicising = act(runtime, PUBLICISE.saying(list_no=LIST))
        for list_no, entries in ((OTHER, second), ("L3", third)):
            act(runtime, listing(list_no, entries))
            act(runtime, PUBLICISE.saying(list_no=list_no))
        assert isinstance(runtime.clock, DemoClock)
        runtime.clock.move(OVER)
        clearing = milliseconds(lambda: at_once(runtime.dispatcher, (CLEAR.on(id) for id in first)))
        at_once(runtime.dispatcher, (CLEAR.on(id) for id in (*second, *third)))
        singly = [RECOGNISE.on(id) for id in second]
        half = len(singly) // 2
        one_by_one = milliseconds(lambda: [done(runtime, ask) for ask in singly[:half]])
        before = runtime.log.end()
        recognising = act(runtime, RECOGNISE_LIST)
        assert before is not None
        stored = runtime.log.follow(before[0], 10 * ENTRIES)
        one_by_one += milliseconds(lambda: [done(runtime, ask) for ask in singly[half:]])
        all_at_once = milliseconds(
            lambda: at_once(runtime.dispatcher, (RECOGNISE.on(id) for id in third))
        )
        return Round(
            entering=entering,
            determining=determining,
            publicising=publicising,
            clearing=clearing,
            recognising=recognising,
            one_by_one=one_by_one,
            all_at_once=all_at_once,
            events=len(stored),
            stored=sum(len(one.state) for one in stored),
            memory=peak(),
        )


def milliseconds(work: Callable[[], object]) -> float:
    return 1000 * seconds(work)


def names(part: int) -> tuple[str, ...]:
    return ids(range(part * ENTRIES + 1, (part + 1) * ENTRIES + 1))


def act(runtime: Runtime, ask: Ask) -> float:
    return milliseconds(lambda: done(runtime, ask))


def done(runtime: Runtime, ask: Ask) -> CommandResult:
    return runtime.dispatcher.act(requested(ask))


if __name__ == "__main__":
    data, *url = sys.argv[1:]
    database = next(filter(None, url), None)
    sys.stdout.buffer.write(msgspec.json.encode(measure(Path(data), database)))
