"""Embedded NATS server, for a trial or a single office: started, restarted and stopped by us."""

import fcntl
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

from adapters.folders import make_private_file, make_private_folder, write_private
from adapters.nats.accounts import BureauAccount, accounts_text
from adapters.nats.connection import NatsAddress
from adapters.nats.keys import ServiceKeys, kept_keys, service_keys
from adapters.nats.process import (
    LARGEST_STORE,
    NatsFailed,
    await_port,
    configure,
    find_binary,
    is_free,
    launch,
    runs,
)
from adapters.restarting import RestartBackoff

log = structlog.get_logger()
ANY_PORT = -1
KEYS_FOLDER = "keys"  # the folder of the seeds of the service's users
START_WITHIN, STOP_WITHIN = 15.0, 10.0  # seconds


class EmbeddedNats:
    """A nats-server on a loopback port with all it keeps in one folder, for one owner at a time.

    When it dies it is started again, on the same port if that is still free: ask for `address`
    at every connection. `bureaus` tells, at each start, who has an account beside the service;
    `reload` changes them in between. A server left over in the folder by an owner that was killed
    is stopped first; nothing is stopped that is not provably that one.
    """

    def __init__(
        self,
        folder: Path,
        room: int = LARGEST_STORE,
        bureaus: Callable[[], Sequence[BureauAccount]] = tuple,
    ) -> None:
        self.folder, self.room, self.bureaus = folder.resolve(), room, bureaus
        self.binary = find_binary()
        self._process: subprocess.Popen[bytes] | None = None
        self._port = ANY_PORT
        self._keys: ServiceKeys | None = None
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
        return NatsAddress((f"nats://127.0.0.1:{self._port}",), keys=self._keys)

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
        self._keys = service_keys(self.folder / KEYS_FOLDER)
        self._port = self._number("port") or ANY_PORT
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

    def accounts(self) -> str:
        """The accounts that the server is configured with."""
        assert self._keys
        return accounts_text(self._keys, self.bureaus())

    def _watch(self) -> None:
        """Restarts the server whenever it ends, with backoff."""
        backoff = RestartBackoff()
        while not self._stopping.is_set():
            begun = time.monotonic()
            try:
                code = self._launch().wait()
                reason = f"ended with {code}"
            except (NatsFailed, OSError) as failure:  # OSError: no room for its configuration
                reason = str(failure)
                self._failure = NatsFailed(reason)
                self._end_half_started()
                self._started.set()
            if self._stopping.is_set():
                return
            log.warning("nats-server ended and is restarted", reason=reason)
            self._stopping.wait(backoff.pause(time.monotonic() - begun))

    def _end_half_started(self) -> None:
        """Ends a process that runs though its start failed: there is never a second one."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _launch(self) -> subprocess.Popen[bytes]:
        """Launches on the port it had, so that clients find it again; on any if that is taken."""
        port = self._port if self._port > 0 and is_free(self._port) else ANY_PORT
        process = launch(self.binary, configure(self.folder, port, self.accounts(), self.room))
        self._process = process
        if self._stopping.is_set():  # `stop` may have seen the process before this one
            process.terminate()
        bound = await_port(process, self.folder / "ports")
        if bound is None:
            raise NatsFailed(f"nats-server did not start: {self._last_words()}")
        self._port = bound
        write_private(self.folder / "port", str(bound))
        self._started.set()
        return process

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


def address_of(url: str, ca: Path | None = None, keys: Path | None = None) -> NatsAddress:
    """Address from one URL, or from several with commas; `ca` is the authority's file for TLS. The
    keys of a folder are used where the URL names no user."""
    kept = kept_keys(keys) if keys and "@" not in url else None
    return NatsAddress(tuple(url.split(",")), ca=str(ca) if ca else None, keys=kept)


def running_in(folder: Path) -> NatsAddress | None:
    """Address of the server that another process runs in this folder; None when there is none."""
    folder = folder.resolve()
    keys = kept_keys(folder / KEYS_FOLDER)
    try:
        port = int((folder / "port").read_text())
    except (OSError, ValueError):
        return None
    if keys is None or running_pid(folder) is None:
        return None
    return NatsAddress((f"nats://127.0.0.1:{port}",), keys=keys)


def nats_seen(url: str | None, folder: Path, ca: Path | None = None) -> NatsAddress | None:
    """Address of the servers of a URL, else of the one that runs in the folder; None where none
    does."""
    return address_of(url, ca, folder / KEYS_FOLDER) if url else running_in(folder)


def running_pid(folder: Path) -> int | None:
    """Process id of the server that runs in this folder, by proof."""
    folder = folder.resolve()
    try:
        pid, binary = int((folder / "pid").read_text()), find_binary()
    except (OSError, ValueError, NatsFailed):
        return None
    return pid if runs(pid, binary, folder / "server.conf") else None


@contextmanager
def nats_at(
    url: str | None, folder: Path, ca: Path | None = None
) -> Iterator[Callable[[], NatsAddress]]:
    """Yields the address of NATS: servers of a URL (several with commas), else an embedded one.
    Either has the keys of the folder."""
    if url:
        given = address_of(url, ca, folder / KEYS_FOLDER)
        yield lambda: given
        return
    with embedded_nats(folder) as server:
        yield server.address


@contextmanager
def embedded_nats(
    folder: Path, bureaus: Callable[[], Sequence[BureauAccount]] = tuple
) -> Iterator[EmbeddedNats]:
    """Runs a server in the folder until the end of the block."""
    server = EmbeddedNats(folder, bureaus=bureaus)
    server.start()
    try:
        yield server
    finally:
        server.stop()
