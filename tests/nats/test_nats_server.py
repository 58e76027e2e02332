"""The server of our own: it keeps what it took, dies with us, comes again, and lets others be."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import create_server, socket

import pytest
from nats.js.errors import NotFoundError

from adapters.nats.connection import OLDEST, NatsAddress, NatsAway, NatsUnfit, linked
from adapters.nats.process import NatsFailed, configure, find_binary, runs
from adapters.nats.server import (
    EmbeddedNats,
    embedded_nats,
    nats_at,
    running_in,
    running_pid,
)
from tests.support.nats_servers import eventually, kill

pytest_plugins = ["tests.support.nats_fixtures"]


async def answers(address: NatsAddress) -> bool:
    """Whether JetStream can be used there, by the version that we need."""
    try:
        async with linked(address, "test", "reader") as link:
            with suppress(NotFoundError):
                await link.jetstream.stream_info("EV")
            return True
    except NatsAway:
        return False


def alive(pid: int) -> bool:
    """Running, and not only waiting for its parent to take notice of its end."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_it_starts_and_answers_on_loopback_and_stops(tmp_path: Path) -> None:
    server = EmbeddedNats(tmp_path / "nats")
    address = server.start()
    assert address.servers[0].startswith("nats://127.0.0.1:")
    assert asyncio.run(answers(address))
    pid = server.pid
    server.stop()
    assert pid is not None
    assert not alive(pid)


def test_an_acknowledged_message_is_on_the_disk(nats: EmbeddedNats) -> None:
    assert "sync_interval: always" in (nats.folder / "server.conf").read_text()


def test_only_we_may_read_its_keys_and_nobody_comes_without(nats: EmbeddedNats) -> None:
    seeds = list((nats.folder / "keys").iterdir())
    assert {one.name for one in seeds} == {"relay", "reader", "administration"}
    for file in (*seeds, nats.folder / "server.conf", nats.folder / "accounts.conf"):
        assert file.stat().st_mode & 0o077 == 0
    assert nats.folder.stat().st_mode & 0o077 == 0
    assert not asyncio.run(answers(NatsAddress(nats.address().servers)))
    for seed in seeds:
        assert seed.read_text() not in repr(nats.address())
        assert seed.read_text() not in (nats.folder / "accounts.conf").read_text()


def test_killed_it_comes_again_on_its_port(nats: EmbeddedNats) -> None:
    before, address = nats.pid, nats.address()
    kill(before)
    eventually(lambda: nats.pid != before and asyncio.run(answers(nats.address())))
    assert nats.address() == address


def test_killed_as_it_starts_it_still_comes_on_its_port(nats: EmbeddedNats) -> None:
    address = nats.address()
    for _ in range(3):
        kill(eventually(lambda: nats.pid))
    eventually(lambda: asyncio.run(answers(nats.address())))
    assert nats.address() == address


def test_started_again_it_has_its_port_and_its_keys(tmp_path: Path) -> None:
    addresses = []
    for _ in range(2):
        server = EmbeddedNats(tmp_path / "nats")
        addresses.append(server.start())
        server.stop()
    assert addresses[0] == addresses[1]


def test_a_port_that_others_took_is_given_up(tmp_path: Path) -> None:
    server = EmbeddedNats(tmp_path / "nats")
    port = int(server.start().servers[0].rsplit(":", 1)[1])
    server.stop()
    with create_server(("127.0.0.1", port)):
        server = EmbeddedNats(tmp_path / "nats")
        address = server.start()
        try:
            assert not address.servers[0].endswith(f":{port}")
            assert asyncio.run(answers(address))
        finally:
            server.stop()


OWNER = """
import sys, time
from pathlib import Path
from adapters.nats.server import EmbeddedNats
server = EmbeddedNats(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


@contextmanager
def owner(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process that runs a server, and that server's pid."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="other kernels tie no child to its parent")
def test_it_does_not_outlive_an_owner_that_was_killed(tmp_path: Path) -> None:
    with owner(tmp_path / "nats") as (process, pid):
        assert alive(pid)
        process.kill()
        eventually(lambda: not alive(pid))


def test_a_folder_has_one_owner(tmp_path: Path) -> None:
    with owner(tmp_path / "nats") as (_, pid):
        with pytest.raises(NatsFailed, match="another Anjuan"):
            EmbeddedNats(tmp_path / "nats").start()
        assert alive(pid)


def test_a_server_left_over_is_stopped_first(tmp_path: Path) -> None:
    folder = tmp_path / "nats"
    folder.mkdir()
    command = [find_binary(), "-c", str(configure(folder, -1, ""))]
    with subprocess.Popen(command) as leftover:
        eventually(lambda: (folder / "pid").exists())
        assert runs(leftover.pid, find_binary(), folder / "server.conf")
        threading.Thread(target=leftover.wait).start()  # as init would
        server = EmbeddedNats(folder)
        try:
            assert asyncio.run(answers(server.start()))
            assert leftover.wait(5) is not None
        finally:
            server.stop()
            leftover.kill()


def test_a_stranger_with_the_old_number_is_let_be(tmp_path: Path) -> None:
    folder = tmp_path / "nats"
    folder.mkdir()
    with subprocess.Popen(["sleep", "600"]) as stranger:
        (folder / "pid").write_text(str(stranger.pid))
        server = EmbeddedNats(folder)
        server.start()
        server.stop()
        assert stranger.poll() is None
        stranger.kill()


def test_the_server_of_another_folder_is_not_ours(tmp_path: Path, nats: EmbeddedNats) -> None:
    assert nats.pid is not None
    assert runs(nats.pid, nats.binary, nats.folder / "server.conf")
    assert not runs(nats.pid, nats.binary, tmp_path / "other" / "server.conf")
    assert not runs(os.getpid(), nats.binary, nats.folder / "server.conf")


def test_it_is_found_by_whatever_path_leads_to_its_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    ways = [tmp_path / way / "nats" for way in (".", "elsewhere/..", "link")]
    for started in ways:
        with embedded_nats(started) as server:
            assert {running_pid(one) for one in ways} == {server.pid}
            assert {running_in(one) for one in ways} == {server.address()}


def test_why_it_does_not_start_is_said_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "nats").mkdir()
    (tmp_path / "nats" / "store").write_text("a file where a folder should be")
    with pytest.raises(NatsFailed, match="not a directory"):
        EmbeddedNats(tmp_path / "nats").start()


def test_the_terminal_s_ctrl_c_does_not_reach_it(nats: EmbeddedNats) -> None:
    assert nats.pid is not None
    assert os.getpgid(nats.pid) != os.getpgid(0)


def test_given_a_url_none_of_our_own_is_started(tmp_path: Path, nats: EmbeddedNats) -> None:
    url = "nats://one.invalid:4222,nats://two.invalid:4222"
    with nats_at(url, tmp_path / "none") as address:
        assert address().servers == tuple(url.split(","))
        assert not (tmp_path / "none").exists()


def test_without_a_url_one_of_our_own_serves(tmp_path: Path) -> None:
    with nats_at(None, tmp_path / "nats") as address:
        assert asyncio.run(answers(address()))
    assert not asyncio.run(answers(address()))


def pretend(listener: socket, version: str) -> None:
    """A server of some version: as much of the protocol as a client's first words need."""
    connection, _ = listener.accept()
    with connection:
        info = {"version": version, "max_payload": 1048576, "headers": True}
        connection.sendall(f"INFO {json.dumps(info)}\r\n".encode())
        connection.recv(4096)
        connection.sendall(b"PONG\r\n")
        connection.recv(4096)


@pytest.mark.parametrize("version", ["2.9.10", "2.15.0"])
def test_an_older_server_is_refused_by_name(version: str) -> None:
    with create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=pretend, args=(listener, version))
        thread.start()
        requested = ".".join(map(str, OLDEST))
        with pytest.raises(NatsUnfit, match=f"{version} is too old: {requested} is needed"):
            asyncio.run(answers(NatsAddress((f"nats://127.0.0.1:{port}",))))
        thread.join()
