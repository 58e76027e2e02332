"""Adds the stores of a release to those that every later one must open.

`python -m tests.upgrades NAME` runs this release; `--of FOLDER` another one, checked out there with
a .venv of its own. It serves a demonstration, and imports a case of a real office, on SQLite and on
PostgreSQL. All releases lie in one archive, so that what they share is kept once.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import psycopg

from tests.support.free_ports import free_port
from tests.support.postgres import APP, OWNER, Postgres, find_binaries
from tests.upgrades.stores import ARCHIVE, DUMP, KINDS, pack, unpack

ROOT = Path(__file__).parents[2]
UNIT = "91510100MA6T000121"
PEOPLE = (
    ("prov.sc", "PROV", "510000", "acceptance", "publicity"),
    ("pref.510100", "PREF", "510100", "acceptance", "local_review", "recommendation"),
    ("applicant.1", "APPLICANT", UNIT, "submission"),
)
FORM = """
import msgspec
try:
    from tests.support.sichuan import form
except ImportError:
    from tests.sichuan import form
print(msgspec.json.encode(form()).decode())
"""
NONE: Mapping[str, str] = {}
PREPARE = "CREATE ROLE {owner} LOGIN CREATEROLE"


class Release:
    """A release in a folder, run as its operators would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str | Path, input: str | None = None, database: str | None = None) -> str:
        """Runs a command; `database` is named to those that have no option for it."""
        command = [self.folder / ".venv/bin/anjuan", *words]
        return self._done(command, input, {"ANJUAN_DATABASE": database} if database else {})

    def form(self) -> Any:
        """A whole form as this release's applicants fill it in."""
        return plain(json.loads(self._done([self.folder / ".venv/bin/python", "-c", FORM], None)))

    def _done(
        self, command: list[Any], input: str | None, variables: Mapping[str, str] = NONE
    ) -> str:
        done = subprocess.run(
            [str(word) for word in command],
            input=input,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self.folder)} | dict(variables),
        )
        if done.returncode:
            sys.exit(f"{command}\n{done.stdout}{done.stderr}")
        return done.stdout

    def serve(self, *words: str | Path) -> None:
        """Serves until everything stored is in lists and stream, and stops."""
        port = str(free_port())
        command = [self.folder / ".venv/bin/anjuan", "serve", "--port", port, *words]
        said = Path(tempfile.gettempdir(), f"anjuan-upgrade-{port}.log")
        service = subprocess.Popen(
            [str(word) for word in command],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=said.open("wb"),
        )
        while not is_ready(port):
            if service.poll() is not None:
                sys.exit(f"{command} ended with {service.returncode}\n{said.read_text()}")
            time.sleep(0.2)
        time.sleep(5)
        service.send_signal(signal.SIGINT)
        service.wait(30)
        said.unlink()


def is_ready(port: str) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False


def plain(value: Any) -> Any:
    """A form without what only its store adds."""
    match value:
        case dict():
            return {k: plain(v) for k, v in value.items() if k not in ("do", "person_ref")}
        case list():
            return [plain(one) for one in value]
    return value


def office(release: Release, data: Path, store: list[str]) -> None:
    """A real office: its accounts, a call, and an application that was accepted."""
    release.serve("--data", data, *store)  # which issues regulations and calendars
    for who, role, organ, *duties in PEOPLE:
        named = [word for duty in duties for word in ("--duty", duty)]
        words: tuple[str | Path, ...] = ("user", "add", who, role, organ, *named, "--data", data)
        release.run(*words, input="a long enough password\n", database=store[-1] if store else None)
    lines = data.with_suffix(".ndjson")
    lines.write_text("".join(f"{json.dumps(one)}\n" for one in acts(release.form())), "utf-8")
    release.run("import", lines, "--data", data, *store)
    release.serve("--data", data, *store)


def acts(form: Any) -> list[dict[str, Any]]:
    year = time.strftime("%Y")
    window = {"window_from": f"{year}-01-01", "window_to": f"{year}-12-31"}
    told: list[tuple[str, str, str, str, Any]] = [
        ("batches", "b1", "OpenCallBatch", "prov.sc", {"regime": "SC", "title": "call"} | window),
        (
            "parties",
            UNIT,
            "RegisterParty",
            "applicant.1",
            {"uscc": UNIT, "name": form["unit_name"]},
        ),
        (
            "applications",
            "a1",
            "CreateDraft",
            "applicant.1",
            {"regime": "SC", "channel": "ORDINARY", "batch": "b1", "form": form},
        ),
        ("applications", "a1", "SubmitApplication", "applicant.1", {"addressee": "510100"}),
        ("applications", "a1", "AcceptApplication", "pref.510100", {}),
    ]
    names = ("stream", "id", "command", "actor", "body")
    return [dict(zip(names, one, strict=True)) for one in told]


def made(release: Release, kind: str, folder: Path, server: Postgres | None) -> None:
    """One store of a release, in a folder that holds all of it."""
    data, store = folder / "data", list[str]()
    if server:
        server.create_database(kind, owner=OWNER)
        store = ["--database", server.url(APP, kind)]
        release.run("migrate", server.url(OWNER, kind), *store)
    if kind == "demonstration":
        release.serve("--demo", "--data", data, *store)
        shutil.rmtree(
            data / "files"
        )  # 84 kB that nothing makes smaller: opening it makes them anew
    else:
        office(release, data, store)
        data.with_suffix(".ndjson").unlink()
    if server:
        (folder / DUMP).write_text(dumped(server, kind), "utf-8")


def dumped(server: Postgres, name: str) -> str:
    """A database as plain SQL that psycopg can run; without settings of this server's version."""
    words = ["--inserts", "--rows-per-insert=500", "--no-comments", server.url(dbname=name)]
    dump = subprocess.run(
        [find_binaries() / "pg_dump", *words], capture_output=True, text=True, check=True
    )
    lines = dump.stdout.splitlines(keepends=True)
    return "".join(one for one in lines if not one.startswith(("\\", "SET transaction_timeout")))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("name")
    asked.add_argument("--of", type=Path, default=ROOT)
    asked.add_argument("--office-only", action="store_true", help="a tenth of the size")
    given = asked.parse_args()
    release = Release(given.of.absolute())
    with tempfile.TemporaryDirectory() as temporary, Postgres() as server:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(PREPARE.format(owner=OWNER))
        everything = Path(temporary)
        unpack(everything)
        shutil.rmtree(everything / given.name, ignore_errors=True)
        for name in KINDS:
            kind, _, database = name.partition("-")
            if given.office_only and kind != "office":
                continue
            folder = everything / given.name / name
            folder.mkdir(parents=True)
            made(release, kind, folder, server if database == "postgres" else None)
        pack(everything)
    print(f"{given.name}: {ARCHIVE} {ARCHIVE.stat().st_size:,} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
