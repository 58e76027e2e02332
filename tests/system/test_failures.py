"""What stops a command is one sentence in both languages, without a traceback, and a status."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from services.processes.preconditions import ready_to_serve
from services.runtime import open_runtime
from services.seeding import seed
from services.settings import Settings
from tests.support.command_line import Terminal
from tests.support.free_ports import free_port
from tests.support.postgres import APP, OWNER, Postgres
from tests.support.regulations import SICHUAN_TEXT

pytest_plugins = ["tests.support.store_fixtures"]
FOREIGN, DATABASE = "not a data folder of Anjuan", "the database cannot be used"


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in an empty folder."""
    monkeypatch.setattr("services.cli.main.log_as_json", lambda: None)
    monkeypatch.chdir(tmp_path)
    terminal = Terminal(Settings(data=tmp_path / "data"))
    terminal.environment.clear()
    terminal.environment["ANJUAN_PORT"] = str(free_port())
    return terminal


@pytest.fixture
def taken_port() -> Iterator[str]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield str(other.getsockname()[1])


def sentence(terminal: Terminal, *words: str | Path, status: int) -> str:
    """What a command says that ends with that status; both languages, on a line or two."""
    said = terminal.run(*words, status=status).stderr
    assert " / " in said and len(said.splitlines()) <= 3 and not said.isascii(), said
    return said


@pytest.mark.parametrize("command", ["serve", "demo", "doctor", "registry", "rebuild"])
def test_a_folder_of_somebody_else_is_refused_and_left_as_it_is(
    bare: Terminal, tmp_path: Path, command: str
) -> None:
    other = tmp_path / "other"
    other.mkdir(mode=0o755)
    (other / "letter.txt").write_text("mine")
    (other / "letter.txt").chmod(0o644)
    for place in (other, other / "letter.txt"):
        assert FOREIGN in sentence(bare, command, "--data", place, status=2)
    assert [path.name for path in other.iterdir()] == ["letter.txt"]
    modes = [oct(path.stat().st_mode & 0o777) for path in (other, other / "letter.txt")]
    assert modes == ["0o755", "0o644"]


def test_nothing_is_read_from_a_folder_that_holds_nothing(bare: Terminal, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert FOREIGN in sentence(bare, "doctor", "--data", "empty", status=2)
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_taken_port_is_said_before_anything_is_made(
    bare: Terminal, tmp_path: Path, taken_port: str
) -> None:
    assert taken_port in sentence(bare, "serve", "--demo", "--port", taken_port, status=3)
    assert not (tmp_path / "data").exists()


def test_a_second_service_over_the_same_folder_is_refused(bare: Terminal, tmp_path: Path) -> None:
    with ready_to_serve(Settings(data=tmp_path / "data", port=free_port())):
        assert "already runs" in sentence(bare, "serve", "--demo", status=3)
        assert [path.name for path in (tmp_path / "data").iterdir()] == ["service"]
    with ready_to_serve(Settings(data=tmp_path / "data", port=free_port())):
        pass


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("own.toml", b"x = [", "own.toml"),
        ("own.toml", "四川".encode("gbk"), "UTF-8"),
        ("own.toml", SICHUAN_TEXT.replace("issued_on", "issued").encode(), "own.toml"),
        ("own.industries.toml", b'title = "of no regime"', "own.industries.toml"),
        ("own.industries.toml", b'regime = "SC"\ntitle = 1', "own.industries.toml"),
    ],
)
def test_a_faulty_regulation_file_is_named_before_anything_is_made(
    bare: Terminal, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / "regulations").mkdir()
    (tmp_path / "regulations" / name).write_bytes(content)
    told = bare.run("serve", "--regulations", "regulations", status=2).stderr
    assert said in told and "a regulation file is at fault" in told
    assert "no such folder" in bare.run("serve", "--regulations", "nowhere", status=2).stderr
    assert not (tmp_path / "data").exists()


def test_a_first_start_over_postgresql_refuses_a_faulty_file_and_a_later_one_leaves_it(
    bare: Terminal, tmp_path: Path, postgres_server: Postgres, postgres_database: str
) -> None:
    (tmp_path / "regulations").mkdir()
    (tmp_path / "regulations" / "own.toml").write_text("x = [")
    url = postgres_server.url(APP, postgres_database)
    told = bare.run("serve", "--regulations", "regulations", "--database", url, status=2).stderr
    assert "own.toml" in told and "a regulation file is at fault" in told
    assert not (tmp_path / "data").exists()
    settings = Settings(data=tmp_path / "data", database=url, port=free_port())
    with closing(open_runtime(settings)) as runtime:
        seed(runtime)
    with ready_to_serve(replace(settings, regulations=tmp_path / "regulations")):
        pass


@pytest.mark.parametrize(
    "words",
    [("serve", "--database"), ("worker", "projector", "--database"), ("migrate",)],
    ids=["serve", "worker", "migrate"],
)
def test_a_database_that_is_away_or_misspelt_is_said_to_be_so(
    bare: Terminal, words: tuple[str, ...]
) -> None:
    for url in ("nonsense", f"postgresql://anjuan_app@127.0.0.1:{free_port()}/anjuan"):
        assert DATABASE in sentence(bare, *words, url, status=3)


def test_a_missing_role_database_schema_or_right_is_named(
    bare: Terminal, postgres_server: Postgres
) -> None:
    postgres_server.create_database("bare", owner=OWNER)
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE passer_by LOGIN")
    missing = {
        ("nobody", "bare"): 'role "nobody" does not exist',
        ("anjuan_app", "none"): 'database "none" does not exist',
        ("anjuan_app", "bare"): 'relation "anjuan.events" does not exist',
        ("passer_by", "anjuan_template"): "permission denied",
    }
    for (role, database), reason in missing.items():
        url = postgres_server.url(role, database)
        assert reason in sentence(bare, "worker", "relay", "--database", url, status=3)
    assert "does not exist" in sentence(
        bare, "migrate", postgres_server.url("nobody", "bare"), status=3
    )


def test_damaged_data_and_keys_are_said_to_be_so(bare: Terminal, tmp_path: Path) -> None:
    bare.run("demo", "--data", "data")
    (tmp_path / "data" / "kek").unlink()
    assert "the keys" in sentence(bare, "registry", status=3)
    assert "the keys cannot be used" in bare.out("doctor", "--data", "data", status=1)
    for file in (tmp_path / "data").glob("events.db*"):
        file.write_bytes(b"not a database at all" * 400)
    said = sentence(bare, "registry", status=3)
    assert "events.db is damaged" in said and "backup" in said


def test_the_help_says_what_each_exit_status_means(bare: Terminal) -> None:
    told = " ".join(bare.out("--help").split())
    for status in ("0 已办 done", "1 未办", "2 用法", "3 所需"):
        assert status in told
