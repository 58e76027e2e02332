"""The NATS server of a trial or a single office: started by us, watched, and gone with us."""

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

log = structlog.get_logger()
ANY_PORT = -1
START_WITHIN, STOP_WITHIN = 15.0, 10.0  # seconds
QUICKEST_RESTART, SLOWEST_RESTART = 0.1, 5.0
STEADY = 1.0  # seconds after which a server did not die of its start


class EmbeddedNats:
    """A nats-server on a loopback port with all it keeps in one folder, for one owner at a time.

    When it dies it is started again, on the same port if that is still free: ask for `address`
    at every connection. A server left over in the folder by an owner that was killed is stopped
    first; nothing is stopped that is not provably that one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.binary = find_binary()
        self._process: subprocess.Popen[bytes] | None = None
        self._port, self._password = ANY_PORT, ""
        self._stopping, self._started = threading.Event(), threading.Event()
        self._failure: NatsFailed | None = None
        # The server ends with the thread that starts it (see `launch`), so this one stays.
        self._thread = threading.Thread(target=self._watch, name="nats-server", daemon=True)

    @property
    def pid(self) -> int | None:
        """The running server's; None while there is none."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def address(self) -> NatsAddress:
        return NatsAddress((f"nats://127.0.0.1:{self._port}",), USER, self._password)

    def start(self) -> NatsAddress:
        """Raises NatsFailed with the end of the server's own log.

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

    def stop(self) -> None:
        """Ends the server and waits for it; its data stays."""
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
        """Starts the server again whenever it ends, ever more slowly while that does not help."""
        pause = QUICKEST_RESTART
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
            log.warning("nats-server is started again", reason=reason)
            pause = QUICKEST_RESTART if time.monotonic() - begun > STEADY else pause
            self._stopping.wait(pause)
            pause = min(pause * 2, SLOWEST_RESTART)

    def _launch(self) -> subprocess.Popen[bytes]:
        """On the port it had, so that clients find it again; on any when others have taken that."""
        port = self._port if self._port > 0 and is_free(self._port) else ANY_PORT
        process = launch(self.binary, configure(self.folder, port, self._password))
        self._process = process
        if self._stopping.is_set():  # `stop` may have seen the process before this one
            process.terminate()
        found = await_port(process, self.folder / "ports")
        if found is None:
            raise NatsFailed(f"nats-server did not start: {self._last_words()}")
        self._port = found
        write(self.folder / "port", str(found))
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


def address_of(url: str) -> NatsAddress:
    """Of one URL, or of several with commas."""
    return NatsAddress(tuple(url.split(",")))


def running_in(folder: Path) -> NatsAddress | None:
    """The server that an Anjuan runs in this folder now, for those who only want to read."""
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
def nats_at(url: str | None, folder: Path) -> Iterator[Callable[[], NatsAddress]]:
    """How to find NATS: the servers of a URL (several with commas), else one of our own."""
    if url:
        given = address_of(url)
        yield lambda: given
        return
    server = EmbeddedNats(folder)
    server.start()
    try:
        yield server.address
    finally:
        server.stop()
