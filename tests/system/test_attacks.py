"""Whatever strangers do at the door, others are served, nothing breaks, and memory is bounded."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx2
import pytest

from tests.support.attacks import ATTACKS, Attacked, median_read, resident
from tests.support.calling import eventually
from tests.support.service_process import ServiceProcess
from tests.support.soaking import seconds_of

SLOWER_AT_MOST = 10  # times as slow as without an attack
SHORTEST_QUIET = 0.005  # seconds: less than that is noise on a busy machine
STARTS_WITHIN = 1.0  # seconds
GROWS_AT_MOST = 200 * 2**20  # bytes


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    with ServiceProcess(tmp_path_factory.mktemp("door") / "data") as service:
        yield service


def test_failed_attempts_are_in_the_log_with_their_address(service: ServiceProcess) -> None:
    body = {"username": "nobody.special", "password": "guess"}
    asked = partial(httpx2.post, f"{service.url}/api/v1/tokens", json=body, trust_env=False)
    eventually(lambda: asked(timeout=30).status_code == 401, 60)  # 503 where others hash, too
    lines = Path(service.log).read_text("utf-8").splitlines()
    assert any('"nobody.special"' in line and '"127.0.0.1"' in line for line in lines)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_reader_beside_an_attack_is_served(
    service: ServiceProcess, attack: Callable[[Attacked], None]
) -> None:
    withstands(service, attack, threads=8, seconds=2.0)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_reader_beside_an_attack_of_a_hundred_is_served(
    service: ServiceProcess, attack: Callable[[Attacked], None]
) -> None:
    withstands(service, attack, threads=100, seconds=seconds_of(0.01))


def withstands(
    service: ServiceProcess, attack: Callable[[Attacked], None], threads: int, seconds: float
) -> None:
    quiet = max(SHORTEST_QUIET, median_read(service.port, 1.0))
    before = resident(service.process.pid)
    words = (attack.__name__, str(service.port), str(threads), str(seconds + STARTS_WITHIN))
    command = [sys.executable, "-m", "tests.support.attacks", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as attackers:
        time.sleep(STARTS_WITHIN)
        beside = median_read(service.port, seconds)
        grown = resident(service.process.pid) - before
        said, _ = attackers.communicate(timeout=90)
    assert beside < SLOWER_AT_MOST * quiet, (beside, quiet)
    assert grown < GROWS_AT_MOST, grown
    assert {code for code in json.loads(said) if code >= 500} <= {503}
    assert 'status="500"' not in metrics(service)


def metrics(service: ServiceProcess) -> str:
    return httpx2.get(f"{service.url}/metrics", trust_env=False).text
