"""A whole round imported by a process that is killed on the way: as if it had not been."""

import json
import random
import subprocess
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from adapters.event_store.codec import decode
from domain.context import Actor
from services.access.disclosure import own, shown
from services.runtime import Runtime, open_log, open_runtime
from services.settings import Settings
from tests.support.calling import as_body, eventually, without
from tests.support.citing import invariant
from tests.support.service_process import ANJUAN, environment
from tests.support.sichuan import ROAD, form
from tests.support.tables import code_of, rows_of, whole_row, write_xlsx

pytest_plugins = ["tests.support.table_fixtures"]

UNITS, APPLICATIONS, ROWS = 300, 200, 300
LAST = "RecommendApplication"
DAY = "2026-03-02"
TERMS = ("--batch", "b1", "--channel", "ORDINARY")  # of a table; lines say their own


def name_of(number: int) -> str:
    return f"示例{number}号有限公司"


def round_of(number: int) -> list[dict[str, Any]]:
    """One unit's lines: registered, drafted, and every step up to the recommendation."""
    code, name, who, id = (
        code_of(number),
        f"示例{number}号有限公司",
        f"round.{number}",
        f"r{number}",
    )
    whole = as_body(form(unit_name=name, uscc=code))
    draft = {"regime": "SC", "channel": "ORDINARY", "batch": "b1", "form": whole}
    lines = [
        line("parties", code, "RegisterParty", who, {"uscc": code, "name": name}),
        line("applications", id, "CreateDraft", who, draft),
    ]
    for step, command, actor, document_no in ROAD:
        by = who if actor.role == "APPLICANT" else actor.person
        paper = {"document_no": document_no} if document_no else {}
        lines.append(line("applications", id, step, by, as_body(command), **paper))
        if step == LAST:
            break
    return lines


def line(
    stream: str, id: str, command: str, actor: str, body: dict[str, Any], **more: Any
) -> dict[str, Any]:
    asked = {"stream": stream, "id": id, "command": command, "body": body, "actor": actor}
    return {**asked, "occurred_on": DAY, **more}


def prepared(settled: Path, data: Path) -> Settings:
    settings = Settings(data=copytree(settled, data), demo=True)
    names = {f"round.{number}": code_of(number) for number in range(UNITS)}
    people = {who: Actor(who, "APPLICANT", code, ("submission",)) for who, code in names.items()}
    with closing(open_runtime(settings)) as runtime:
        runtime.accounts.put(people, "a password for units")
    return settings


def importing(settings: Settings, file: Path) -> "subprocess.Popen[str]":
    command = [ANJUAN, "import", str(file), "--data", str(settings.data), "--json", *TERMS]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=settings.data.parent,
    )


def finished(settings: Settings, file: Path) -> list[dict[str, Any]]:
    with importing(settings, file) as process:
        assert process.stdout is not None
        results = [json.loads(text) for text in process.stdout]
    assert process.returncode == 0
    return results


def killed(settings: Settings, file: Path, after: int) -> None:
    """Kills an import once it has stored more events than that."""
    begun = end(settings)
    with importing(settings, file) as process:
        eventually(lambda: end(settings) > begun + after or process.poll() is not None, 120)
        process.kill()


def end(settings: Settings) -> int:
    with closing(open_log(settings)) as log:
        found = log.end()
        return found[0] if found else 0


def recorded(runtime: Runtime) -> list[Any]:
    """Every event in the order of the log, but for what is made at random: ids and boxes."""
    events, after = [], 0
    while some := runtime.log.follow(after, 1000):
        for stored in some:
            record = shown(decode(stored.topic, stored.state), own(runtime.vault))
            bare = without({"command_id", "person_ref"}, record)
            events.append((stored.stream, stored.version, bare))
        after = some[-1].position
    return events


def same_as_unkilled(file: Path, settled: Path, tmp_path: Path, commands: int, kills: int) -> None:
    """Imports the file once as a whole, and once with kills between."""
    whole, cut = (prepared(settled, tmp_path / name) for name in ("whole", "cut"))
    results = finished(whole, file)
    assert len(results) == commands
    for _ in range(kills):
        killed(cut, file, random.randrange(commands // (2 * (kills + 1))))
    begun = end(cut)
    finished(cut, file)
    assert begun < end(cut)
    with closing(open_runtime(whole)) as one, closing(open_runtime(cut)) as other:
        assert recorded(one) == recorded(other)


@invariant(56)
@pytest.mark.soak
def test_a_round_of_commands_that_is_killed_on_its_way_in_is_the_same_round(
    settled: Path, tmp_path: Path
) -> None:
    file = tmp_path / "round.ndjson"
    lines = [line for number in range(APPLICATIONS) for line in round_of(number)]
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in lines), "utf-8")
    same_as_unkilled(file, settled, tmp_path, len(lines), kills=1)


@invariant(56)
def test_a_table_that_is_killed_on_its_way_in_is_the_same_table(
    settled: Path, tmp_path: Path
) -> None:
    units = [whole_row(unit_name=name_of(n), uscc=code_of(n)) for n in range(ROWS)]
    how = {"occurred_on": DAY, "submit": "是"}
    rows = rows_of(*({**unit, **how, "account": f"round.{n}"} for n, unit in enumerate(units)))
    file = write_xlsx(tmp_path / "round.xlsx", rows)
    same_as_unkilled(file, settled, tmp_path, 3 * ROWS, kills=1)
