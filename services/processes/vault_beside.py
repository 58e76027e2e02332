"""The discipline vault beside a service: made ready at its first start, and kept running as a
process of its own.

Whatever that process says stands in its own folder; the service's log and metrics have no line of
it, so that none can tell by them when the vault is at work.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NoReturn

from fastapi import FastAPI
from msgspec import Struct
from msgspec.structs import replace

from adapters.data_folder import ESCROW_KEY, VAULT_PUBLIC_KEY
from adapters.folders import make_private_file, make_private_folder, refuse_foreign, write_private
from adapters.personal_data.escrow import make_escrow_keys
from adapters.restarting import RestartBackoff
from services.api.discipline_door import DisciplineDoor
from services.processes.child import STDIN, as_line
from services.runtime import Runtime
from services.settings import Settings, WrongSetting

VAULT_PROCESS = (sys.executable, "-m", "services.processes.vault")
VAULT_LOG, SIGNING_KEY = "vault.log", "checkpoint.key"
VAULT_STARTS_AFTER = 3.0  # seconds: whoever waits for the service's first page comes first
VAULT_STOPS_WITHIN = 3.0  # seconds; what it keeps bears a kill


class VaultSettings(Struct, frozen=True):
    """What a vault's process is told: its folder, and the settings of the service whose log it
    mirrors. Where it `listens`, it does so at their address, with their certificate, for its own
    accounts; else on a socket, for the service's door."""

    folder: Path
    cases: Settings
    listens: bool = False


def make_vault_ready(folder: Path, cases: Settings) -> None:
    """Makes the vault's folder and its key pair, and gives the service the public key; what there
    is stays. Raises ForeignFolder, and WrongSetting for a folder that cannot be a vault's."""
    own, other = folder.resolve(), cases.data.resolve()
    if own.is_relative_to(other) or other.is_relative_to(own):
        said = "不能在案卷数据目录里，也不能含有它 / neither inside the data folder nor around it"
        raise WrongSetting(f"vault: {folder}: {said}")
    refuse_foreign(folder, {ESCROW_KEY})
    make_private_folder(folder)
    make_escrow_keys(folder / ESCROW_KEY, folder / VAULT_PUBLIC_KEY)
    give_public_key(folder, cases.data)


def give_public_key(folder: Path, data: Path) -> None:
    """Raises WrongSetting where the service wraps its keys for another vault."""
    own, given = (folder / VAULT_PUBLIC_KEY).read_text(), data / VAULT_PUBLIC_KEY
    make_private_folder(data)
    if not given.exists():
        write_private(given, own)
    if given.read_text().strip() != own.strip():
        raise WrongSetting(f"vault: {given}: 是另一个纪检监察库的公钥 / another vault's public key")


class VaultProcess:
    """Keeps the vault's process running from `start` to `stop`; where this one dies, it ends with
    its input. The first start is `after` so many seconds."""

    def __init__(self, settings: VaultSettings, after: float = VAULT_STARTS_AFTER) -> None:
        self._after = after
        self._settings, self._log = as_line(settings), settings.folder / VAULT_LOG
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="vault")

    @property
    def pid(self) -> int | None:
        """Process id of the vault's process; None while there is none."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._end()
        self._thread.join(VAULT_STOPS_WITHIN)
        if self._thread.is_alive() and self._process:
            self._process.kill()
        self._thread.join()

    def _end(self) -> None:
        process = self._process
        if process and process.poll() is None:
            process.terminate()

    def _watch(self) -> None:
        backoff = RestartBackoff()
        self._stopping.wait(self._after)
        while not self._stopping.is_set():
            make_private_file(self._log)
            with self._log.open("ab") as log, self._launched(log) as process:
                process.wait()
            self._stopping.wait(backoff.pause(0.0))

    def _launched(self, log: BinaryIO) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(VAULT_PROCESS, stdin=subprocess.PIPE, stdout=log, stderr=log)
        assert process.stdin
        try:
            process.stdin.write(self._settings)
            process.stdin.flush()
        except OSError:
            process.kill()
        self._process = process
        if self._stopping.is_set():  # `stop` may have seen the process before this one
            self._end()
        return process


def become_vault(settings: VaultSettings) -> NoReturn:
    """Turns this process into the vault's: the kind of case that only the vault knows has to be
    loaded before anything else. Its input never ends; signals end it."""
    reading, writing = os.pipe()
    os.write(writing, as_line(settings))
    os.dup2(reading, STDIN)
    os.set_inheritable(writing, True)
    os.execv(VAULT_PROCESS[0], VAULT_PROCESS)


def with_door(app: FastAPI, runtime: Runtime, folder: Path) -> None:
    """Puts the vault's door before everything else in the application, which serves nobody yet."""
    app.add_middleware(DisciplineDoor, accounts=runtime.accounts, vault=folder)


@contextmanager
def vault_beside(
    app: FastAPI, runtime: Runtime, after: float = VAULT_STARTS_AFTER
) -> Iterator[VaultProcess | None]:
    """Runs the vault of the settings, where they name one, until the end of the block."""
    folder = runtime.settings.vault_folder
    if folder is None:
        yield None
        return
    with_door(app, runtime, folder)
    process = VaultProcess(VaultSettings(folder, without_vault(runtime.settings)), after)
    process.start()
    try:
        yield process
    finally:
        process.stop()


def without_vault(settings: Settings) -> Settings:
    """The service's settings as its vault needs them."""
    return replace(settings, vault=None, demo_password=None)
