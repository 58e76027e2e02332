"""Benchmark of commands over HTTP: 64 clients on 64 cases and on one case, on both databases.

The headline is ReviseDraft: a form of a kilobyte with a contact person, decoded, encrypted, decided
and stored as 3.5 kB. RenameParty, a line, shows the least that a command costs.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypedDict

from tools.benches.databases import postgres
from tools.benches.measuring import ROUNDS, SECONDS, Measured, Under, in_turn
from tools.benches.results import Baseline, Result
from tools.benches.services import Service, plain_route, service
from tools.benches.work import CLIENTS, echoes, rename_parties, revise_drafts

PER_SECOND, PER_COMMIT, PER_COMMAND = "commands/s", "commands/commit", "decisions/command"
DURABLE = {
    "sqlite": "SQLite, synchronous=FULL",
    "postgres": "PostgreSQL, fsync on",
}
PLAIN = "a plain Starlette route, 1 kB decoded and answered"
OF_PLAIN = {"sqlite": 0.10, "postgres": 0.08, "light": 0.12}
"""The rates to reach, as parts of the plain route's."""


class Rates(TypedDict):
    """A rate beside its baseline, as fields of a Result."""

    value: float
    baseline: Baseline
    ratio: float


@contextmanager
def services(database: str, *variants: str) -> Iterator[dict[str, Service]]:
    """Yields running services by the name of their variant, each with a database of its own."""
    with ExitStack() as stack:
        fresh = stack.enter_context(postgres()) if database == "postgres" else None
        yield {
            variant: stack.enter_context(service(variant, fresh() if fresh else None))
            for variant in variants
        }


def many_cases(database: str) -> list[Result]:
    """Every client with a case of its own, beside no store and beside no group commit.

    The variant `bare` keeps its events in memory, where no projection sees them.
    """
    name, where = f"http_64_cases_{database}", f"64 clients on 64 cases, {DURABLE[database]}"
    with (
        services(database, "shipped", "bare", "alone") as running,
        plain_route() as plain,
    ):
        beside = {"plain": Under(plain, echoes(plain), counts=False)}
        heavy = in_turn(
            {v: Under(s, revise_drafts(s, CLIENTS)) for v, s in running.items()} | beside
        )
        pair = {v: running[v] for v in ("shipped", "bare")}
        light = in_turn({v: Under(s, rename_parties(s, CLIENTS)) for v, s in pair.items()} | beside)
    return [
        Result(
            name=f"{name}_plain",
            what=f"ReviseDraft, a form of 1 kB over HTTP; {where}",
            unit=PER_SECOND,
            aim=f"ratio >= {OF_PLAIN[database]}",
            **rates(heavy, "plain", PLAIN),
        ),
        Result(
            name=f"{name}_light_plain",
            what=f"RenameParty, a line over HTTP; {where}",
            unit=PER_SECOND,
            aim=f"ratio >= {OF_PLAIN['light']}",
            **rates(light, "plain", PLAIN),
        ),
        Result(
            name=name,
            what=f"ReviseDraft, a form of 1 kB over HTTP; {where}",
            unit=PER_SECOND,
            aim="ratio >= 0.4",
            **rates(heavy, "bare", "no store, no read model"),
        ),
        Result(
            name=f"{name}_light",
            what=f"RenameParty, a line over HTTP; {where}",
            unit=PER_SECOND,
            **rates(light, "bare", "no store, no read model"),
        ),
        Result(
            name=f"{name}_group_commit",
            what=f"ReviseDraft with and without group commit; {where}",
            unit=PER_SECOND,
            **rates(heavy, "alone", "one commit a command"),
        ),
        Result(
            name=f"{name}_commit_size",
            what=f"ReviseDraft, commands that share a commit; {where}",
            value=heavy["shipped"].commit_size,
            unit=PER_COMMIT,
            aim="value >= 8",
        ),
    ]


def at_half_load(database: str) -> list[Result]:
    """How long commands take where half of what the service can do is asked of it."""
    name = f"http_half_load_{database}"
    with services(database, "shipped") as running, plain_route() as plain:
        here = running["shipped"]
        requests = revise_drafts(here, CLIENTS)
        most = in_turn({"shipped": Under(here, requests)})["shipped"].rate
        late = here.under(requests, 4.0, pace=2 * CLIENTS / most).p99
        beside = plain.under(echoes(plain), 4.0, pace=2 * CLIENTS / most).p99
    return [
        Result(
            name=name,
            what="ReviseDraft, a form of 1 kB over HTTP; 99th percentile at half load",
            unit="ms",
            value=late,
            aim="value <= 20",
            baseline=Baseline("the plain route at the same pace", beside),
            ratio=late / beside,
        )
    ]


def two_processes() -> list[Result]:
    """Two API processes over one PostgreSQL, beside one; projections run in a third."""
    what = "64 clients on 64 cases, PostgreSQL, two API processes"
    with ExitStack() as stack:
        database = stack.enter_context(postgres())()
        data = Path(stack.enter_context(TemporaryDirectory(prefix="anjuan-bench-"))) / "data"
        with service("shipped", database, data=data) as first:
            first.token("applicant.1")  # opens the demonstration
        one, other = (
            stack.enter_context(service("shipped", database, "--apart", data=data))
            for _ in range(2)
        )
        requests = revise_drafts(one, CLIENTS)
        alone, both = [], []
        for _ in range(ROUNDS):
            alone.append(one.under(requests, SECONDS).rate)
            with ThreadPoolExecutor(2) as pool:
                halves = [(one, requests[::2]), (other, requests[1::2])]
                counts = [pool.submit(each.under, half, SECONDS) for each, half in halves]
            both.append(sum(count.result().rate for count in counts))
    return [
        Result(
            name="http_two_processes_postgres",
            what=f"ReviseDraft, a form of 1 kB over HTTP; {what}",
            unit=PER_SECOND,
            value=median(both),
            aim="ratio >= 1.6",
            baseline=Baseline("one API process", median(alone)),
            ratio=median(both) / median(alone),
        )
    ]


def one_case(database: str) -> list[Result]:
    """All clients on the same case, beside the same clients on as many cases."""
    name, where = f"http_one_case_{database}", f"64 clients on one case, {DURABLE[database]}"
    with services(database, "shipped") as running:
        here = running["shipped"]
        spread, single = revise_drafts(here, CLIENTS), revise_drafts(here, 1)
        measured = in_turn({"shipped": Under(here, single), "spread": Under(here, spread)})
    return [
        Result(
            name=name,
            what=f"ReviseDraft, a form of 1 kB over HTTP; {where}",
            unit=PER_SECOND,
            **rates(measured, "spread", "on 64 cases"),
        ),
        Result(
            name=f"{name}_decisions",
            what=f"decisions that a command costs; {where}",
            value=measured["shipped"].decisions,
            unit=PER_COMMAND,
            aim="value <= 2",
        ),
    ]


def rates(measured: dict[str, Measured], beside: str, what: str) -> Rates:
    value, other = measured["shipped"].rate, measured[beside].rate
    return {"value": value, "baseline": Baseline(what, other), "ratio": value / other}
