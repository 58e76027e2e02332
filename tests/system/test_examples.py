"""The examples against a running service: they tell their story, and the service ends cleanly."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.support.free_ports import free_port
from tests.support.service_process import (
    PASSWORD,
    ServiceProcess,
    database_for,
    environment,
)

pytest_plugins = ["tests.support.store_fixtures"]
EXAMPLES = Path(__file__).parents[2] / "examples"
AT_LENGTH = partial(pytest.param, marks=pytest.mark.soak)
"""In the soak run: README's walk tells both stories too."""
SUMMARY = re.compile(r"共 (\d+) 步，其中拒绝 (\d+) 次，全部如所述。")


@pytest.fixture
def service(
    store_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[ServiceProcess]:
    with ServiceProcess(tmp_path / "data", database_for(store_kind, request)) as running:
        yield running


def run(name: str, *words: str, password: str = PASSWORD) -> tuple[int, str]:
    """Exit status and output of an example, run as a person runs it."""
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / name, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env=environment() | {"ANJUAN_DEMO_PASSWORD": password, "PYTHONIOENCODING": "utf-8"},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("store_kind", [AT_LENGTH("sqlite"), AT_LENGTH("postgres")])
def test_four_roads_to_recognition_are_told_from_call_to_registry(service: ServiceProcess) -> None:
    status, told = run("recognition.py", service.url)
    assert status == 0, told
    for road in ("四川（一）", "四川直接申报（一）", "内蒙古（一）", "内蒙古自荐（一）"):
        assert told.count(f"━━ {road}") == 1
    assert told.count("已认定 RECOGNISED") == 3 and "认定名单，2 件一次办理" in told
    assert told.count("有：四川省") == 3 and told.count("有：内蒙古自治区") == 3
    summary = SUMMARY.search(told.splitlines()[-1])
    assert summary is not None
    steps, refusals = map(int, summary.groups())
    assert (steps, refusals) == (told.count("  【"), told.count("     ✗ "))
    assert refusals == 37

    status, told = run("recognition.py", service.url)
    assert status == 1
    assert "make run DATA=" in told.splitlines()[-1]

    assert service.stop(signal.SIGINT) == 0
    assert service.leaves_nothing()


@pytest.mark.parametrize("store_kind", [AT_LENGTH("sqlite"), AT_LENGTH("postgres")])
def test_six_objections_are_told_as_often_as_one_likes(service: ServiceProcess) -> None:
    for _ in range(2):
        status, told = run("objections.py", service.url)
        assert status == 0, told
        summary = SUMMARY.search(told.splitlines()[-1])
        assert summary is not None
        steps, refusals = map(int, summary.groups())
        assert (steps, refusals) == (told.count("  【"), told.count("     ✗ "))
        assert refusals == 4
        assert "13600000001" not in told
    assert service.stop(signal.SIGINT) == 0
    assert service.leaves_nothing()


@pytest.mark.soak
def test_a_story_broken_off_is_told_again_from_the_start(tmp_path: Path) -> None:
    with ServiceProcess(tmp_path / "data") as service:
        broken = subprocess.Popen(
            [sys.executable, "-u", EXAMPLES / "recognition.py", service.url],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment() | {"PYTHONIOENCODING": "utf-8"},
        )
        with broken:
            assert broken.stdout is not None
            for line in broken.stdout:
                if "已推荐 RECOMMENDED" in line:
                    break
            broken.kill()
        status, told = run("recognition.py", service.url)
        assert status == 0, told
        assert service.stop(signal.SIGTERM) == 0
        assert service.leaves_nothing()


def test_a_wrong_password_is_said_to_be_wrong(tmp_path: Path) -> None:
    with ServiceProcess(tmp_path / "data") as service:
        status, told = run("recognition.py", service.url, password="another")
    assert status == 1
    assert "口令不对" in told
    assert "wrong password" in told


def test_a_service_that_is_not_there_is_said_to_be_so() -> None:
    status, told = run("recognition.py", f"http://127.0.0.1:{free_port()}")
    assert status == 1
    assert "服务不可达" in told
    assert "make run" in told


def test_without_the_address_the_usage_is_shown() -> None:
    status, told = run("recognition.py")
    assert status == 2
    assert "usage" in told
