"""A nats-server without room: it is said, and once there is room the stream gets what it lacks,
without anybody's help. A small limit of the server's store stands in for the disk."""

from errno import ENOSPC
from os import strerror
from pathlib import Path

from pytest import MonkeyPatch

from adapters.event_store.sqlite import SQLiteLog
from adapters.folders import write_private
from adapters.nats import server as server_module
from adapters.nats.process import LARGEST_STORE
from adapters.nats.server import EmbeddedNats
from services.liveness.disk import DiskSpace
from services.liveness.nats_repair import NatsRepair
from tests.support.nats_servers import OpenNats, eventually, kill
from tests.support.relayed import Writer, level, relay_worker, sized

pytest_plugins = ["tests.support.nats_fixtures"]

LITTLE = 2_000_000  # bytes
MUCH = 900_000


def test_a_server_that_had_no_room_is_restarted_once_it_has(
    tmp_path: Path, eventlog: SQLiteLog, writer: Writer, monkeypatch: MonkeyPatch
) -> None:
    server = OpenNats(tmp_path / "nats", room=LITTLE)
    server.start()
    try:
        with relay_worker(eventlog, server.address) as at_work:
            level(at_work)
            for number in range(4):
                writer.put(sized(f"a{number}", MUCH))
            at_work.wake()
            eventually(lambda: at_work.standing().trouble)
            repair, pid = NatsRepair(at_work, server, stuck_after=0.2), server.pid
            monkeypatch.setattr(DiskSpace, "is_full", True)
            repair.start()
            try:
                assert not ended(server, pid)  # while there is no room a restart is no help
                server.room = LARGEST_STORE
                monkeypatch.setattr(DiskSpace, "is_full", False)
                level(at_work)
            finally:
                repair.stop()
            assert server.pid != pid
            assert at_work.standing().position == len(eventlog.follow(0, 100))
    finally:
        server.stop()


def ended(server: EmbeddedNats, pid: int | None) -> bool:
    try:
        return bool(eventually(lambda: server.pid != pid, within=1.0))
    except AssertionError:
        return False


def test_a_restart_that_is_no_help_is_tried_ever_more_rarely(
    eventlog: SQLiteLog, tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    restarts, now = [], 0.0
    server = OpenNats(tmp_path)
    monkeypatch.setattr(server, "restart", lambda: restarts.append(now))
    with relay_worker(eventlog, server.address) as at_work:
        repair = NatsRepair(at_work, server, stuck_after=15.0, now=lambda: now)
        eventually(lambda: at_work.standing().trouble)  # there is no server at all
        while now < 400:
            repair.look()
            now += 5
    assert restarts == [15, 45, 105, 225]


def test_the_room_of_a_server_is_not_taken_from_the_disk_as_it_is_now(nats: EmbeddedNats) -> None:
    assert f"max_file_store: {LARGEST_STORE}" in (nats.folder / "server.conf").read_text()


def test_a_server_that_ends_while_there_is_no_room_to_configure_it_is_started_later(
    nats: EmbeddedNats, monkeypatch: MonkeyPatch
) -> None:
    tried = []

    def without_room(*given: object) -> None:
        tried.append(given)
        raise OSError(ENOSPC, strerror(ENOSPC))

    pid = nats.pid
    assert pid
    with monkeypatch.context() as full:
        full.setattr(server_module, "configure", without_room)
        kill(pid)
        eventually(lambda: len(tried) > 1)
        assert nats.pid is None
    eventually(lambda: nats.pid)
    assert nats.pid != pid


def test_a_server_whose_port_cannot_be_noted_does_not_run_beside_the_next(
    nats: EmbeddedNats, monkeypatch: MonkeyPatch
) -> None:
    launched: list[int] = []

    def noted(file: Path, text: str) -> None:
        if file.name == "port":
            assert nats.pid
            launched.append(nats.pid)
            raise OSError(ENOSPC, strerror(ENOSPC))
        write_private(file, text)

    pid = nats.pid
    assert pid
    with monkeypatch.context() as full:
        full.setattr(server_module, "write_private", noted)
        kill(pid)
        eventually(lambda: len(launched) > 1)
    eventually(lambda: nats.pid)
    assert not any(Path(f"/proc/{one}").exists() for one in launched if one != nats.pid)
