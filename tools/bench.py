"""Benchmarks (`make bench`), each beside a baseline of the same run. `ONLY=name` for one."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from tools.benches.backlog import backlog
from tools.benches.fanout import fanout
from tools.benches.histories import histories
from tools.benches.http_cases import at_half_load, many_cases, one_case, two_processes
from tools.benches.importing import imported
from tools.benches.journals import journals
from tools.benches.midnight import midnights
from tools.benches.pages import pages
from tools.benches.projecting import projector_live
from tools.benches.rebuilding import rebuilds
from tools.benches.red_flags import red_flags
from tools.benches.registry_days import registry_through_time
from tools.benches.registry_pages import registry
from tools.benches.relaying import relay
from tools.benches.results import Result, table
from tools.benches.rounds import rounds
from tools.benches.starting import starts
from tools.benches.statements import statements
from tools.benches.tracing import traces
from tools.benches.verifying import verifications, verified

BENCHMARKS: dict[str, Callable[[], list[Result]]] = {
    "http_64_cases_sqlite": partial(many_cases, "sqlite"),
    "http_64_cases_postgres": partial(many_cases, "postgres"),
    "http_half_load_sqlite": partial(at_half_load, "sqlite"),
    "http_half_load_postgres": partial(at_half_load, "postgres"),
    "http_two_processes_postgres": two_processes,
    "http_one_case_sqlite": partial(one_case, "sqlite"),
    "http_one_case_postgres": partial(one_case, "postgres"),
    "import": imported,
    "relay": relay,
    "fanout": lambda: [*fanout(), *backlog()],
    "projector_live": projector_live,
    "rebuild": rebuilds,
    "verify": verifications,
    "history": lambda: [*histories(), *registry_through_time(), *midnights(), *verified("sqlite")],
    "start": starts,
    "registry": registry,
    "round": rounds,
    "pages": pages,
    "money": lambda: [*statements(), *journals(), *traces(), *red_flags()],
}
BUILD = Path(__file__).parent.parent / "build"


def main() -> None:
    requested = sys.argv[1:] or list(BENCHMARKS)
    if unknown := [name for name in requested if name not in BENCHMARKS]:
        print(f"{', '.join(unknown)}? {', '.join(BENCHMARKS)}", file=sys.stderr)
        sys.exit(2)
    results = []
    for name in requested:
        print(f"{name} ...", file=sys.stderr, flush=True)
        results += BENCHMARKS[name]()
    BUILD.mkdir(exist_ok=True)
    (BUILD / "bench.json").write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=2))
    print(table(results))


if __name__ == "__main__":
    main()
