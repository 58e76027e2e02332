"""A province's deployment on one machine, as in compose.yaml but in plain processes: PostgreSQL,
three NATS servers, two services that serve HTTP alone, and a worker of each kind."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from adapters.nats.connection import NatsAddress
from services.settings import Settings
from tests.support.free_ports import free_port
from tests.support.nats_servers import NODES, Cluster, url_of
from tests.support.postgres import OWNER, Postgres
from tests.support.service_process import ANJUAN, PASSWORD, Process, environment

APP = "province_app"


class Province:
    """The processes by name; `settings` are what they all are started with."""

    def __init__(self, folder: Path, database: str, cluster: Cluster) -> None:
        self.folder, self.cluster = folder, cluster
        self.settings = Settings(
            data=folder / "data",
            database=database,
            nats=url_of(cluster.address()),
            replicas=NODES,
            demo=True,
            demo_password=PASSWORD,
        )
        self.variables = {
            "ANJUAN_DATA": str(self.settings.data),
            "ANJUAN_DATABASE_FILE": self.secret("database", database),
            "ANJUAN_NATS_FILE": self.secret("nats", str(self.settings.nats)),
            "ANJUAN_REPLICAS": str(NODES),
        }
        self.services = [self.process(f"service{n}", "serve", "--apart") for n in (1, 2)]
        self.workers = {
            kind: self.process(kind, "worker", kind) for kind in ("relay", "projector", "timers")
        }
        self.urls = [service.ready.removesuffix("/readyz") for service in self.services]

    @property
    def address(self) -> NatsAddress:
        return self.cluster.address()

    @property
    def processes(self) -> list[Process]:
        return [*self.workers.values(), *self.services]

    def move_to(self, data: Path, database: str) -> None:
        """Another data folder and database, which its processes take at their next start."""
        self.settings = msgspec.structs.replace(self.settings, data=data, database=database)
        self.secret("database", database)
        self.variables["ANJUAN_DATA"] = str(data)
        for process in self.processes:
            process.environment.update(self.variables)

    def secret(self, name: str, text: str) -> str:
        file = self.folder / name
        file.write_text(text)
        return str(file)

    def process(self, name: str, *words: str) -> Process:
        port = free_port()
        option = "--port" if "serve" in words else "--health-port"
        command = [*words, option, str(port)]
        ready = f"http://127.0.0.1:{port}/readyz"
        return Process(command, ready, self.folder / f"{name}.log", self.variables)

    def said(self) -> str:
        """Everything that its processes have said that speaks of something unforeseen."""
        lines = [line for log in self.folder.glob("*.log") for line in log.read_text().splitlines()]
        bad = ('"level":"error"', "Traceback", " alarm")
        return "\n".join(line for line in lines if any(word in line for word in bad))


@contextmanager
def province(
    folder: Path, server: Postgres, database: str, tablespace: str = "pg_default"
) -> Iterator[Province]:
    """All of it at work: the database migrated, then everything started at once."""
    server.create_database(database, owner=OWNER, tablespace=tablespace)
    url = server.url(APP, database)
    variables = {"ANJUAN_OWNER": server.url(OWNER, database), "ANJUAN_DATABASE": url}
    subprocess.run([ANJUAN, "migrate"], env=environment() | variables, check=True, cwd=folder)
    with Cluster(folder / "cluster") as cluster, ExitStack() as running:
        found = Province(folder, url, cluster)
        for process in found.processes:
            process.launch()
            running.callback(process.kill)
        for process in found.processes:
            process.await_ready()
        yield found
