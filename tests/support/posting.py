"""HTTP clients that post commands to a service which may die at any moment, and remember every
answer."""

import random
import threading
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

import httpx2

from adapters.event_store.log import Log, receipt_hash
from tests.support.calling import draft
from tests.support.service_process import PASSWORD
from tests.support.sichuan import USCC, form, named_after

SHARED = "shared"
Json = dict[str, Any]


class Sent(NamedTuple):
    """A command as it was posted: its key, where to, and its body."""

    key: str
    path: str
    body: Json


class Clients:
    """Post to any of the URLs. `sent` and `answers` by key, over all lives of who answers there."""

    def __init__(self, urls: Sequence[str]) -> None:
        self.apis = [f"{url}/api/v1" for url in urls]
        self.sent: dict[str, Sent] = {}
        self.answers: dict[str, Json] = {}
        self.wrong: list[str] = []
        self.numbers = count(1)
        self.sign_in()

    def sign_in(self) -> None:
        credentials = {"username": "applicant.1", "password": PASSWORD}
        address = f"{self.apis[0]}/tokens"
        answer = httpx2.post(address, json=credentials, timeout=60, trust_env=False)
        self.bearer = {"Authorization": f"Bearer {answer.json()['token']}"}

    def client(self) -> httpx2.Client:
        return httpx2.Client(headers=self.bearer, timeout=30, trust_env=False)

    def prepare(self) -> None:
        """The unit is registered and the shared case is a draft."""
        unit = {"uscc": USCC, "name": form().unit_name}
        with self.client() as client:
            if client.get(f"{self.apis[0]}/parties/{USCC}").status_code == 404:
                assert self.post(client, Sent("unit", "parties", {"command": unit, "id": USCC}))
            opening = {"command": draft(), "id": SHARED}
            assert self.post(client, Sent(SHARED, "applications", opening))

    def post(self, client: httpx2.Client, sent: Sent) -> bool:
        """Whether the service still answers; only a 201 counts as acknowledged."""
        self.sent[sent.key] = sent
        headers = {"Idempotency-Key": sent.key}
        try:
            url = f"{random.choice(self.apis)}/{sent.path}"
            response = client.post(url, json=sent.body, headers=headers)
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
        """Until nobody answers."""
        with self.client() as client:
            while all(self.post(client, sent) for sent in self.next()):
                pass

    def persist(self, ended: threading.Event) -> None:
        """Until it is ended; what was not answered is asked for again, here or there."""
        with self.client() as client:
            while not ended.is_set():
                for sent in self.next():
                    while not (self.post(client, sent) and sent.key in self.answers):
                        if ended.wait(0.1):
                            return

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

    def forget(self, lost: Collection[int]) -> None:
        """Takes for unanswered what was stored at positions that are lost."""
        kept = {key: one for key, one in self.answers.items() if one["position"] not in lost}
        self.answers = kept

    def ask_again(self) -> None:
        """What has no answer, and some of what has: the answer is then the one given before."""
        open = [sent for key, sent in self.sent.items() if key not in self.answers]
        answered = [self.sent[key] for key in random.sample(sorted(self.answers), 2)]
        with self.client() as client:
            for sent in open + answered:
                assert self.post(client, sent), sent
        assert self.sent.keys() == self.answers.keys()
        assert self.wrong == []

    def history(self, client: httpx2.Client, case: str) -> list[Json]:
        items: list[Json] = []
        query: dict[str, str] = {"limit": "1000"}
        while True:
            page = client.get(f"{self.apis[-1]}/{case}/events", params=query).json()
            items += page["items"]
            if not page["next"]:
                return items
            query["cursor"] = page["next"]


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


def store_holds(
    clients: Clients, log: Log, before: int, besides: frozenset[str] = frozenset()
) -> None:
    """In the store: nothing was added but what was acknowledged, with what it entailed, and events
    of the types `besides`."""
    receipts = [
        (one["position"], one.get("sha256") or one["receipt"]["sha256"])
        for answer in clients.answers.values()
        for one in (answer, *answer["also"])
    ]
    stored, after = [], before
    while events := log.follow(after, 1000):
        stored += [
            (event.position, receipt_hash(event).hex())
            for event in events
            if event.topic not in besides
        ]
        after = events[-1].position
    assert sorted(receipts) == stored
