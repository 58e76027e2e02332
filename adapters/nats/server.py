"""Embedded NATS server, for a trial or a single office: started, restarted and stopped by us."""

import fcntl
import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

from adapters.folders import make_private_file, make_private_folder
from adapters.nats.connection import NatsAddress
from adapters.nats.process import (
    LARGEST_STORE,
    USER,
    NatsFailed,
    await_port,
    configure,
    find_binary,
    is_free,
    launch,
    runs,
    write,
)
from adapters.restarting import RestartBackoff

log = structlog.get_logger()
ANY_PORT = -1
START_WITHIN, STOP_WITHIN = 15.0, 10.0  # seconds


class EmbeddedNats:
    """A nats-server on a loopback port with all it keeps in one folder, for one owner at a time.

    When it dies it is started again, on the same port if that is still free: ask for `address`
    at every connection. A server left over in the folder by an owner that was killed is stopped
    first; nothing is stopped that is not provably that one.
    """

    def __init__(self, folder: Path, room: int = LARGEST_STORE) -> None:
        self.folder, self.room = folder.absolute(), room
        self.binary = find_binary()
        self._process: subprocess.Popen[bytes] | None = None
        self._port, self._password = ANY_PORT, ""
        self._stopping, self._started = threading.Event(), threading.Event()
        self._failure: NatsFailed | None = None
        # The server ends with the thread that starts it (see `launch`), so this one stays.
        self._thread = threading.Thread(target=self._watch, name="nats-server", daemon=True)

    @property
    def pid(self) -> int | None:
        """Process id of the running server; None while there is none."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def address(self) -> NatsAddress:
        return NatsAddress((f"nats://127.0.0.1:{self._port}",), USER, self._password)

    def start(self) -> NatsAddress:
        """Starts the server. Raises NatsFailed with the end of its log.

        A server that has much to read again after a kill may take clients only later.
        """
        make_private_folder(self.folder)
        make_private_file(self.folder / "lock")
        self._lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise NatsFailed(f"another Anjuan runs the nats-server in {self.folder}") from error
        self._stop_leftover()
        self._password, self._port = self._secret(), self._number("port") or ANY_PORT
        self._thread.start()
        self._started.wait(START_WITHIN)
        if self._failure:
            self.stop()
            raise self._failure
        return self.address()

    def restart(self) -> None:
        """Ends the server's process, which is then started again by itself."""
        if self._process:
            self._process.terminate()

    def stop(self) -> None:
        """Stops the server and waits for its end; its data stays."""
        self._stopping.set()
        if not self._thread.ident:
            return
        if self._process:
            self._process.terminate()
        self._thread.join(STOP_WITHIN)
        if self._process and self._thread.is_alive():
            self._process.kill()
        self._thread.join()
        self._lock.close()

    def _watch(self) -> None:
        """Restarts the server whenever it ends, with backoff."""
        backoff = RestartBackoff()
        while not self._stopping.is_set():
            begun = time.monotonic()
            try:
                code = self._launch().wait()
                reason = f"ended with {code}"
            except NatsFailed as failure:
                self._failure, reason = failure, str(failure)
                self._started.set()
            if self._stopping.is_set():
                return
            log.warning("nats-server ended and is restarted", reason=reason)
            self._stopping.wait(backoff.pause(time.monotonic() - begun))

    def _launch(self) -> subprocess.Popen[bytes]:
        """Launches on the port it had, so that clients find it again; on any if that is taken."""
        port = self._port if self._port > 0 and is_free(self._port) else ANY_PORT
        process = launch(self.binary, configure(self.folder, port, self._password, self.room))
        self._process = process
        if self._stopping.is_set():  # `stop` may have seen the process before this one
            process.terminate()
        bound = await_port(process, self.folder / "ports")
        if bound is None:
            raise NatsFailed(f"nats-server did not start: {self._last_words()}")
        self._port = bound
        write(self.folder / "port", str(bound))
        self._started.set()
        return process

    def _secret(self) -> str:
        file = self.folder / "password"
        if not file.exists():
            write(file, f"p{secrets.token_hex(24)}")  # a letter first: never read as a number
        return file.read_text()

    def _number(self, name: str) -> int | None:
        try:
            return int((self.folder / name).read_text())
        except (OSError, ValueError):
            return None

    def _stop_leftover(self) -> None:
        pid = self._number("pid")
        deadline = time.monotonic() + STOP_WITHIN
        while pid and runs(pid, self.binary, self.folder / "server.conf"):
            patient = time.monotonic() < deadline
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM if patient else signal.SIGKILL)
            time.sleep(0.05)

    def _last_words(self) -> str:
        try:
            lines = (self.folder / "log").read_text(errors="replace").splitlines()
        except OSError:
            return "it left no log"
        return " / ".join(lines[-3:])


def address_of(url: str, ca: Path | None = None) -> NatsAddress:
    """Address from one URL, or from several with commas; `ca` is the authority's file for TLS."""
    return NatsAddress(tuple(url.split(",")), ca=str(ca) if ca else None)


def running_in(folder: Path) -> NatsAddress | None:
    """Address of the server that another process runs in this folder; None when there is none."""
    folder = folder.absolute()
    try:
        pid, port = (int((folder / name).read_text()) for name in ("pid", "port"))
        password = (folder / "password").read_text()
        binary = find_binary()
    except (OSError, ValueError, NatsFailed):
        return None
    if not runs(pid, binary, folder / "server.conf"):
        return None
    return NatsAddress((f"nats://127.0.0.1:{port}",), USER, password)


@contextmanager
def nats_at(
    url: str | None, folder: Path, ca: Path | None = None
) -> Iterator[Callable[[], NatsAddress]]:
    """Yields the address of NATS: servers of a URL (several with commas), else an embedded one."""
    if url:
        given = address_of(url, ca)
        yield lambda: given
        return
    with embedded_nats(folder) as server:
        yield server.address


@contextmanager
def embedded_nats(folder: Path) -> Iterator[EmbeddedNats]:
    """Runs a server in the folder until the end of the block."""
    server = EmbeddedNats(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
