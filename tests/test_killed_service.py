"""The service killed at any moment under load: what it acknowledged is there, once, and no more.

Each client posts to cases of its own and to one that all share, every command under a key. After
each kill the service starts over the same store, and what was not answered is asked for again.
"""

import os
import random
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest

from adapters.log import Log, receipt_hash
from adapters.postgres_log import PostgresLog
from adapters.sqlite_log import SQLiteLog
from tests.calling import draft
from tests.service_process import PASSWORD, ServiceProcess, database_for
from tests.sichuan import USCC, form, named_after

pytest_plugins = ["tests.store_fixtures"]
CLIENTS = 6
SHARED = "shared"
Json = dict[str, Any]


class Sent(NamedTuple):
    """A command as it was posted: its key, where to, and its body."""

    key: str
    path: str
    body: Json


class Clients:
    """Post until the service is gone. `sent` and `answers` by key, over all of its lives."""

    def __init__(self, service: ServiceProcess) -> None:
        self.service = service
        self.api = f"{service.url}/api/v1"
        self.sent: dict[str, Sent] = {}
        self.answers: dict[str, Json] = {}
        self.wrong: list[str] = []
        self.numbers = count(1)
        credentials = {"username": "applicant.1", "password": PASSWORD}
        token = httpx2.post(f"{self.api}/tokens", json=credentials, trust_env=False).json()["token"]
        self.bearer = {"Authorization": f"Bearer {token}"}

    def client(self) -> httpx2.Client:
        return httpx2.Client(headers=self.bearer, timeout=30, trust_env=False)

    def prepare(self) -> None:
        """The unit is registered and the shared case is a draft."""
        unit = {"uscc": USCC, "name": form().unit_name}
        with self.client() as client:
            assert self.post(client, Sent("unit", "parties", {"command": unit, "id": USCC}))
            opening = {"command": draft(), "id": SHARED}
            assert self.post(client, Sent(SHARED, "applications", opening))

    def post(self, client: httpx2.Client, sent: Sent) -> bool:
        """Whether the service still answers; only a 201 counts as acknowledged."""
        self.sent[sent.key] = sent
        headers = {"Idempotency-Key": sent.key}
        try:
            response = client.post(f"{self.api}/{sent.path}", json=sent.body, headers=headers)
        except httpx2.TransportError:
            return False
        if response.status_code == 201:
            self.acknowledge(sent.key, response.json())
        elif response.status_code != 503:
            self.wrong.append(f"{sent}: {response.status_code} {response.text}")
        return True

    def acknowledge(self, key: str, answer: Json) -> None:
        if self.answers.setdefault(key, answer) != answer:
            self.wrong.append(f"{key}: answered {self.answers[key]}, then {answer}")

    def work(self) -> None:
        with self.client() as client:
            while all(self.post(client, sent) for sent in self.next()):
                pass

    def next(self) -> Iterator[Sent]:
        """A new case with persons in it, its submission (two streams), and three revisions of the
        shared one."""
        id = f"k{next(self.numbers)}"
        exception = {"industry_exception_reason": "示例", **named_after(f"示例{id}产业")}
        yield Sent(id, "applications", {"command": draft(**exception), "id": id})
        submit = {"command": {"addressee": "510100"}}
        if id in self.answers:
            yield Sent(f"{id}-submit", f"applications/{id}/submit-application", submit)
        for nth in range(3):
            key = f"{id}-shared-{nth}"
            revision = {"command": {"form": {"industry": key}}}
            yield Sent(key, f"applications/{SHARED}/revise-draft", revision)

    def until_killed(self, after: float) -> None:
        """All post at once; the service is killed `after` seconds of that."""
        threads = [threading.Thread(target=self.work) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        time.sleep(after)
        self.service.kill()
        for thread in threads:
            thread.join()

    def ask_again(self) -> None:
        """What has no answer, and some of what has: the answer is then the one given before."""
        open = [sent for key, sent in self.sent.items() if key not in self.answers]
        answered = [self.sent[key] for key in random.sample(sorted(self.answers), 2)]
        with self.client() as client:
            for sent in open + answered:
                assert self.post(client, sent), sent
        assert self.sent.keys() == self.answers.keys()

    def history(self, client: httpx2.Client, case: str) -> list[Json]:
        items: list[Json] = []
        query: dict[str, str] = {"limit": "1000"}
        while True:
            page = client.get(f"{self.api}/{case}/events", params=query).json()
            items += page["items"]
            if not page["next"]:
                return items
            query["cursor"] = page["next"]


def killed(service: ServiceProcess, rounds: Iterable[object]) -> None:
    """Kills a service under load once a round; everything it said holds at the end."""
    clients = Clients(service)
    before = position(service)
    clients.prepare()
    for _ in rounds:
        clients.until_killed(after=random.uniform(0.2, 1.2))
        service.start()
        clients.ask_again()
    assert clients.wrong == []
    histories_hold(clients)
    service.kill()
    assert "坏" not in service.doctor()
    with closing(log_of(service)) as log:
        store_holds(clients, log, before)


def position(service: ServiceProcess) -> int:
    found: int = httpx2.get(f"{service.url}/readyz", trust_env=False).json()["position"]
    return found


def histories_hold(clients: Clients) -> None:
    """Over HTTP: every case has the events that were acknowledged, in an unbroken row."""
    receipts: dict[str, dict[int, tuple[int, str]]] = {}
    for answer in clients.answers.values():
        case = f"{answer['stream']}/{answer['id']}"
        held = receipts.setdefault(case, {})
        assert answer["version"] not in held, answer
        held[answer["version"]] = answer["position"], answer["receipt"]["sha256"]
    with clients.client() as client:
        for case, held in receipts.items():
            events = clients.history(client, case)
            assert [one["version"] for one in events] == list(range(1, len(held) + 1)), case
            found = {one["version"]: (one["position"], one["sha256"]) for one in events}
            assert found == held, case


def store_holds(clients: Clients, log: Log, before: int) -> None:
    """In the store: nothing was added but what was acknowledged, with what it entailed."""
    receipts = [
        (one["position"], one.get("sha256") or one["receipt"]["sha256"])
        for answer in clients.answers.values()
        for one in (answer, *answer["also"])
    ]
    stored, after = [], before
    while events := log.follow(after, 1000):
        stored += [(event.position, receipt_hash(event).hex()) for event in events]
        after = events[-1].position
    assert sorted(receipts) == stored


def log_of(service: ServiceProcess) -> Log:
    if service.database:
        return PostgresLog(service.database)
    return SQLiteLog(service.data / "events.db")


@pytest.mark.parametrize("store_kind, times", [("sqlite", 4), ("postgres", 2)])
def test_what_was_acknowledged_outlives_the_process(
    store_kind: str, times: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with ServiceProcess(tmp_path / "data", database_for(store_kind, request)) as service:
        killed(service, range(times))


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_it_does_so_again_and_again(
    store_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """For a tenth of MINUTES on each store."""
    deadline = time.monotonic() + float(os.environ.get("MINUTES", "10")) * 6
    with ServiceProcess(tmp_path / "data", database_for(store_kind, request)) as service:
        killed(service, iter(lambda: time.monotonic() < deadline, False))
