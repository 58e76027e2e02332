"""NATS servers for tests: a cluster of three real ones, to be killed and restarted."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from msgspec.structs import replace
from nats.errors import Error as NatsError

from adapters.nats.connection import NatsAddress, NatsAway, linked
from adapters.nats.process import find_binary
from adapters.nats.server import EmbeddedNats
from tests.support.free_ports import free_ports

NODES = 3
PASSWORD = "cluster"
NODE = """\
server_name: {name}
listen: "127.0.0.1:{port}"
max_payload: 8388608
pid_file: {folder}/pid
log_file: {folder}/log
jetstream {{ store_dir: "{folder}/store", sync_interval: always }}
system_account: SYS
accounts {{
  SYS {{ users: [ {{ user: sys, password: {password} }} ] }}
  ANJUAN {{ jetstream: enabled, users: [ {{ user: anjuan, password: {password} }} ] }}
}}
cluster {{ name: anjuan, listen: "127.0.0.1:{route}", routes: [ {routes} ] }}
"""


def kill(pid: int | None) -> bool:
    """Kill -9; False when there was nothing to kill."""
    with suppress(ProcessLookupError):
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def eventually(what: Callable[[], Any], within: float = 15.0) -> Any:
    """Waits until something holds; fails when it does not in time."""
    deadline = time.monotonic() + within
    while not (found := what()):
        assert time.monotonic() < deadline, "did not come about in time"
        time.sleep(0.02)
    return found


def url_of(address: NatsAddress) -> str:
    """As a setting names it: servers with commas, user and password in each."""
    who = f"://{address.user}:{address.password}@"
    return ",".join(server.replace("://", who) for server in address.servers)


class OpenNats(EmbeddedNats):
    """The embedded server with one more user of the stream's account, who may do everything: what
    the service's own users may not, tests need to do harm."""

    def accounts(self) -> str:
        everything = f"users: [ {{ user: anjuan, password: {PASSWORD} }}, "
        return super().accounts().replace("users: [ ", everything, 1)

    def address(self) -> NatsAddress:
        return replace(super().address(), user="anjuan", password=PASSWORD)


class Cluster:
    """Three servers on free loopback ports, one JetStream; nodes can be killed and started."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.binary = folder, find_binary()
        ports = free_ports(2 * NODES)
        self.ports, self.routes = ports[:NODES], ports[NODES:]
        self.processes: list[subprocess.Popen[bytes] | None] = [None] * NODES

    def __enter__(self) -> Self:
        try:
            for number in range(NODES):
                self.start(number)
            asyncio.run(self._usable())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for number in range(NODES):
            self.kill(number)

    def address(self) -> NatsAddress:
        servers = tuple(f"nats://127.0.0.1:{port}" for port in self.ports)
        return NatsAddress(servers, "anjuan", PASSWORD)

    def start(self, number: int) -> None:
        folder = self.folder / f"node{number}"
        folder.mkdir(parents=True, exist_ok=True)
        routes = ", ".join(f'"nats://127.0.0.1:{route}"' for route in self.routes)
        (folder / "server.conf").write_text(
            NODE.format(
                name=f"node{number}",
                port=self.ports[number],
                route=self.routes[number],
                routes=routes,
                folder=folder,
                password=PASSWORD,
            )
        )
        self.processes[number] = subprocess.Popen(
            [self.binary, "-c", str(folder / "server.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, number: int) -> None:
        if process := self.processes[number]:
            process.kill()
            process.wait()
            self.processes[number] = None

    async def leader(self, stream: str) -> int | None:
        """The node that leads a stream, None while there is none."""
        try:
            async with linked(self.address(), "test") as link:
                info = await link.jetstream.stream_info(stream)
        except (NatsAway, NatsError):
            return None
        name = info.cluster and info.cluster.leader
        return int(name.removeprefix("node")) if name else None

    async def _usable(self) -> None:
        """Until the three have found each other and JetStream answers."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                async with linked(self.address(), "test") as link:
                    await link.jetstream.account_info()
                    return
            except (NatsAway, NatsError):
                await asyncio.sleep(0.1)
        raise RuntimeError("the cluster did not come up")
