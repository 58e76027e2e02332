"""An import file of invented units, and what importing it has stored."""

import csv
from contextlib import closing
from pathlib import Path
from typing import Any

from domain.application.case import Application
from services.runtime import Runtime
from tests.support.command_line import Terminal
from tests.support.tables import code_of, whole_row

BATCH = "b1"
TERMS = ("--batch", BATCH, "--channel", "ORDINARY")
SUBMITTED = (*TERMS, "--submit")


def unit(number: int, **changes: Any) -> dict[str, str]:
    """A row of an invented unit that passes everything but, perhaps, the changes."""
    name = f"示例{number}号有限公司"
    own = {"unit_name": name, "uscc": code_of(number), "rule_documents": "0" * 64}
    return whole_row(**{**own, "applicant_seal__unit": name, **changes})


def report_of(table: Path) -> list[dict[str, str]]:
    with Path(f"{table}.report.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def applications(runtime: Runtime) -> dict[str, Application]:
    """The units' cases, by their codes."""
    codes = {code_of(number) for number in range(6)}
    cases = [runtime.store.current(name)[0] for name in streams(runtime)]
    return {one.owner: one for one in cases if isinstance(one, Application) and one.owner in codes}


def streams(runtime: Runtime) -> set[str]:
    found, after = set(), 0
    while events := runtime.log.follow(after, 1000):
        found |= {event.stream for event in events}
        after = events[-1].position
    return {name for name in found if name.startswith("applications/")}


def position(terminal: Terminal) -> int:
    with closing(terminal.runtime()) as runtime:
        end = runtime.log.end()
        return end[0] if end else 0


def files_of(terminal: Terminal) -> set[str]:
    return {path.name for path in (terminal.settings.data / "files").iterdir()}


def stages(terminal: Terminal) -> list[str]:
    with closing(terminal.runtime()) as runtime:
        return sorted(str(one.stage) for one in applications(runtime).values())
