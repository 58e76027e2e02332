"""A single office in trouble: one service over SQLite with its child process and NATS server."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from shutil import move, rmtree

from adapters.nats.connection import NatsAddress
from adapters.nats.server import running_in
from services.settings import Settings
from tests.support.drilling import anjuan
from tests.support.nats_servers import kill
from tests.support.posting import Clients
from tests.support.service_process import ServiceProcess, children_of
from tests.support.small_disk import SmallDisk
from tests.support.troubled import BACKUP, RESTORE, STORES, Troubled, done_though_killed

WHY = ("--reason", "disk 3 failed")
KILLS = {"kill": 5, "kill at start": 1, BACKUP: 2, RESTORE: 1}
FILLED = 600.0  # seconds, until the lists of a store of an hour are made anew after a restore
FULL_DISKS = {"full disk": 2, "full stream": 1}


class Office(Troubled):
    """Its data folder stands on the one small disk, its stream on another, where it has them."""

    def __init__(self, folder: Path, service: ServiceProcess, disks: list[SmallDisk]) -> None:
        super().__init__(folder)
        self.service, self.disks = service, disks
        self.kinds: Mapping[str, int] = KILLS | (FULL_DISKS if disks else {})
        self.clients = Clients([service.url])

    @property
    def settings(self) -> Settings:  # type: ignore[override]
        return Settings(data=self.service.data, demo=True)

    def address(self) -> NatsAddress:
        found = running_in(self.service.data / "nats")
        assert found
        return found

    def is_level(self) -> bool:
        found = self.readyz()
        lags = [*found["projections"].values(), found.get("relay")]
        return all(lag and lag["behind"] == 0 for lag in lags) and not found["degraded"]

    def processes(self) -> list[int]:
        """The service, its child, its NATS server: those that live."""
        service = self.service.process.pid
        below = children_of(service) if self.service.process.poll() is None else []
        return [service, *below, *(one for child in below for one in children_of(child))]

    def strike(self, chance: Random) -> None:
        """Kills one, or several one soon after another."""
        alive = self.processes()
        for victim in chance.sample(alive, min(chance.choice((1, 1, 2, 3)), len(alive))):
            if victim == self.service.process.pid:
                self.service.kill()
            else:
                kill(victim)
            time.sleep(chance.choice((0.0, 0.1, 0.5)))

    def up(self) -> None:
        """Started where it has ended, as systemd does; until it is ready. What began over a full
        disk may end a moment after there is room."""
        if self.service.process.poll() is not None:
            self.service.launch()
        try:
            self.service.await_ready()
        except RuntimeError:
            if self.service.process.poll() is None:
                raise
            self.service.start()

    def kill(self, chance: Random) -> None:
        time.sleep(chance.uniform(0.2, 3.0))
        self.strike(chance)
        self.up()

    def kill_at_start(self, chance: Random) -> None:
        for _ in range(chance.randint(1, 3)):
            self.service.kill()
            self.service.launch()
            time.sleep(chance.uniform(0.0, 3.0))
        self.service.kill()
        self.up()

    def full_disk(self, chance: Random) -> None:
        """Some are killed in it, or the service begins over it; all goes on once it is freed."""
        self.fill_for_a_while(chance, self.disks)

    def full_stream(self, chance: Random) -> None:
        self.fill_for_a_while(chance, self.disks[1:])

    def fill_for_a_while(self, chance: Random, disks: list[SmallDisk]) -> None:
        time.sleep(chance.uniform(0.2, 2.0))
        for disk in disks:
            disk.fill()
        time.sleep(chance.uniform(0.2, 4.0))
        if chance.random() < 0.4:
            self.strike(chance)
        if chance.random() < 0.5 and self.service.process.poll() is not None:
            self.service.launch()
            time.sleep(chance.uniform(0.5, 4.0))
        for disk in disks:
            disk.free()
        self.up()

    def backup(self, chance: Random) -> None:
        process = anjuan("backup", self.backups, "--data", self.service.data)
        if chance.random() < 0.3:
            time.sleep(chance.uniform(0.0, 1.5))
            self.strike(chance)
            self.up()
        said, _ = process.communicate(timeout=180)
        assert process.returncode == 0, said

    def stop(self) -> None:
        self.service.kill()

    def put_back(self, backup: Path, new: Path, chance: Random) -> None:
        old = self.service.data
        words = ("restore", backup, "--instead-of", old, "--data", new, *WHY)
        done_though_killed(chance, new, *words)
        for disk in self.disks[1:]:
            moved(disk, new / "nats")
        rmtree(old)
        self.service = serving(new, self.folder, self.service.port)
        self.service.start()


def serving(data: Path, folder: Path, port: int | None = None) -> ServiceProcess:
    """What it says is not kept on its own disk."""
    service = ServiceProcess(data, port=port)
    service.log, service.patience = folder / "service.log", FILLED
    return service


def moved(disk: SmallDisk, to: Path) -> None:
    """Mounts the disk there instead, with what is there on it."""
    aside = to.with_name("nats-aside")
    to.rename(aside)
    disk.unmount()
    disk.folder = to
    disk.mount()
    for one in aside.iterdir():
        move(one, to)
    aside.rmdir()


@contextmanager
def office(folder: Path, on_small_disks: bool) -> Iterator[Office]:
    """An office at work, its clients ready to post."""
    stores = folder / STORES
    with ExitStack() as until_the_end:
        disks = [SmallDisk(stores), SmallDisk(stores / "data" / "nats")] if on_small_disks else []
        for disk in disks:
            until_the_end.enter_context(disk)
        service = serving(stores / "data", folder)
        service.start()
        found = Office(folder, service, disks)
        until_the_end.callback(found.stop)
        found.begin()
        yield found
