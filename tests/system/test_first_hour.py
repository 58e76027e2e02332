"""The first hour: what README says is done as it stands, from its first line to its last."""

import re
from pathlib import Path

import psycopg
import pytest

from adapters.nats.server import EmbeddedNats
from tests.support.free_ports import free_port
from tests.support.nats_servers import url_of
from tests.support.postgres import Postgres
from tests.support.walking import (
    LEFT_OUT,
    bare_folder,
    installed_folder,
    script,
    shell_blocks,
    walk,
    without_comment,
)

pytest_plugins = ["tests.support.store_fixtures", "tests.support.nats_fixtures"]
OWNER = "owner"  # as README calls it


@pytest.fixture
def province(postgres_server: Postgres) -> dict[str, str]:
    """README's database server: the host `db`, with an empty database that its owner has."""
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS anjuan")
        if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (OWNER,)).fetchone():
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
        for role in ("anjuan_app", "anjuan_projector"):  # of the server's other databases
            connection.execute(f"GRANT {role} TO {OWNER} WITH ADMIN OPTION")
    postgres_server.create_database("anjuan", owner=OWNER)
    return {"PGHOSTADDR": "127.0.0.1", "PGPORT": str(postgres_server.port)}


def walked(folder: Path, nats: EmbeddedNats, province: dict[str, str], within: float) -> str:
    port = str(free_port())
    addresses = {
        "127.0.0.1:8000": f"127.0.0.1:{port}",
        "nats://n1,nats://n2,nats://n3": url_of(nats.address()),
    }
    variables = {"PORT": port, "ANJUAN_PORT": port, **province}
    return walk(folder, script("README.md", addresses), variables, within)


def after(said: str, command: str) -> str:
    """What was said after a command that ends so, up to the next."""
    _, _, rest = said.partition(f"{command}\n")
    return rest.partition("\n$ ")[0]


def assert_as_told(said: str) -> None:
    first, then = re.findall(r"centres\?as_of=[\d-]+'\n(.*)\n", said)
    assert '"items":[]' in first and '"id":"demo-5"' in then
    assert "demo-10" in after(said, "/api/v1/publicity")
    assert said.count("全部如所述。") == 3
    assert "其中拒绝 37 次" in said  # the roads to recognition, told whole
    assert "埋下 4 处，查出 4 处，另有 0 处" in said
    assert "相符 verified" in said and "三种格式的合计与账本一致" in said
    assert "无误 no fault" in said and "坏 BAD" not in said
    assert re.search(r"2 行 rows, 5 件办理 done, 0 处", said)
    assert "Traceback" not in said and '"level":"warning"' not in said


@pytest.mark.timeout(600)
def test_readme_is_walked_from_its_first_line_to_its_last(
    tmp_path: Path, nats: EmbeddedNats, province: dict[str, str]
) -> None:
    folder = installed_folder(tmp_path / "anjuan")
    assert_as_told(walked(folder, nats, province, within=540))
    for log in folder.glob("stays.*"):
        said = log.read_text("utf-8")
        start, _, _ = said.partition('"event":"request"')
        assert "Traceback" not in said and '"level":"warning"' not in start, said


@pytest.mark.soak
def test_readme_is_walked_where_nothing_is_installed(
    tmp_path: Path, nats: EmbeddedNats, province: dict[str, str]
) -> None:
    assert_as_told(walked(bare_folder(tmp_path / "anjuan"), nats, province, within=900))


def test_what_the_walk_leaves_out_is_in_readme_and_has_a_reason() -> None:
    shown = {without_comment(command) for command in shell_blocks("README.md")}
    assert set(LEFT_OUT) <= shown
