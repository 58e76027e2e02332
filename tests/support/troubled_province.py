"""A province in trouble: two services and the workers over PostgreSQL and a cluster of NATS."""

import asyncio
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import httpx2
import psycopg

from adapters.event_store.migrate import migrate_store
from adapters.nats.connection import NatsAddress
from adapters.nats.stream import STREAM
from services.backup.manifest import backup_at
from services.settings import Settings
from tests.support.drilling import anjuan
from tests.support.nats_servers import NODES
from tests.support.postgres import OWNER, Postgres
from tests.support.posting import Clients
from tests.support.service_process import Process
from tests.support.small_disk import SmallDisk
from tests.support.topology import APP, Province, province
from tests.support.troubled import BACKUP, RESTORE, STORES, Troubled, done_though_killed

WHY = ("--reason", "server lost")
KILLS = {"kill": 5, "kill at start": 1, "kill server": 3, BACKUP: 2, RESTORE: 1}
FULL_DISKS = {"full disk": 2, "full stream": 1}
TABLESPACE = "small"


class TroubledProvince(Troubled):
    """Its database stands on the first of the small disks, each NATS server on another."""

    def __init__(self, found: Province, server: Postgres, disks: list[SmallDisk]) -> None:
        super().__init__(found.folder)
        self.found, self.server, self.disks = found, server, disks
        self.kinds: Mapping[str, int] = KILLS | (FULL_DISKS if disks else {})
        self.clients = Clients(found.urls)
        self.dumps: dict[Path, Path] = {}

    @property
    def settings(self) -> Settings:  # type: ignore[override]
        return self.found.settings

    def address(self) -> NatsAddress:
        return self.found.address

    def is_level(self) -> bool:
        relay = httpx2.get(self.found.workers["relay"].ready, trust_env=False, timeout=30).json()
        lags = [*self.readyz()["projections"].values(), relay["relay"]]
        return all(lag["behind"] == 0 for lag in lags) and not relay["relay"].get("trouble")

    def some(self, chance: Random) -> list[Process]:
        return chance.sample(self.found.processes, chance.choice((1, 1, 2, 5)))

    def kill(self, chance: Random) -> None:
        """Started again at once, as compose and systemd do."""
        time.sleep(chance.uniform(0.2, 3.0))
        for process in self.some(chance):
            process.kill()
            time.sleep(chance.choice((0.0, 0.1)))
        self.launch()

    def kill_at_start(self, chance: Random) -> None:
        victims = self.some(chance)
        for _ in range(chance.randint(1, 3)):
            for process in victims:
                process.kill()
                process.launch()
            time.sleep(chance.uniform(0.0, 3.0))

    def kill_server(self, chance: Random) -> None:
        """One of NATS, now and then the one that leads the stream."""
        number, leads = chance.randrange(NODES), chance.random() < 0.5
        leader = asyncio.run(self.found.cluster.leader(STREAM)) if leads else None
        number = number if leader is None else leader
        self.found.cluster.kill(number)
        time.sleep(chance.uniform(0.0, 2.0))
        self.found.cluster.start(number)

    def full_disk(self, chance: Random) -> None:
        """PostgreSQL has no room, while some are killed or not; then it has."""
        self.disks[0].fill()
        time.sleep(chance.uniform(0.5, 4.0))
        if chance.random() < 0.4:
            self.kill(chance)
        self.disks[0].free()

    def full_stream(self, chance: Random) -> None:
        """One server of NATS has no room, or none has; who keeps them starts them anew."""
        numbers = [chance.randrange(NODES)] if chance.random() < 0.7 else [*range(NODES)]
        for number in numbers:
            self.disks[1 + number].fill()
        time.sleep(chance.uniform(0.5, 4.0))
        for number in numbers:
            self.disks[1 + number].free()
            self.found.cluster.kill(number)
            self.found.cluster.start(number)

    def launch(self) -> None:
        for process in self.found.processes:
            if process.process.poll() is not None:
                process.launch()

    def up(self) -> None:
        self.launch()
        for process in self.found.processes:
            process.await_ready()

    def backup(self, chance: Random) -> None:
        """The dump first, then the rest."""
        database = str(self.settings.database)
        owned = self.server.url(OWNER, database.rpartition("/")[2])
        dump = self.folder / f"{time.monotonic_ns()}.dump"
        subprocess.run([self.server.tool("pg_dump"), "-Fc", "-f", dump, owned], check=True)
        words = ("--data", self.settings.data, "--database", database)
        process = anjuan("backup", self.backups, *words)
        if chance.random() < 0.3:
            self.kill(chance)
        said, _ = process.communicate(timeout=180)
        assert process.returncode == 0, said
        self.dumps[backup_at(self.backups)] = dump

    def stop(self) -> None:
        for process in self.found.processes:
            process.kill()

    def put_back(self, backup: Path, new: Path, chance: Random) -> None:
        name = f"{STORES}_{self.generation}"
        url = self.loaded(self.dumps[backup], name)
        where = ("--data", new, "--database", url, "--nats", str(self.settings.nats))
        words = ("restore", backup, "--instead-of", self.settings.data, *where, *WHY)
        done_though_killed(chance, new, *words)
        self.found.move_to(new, url)
        self.up()

    def loaded(self, dump: Path, name: str) -> str:
        """The application's URL of a new database with what was dumped."""
        where = TABLESPACE if self.disks else "pg_default"
        self.server.create_database(name, owner=OWNER, tablespace=where)
        tool = self.server.tool("pg_restore")
        subprocess.run([tool, "-d", self.server.url(dbname=name), dump], check=True)
        migrate_store(self.server.url(OWNER, name), app_role=APP, demo=True)
        return self.server.url(APP, name)


@contextmanager
def troubled_province(folder: Path) -> Iterator[TroubledProvince]:
    """A province at work on small disks, its clients ready to post."""
    with ExitStack() as until_the_end:
        enter = until_the_end.enter_context
        server = with_roles(enter(Postgres()))
        database = SmallDisk(server.folder / "small", owner=server.user.get("user"))
        nodes = [SmallDisk(folder / "cluster" / f"node{number}") for number in range(NODES)]
        disks = [enter(disk) for disk in (database, *nodes)]
        server.create_tablespace(TABLESPACE, database.folder)
        found = enter(province(folder, server, STORES, tablespace=TABLESPACE))
        troubled = TroubledProvince(found, server, disks)
        troubled.begin()
        yield troubled


def with_roles(server: Postgres) -> Postgres:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
    return server
