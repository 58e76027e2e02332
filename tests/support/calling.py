"""HTTP clients of a running service, and the bodies they send."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import msgspec
from httpx2 import Response
from starlette.testclient import TestClient

from domain.application.case import Application
from domain.panel import Panels
from services.demo.round import SICHUAN_BATCH
from services.processes.service import Service, running_service
from services.reactions.timers import Timers
from services.settings import Settings
from tests.support.sichuan import ROAD, USCC, form, name_of, panel_of
from tests.support.world import CHAIR

PAPER = "川知识产权〔2026〕21号"


def as_body(value: Any) -> dict[str, Any]:
    """A command or a form as a caller writes it."""
    body: dict[str, Any] = msgspec.to_builtins(value)
    bare: dict[str, Any] = without({"do", "person_ref"}, body)
    return bare


def without(names: set[str], value: Any) -> Any:
    match value:
        case dict():
            return {k: without(names, v) for k, v in value.items() if k not in names}
        case list() | tuple():
            return [without(names, item) for item in value]
    return value


def whole_form(**changes: Any) -> dict[str, Any]:
    """The form of 成都示例新能源有限公司 (applicant.1), which passes everything."""
    return {**as_body(form()), **changes}


def draft(**changes: Any) -> dict[str, Any]:
    return {
        "regime": "SC",
        "channel": "ORDINARY",
        "batch": SICHUAN_BATCH,
        "form": whole_form(**changes),
    }


class Caller:
    """Calls a service as any of the demonstration's accounts; `None` calls without a token."""

    def __init__(self, service: Service, client: TestClient) -> None:
        self.service, self.runtime, self.client = service, service.runtime, client
        self._tokens: dict[str, str] = {}

    def bearer(self, who: str | None) -> dict[str, str]:
        if who is None:
            return {}
        if who not in self._tokens:
            until = datetime.now(UTC) + timedelta(hours=12)
            self._tokens[who] = self.runtime.accounts.token(who, until)
        return {"Authorization": f"Bearer {self._tokens[who]}"}

    def get(
        self, who: str | None, path: str, headers: dict[str, str] | None = None, **query: Any
    ) -> Response:
        headers = {**self.bearer(who), **(headers or {})}
        return self.client.get(f"/api/v1{path}", params=query or None, headers=headers)

    def post(
        self, who: str | None, path: str, body: Any, headers: dict[str, str] | None = None
    ) -> Response:
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        headers = {**self.bearer(who), **(headers or {})}
        return self.client.post(f"/api/v1{path}", content=content, headers=headers)

    def do(
        self,
        who: str | None,
        stream: str,
        id: str,
        slug: str,
        command: Any = None,
        *,
        headers: dict[str, str] | None = None,
        **envelope: Any,
    ) -> Response:
        """A command on a case; `envelope` is what stands beside it: occurred_on, document_no."""
        body = {"command": command or {}, **envelope}
        return self.post(who, f"/{stream}/{id}/{slug}", body, headers)

    def open(
        self,
        who: str | None,
        stream: str,
        command: Any,
        *,
        headers: dict[str, str] | None = None,
        **envelope: Any,
    ) -> Response:
        return self.post(who, f"/{stream}", {"command": command, **envelope}, headers)

    def state(self, who: str | None, stream: str, id: str, **query: Any) -> dict[str, Any]:
        return done(self.get(who, f"/{stream}/{id}", **query), 200)

    def stage(self, stream: str, id: str) -> str:
        case, _ = self.runtime.store.current(f"{stream}/{id}")
        return str(case and case.stage)

    def register(self) -> None:
        """The unit of applicant.1."""
        unit = {"uscc": USCC, "name": whole_form()["unit_name"]}
        headers = {"Idempotency-Key": "registered"}
        done(self.open("applicant.1", "parties", unit, id=USCC, headers=headers))

    def walk(self, id: str, until: str = "CompleteExpertReview", **form_changes: Any) -> None:
        """An application of applicant.1 from draft to the named step."""
        self.register()
        done(self.open("applicant.1", "applications", draft(**form_changes), id=id))
        for name, command, actor, document_no in ROAD:
            if until == "CreateDraft":
                return
            if name == "CompleteExpertReview" and self.panelled(id, until):
                return
            paper: dict[str, Any] = {"document_no": document_no} if document_no else {}
            slug, who = kebab(name), actor.person if actor != CHAIR else self.chair(id)
            done(self.do(who, "applications", id, slug, as_body(command), **paper))
            if name == until:
                return

    def panelled(self, id: str, until: str) -> bool:
        """The work of the application's panel, as far as the named step."""
        work = list(panel_of(id, self.runtime.clock.today(), SICHUAN_BATCH))
        names = [name_of(command) for _, _, command, _ in work]
        for (stream, case, command, actor), name in zip(work, names, strict=True):
            if until in names and names.index(until) < names.index(name):
                break
            done(self.do(actor.person, stream, case, kebab(name), as_body(command)))
        return until in names

    def chair(self, id: str) -> str:
        """The expert drawn as chair of the application's panel."""
        application, _ = self.runtime.store.current(f"applications/{id}")
        batch, _ = self.runtime.store.current(f"batches/{SICHUAN_BATCH}")
        assert isinstance(application, Application) and isinstance(batch, Panels)
        panel = batch.panel(application.panel)
        assert panel is not None
        return batch.members(panel)[0]

    def publicise(self, *ids: str, list_no: str = "L9") -> None:
        self.determine(*ids, list_no=list_no)
        channel = {"channel_url": "https://example.invalid/9", "objection_channel": "028-86000009"}
        publicity = {"list_no": list_no, **channel}
        done(self.do("prov.sc", "batches", SICHUAN_BATCH, "start-publicity", publicity))

    def determine(self, *ids: str, list_no: str = "L9") -> None:
        entries = [{"application": id} for id in ids]
        body = {"list_no": list_no, "selected": entries}
        who = "prov.sc.decider"
        done(self.do(who, "batches", SICHUAN_BATCH, "determine-list", body, document_no=PAPER))

    def recognise(self, id: str) -> Response:
        who = "prov.sc.decider"
        return self.do(who, "applications", id, "recognise-centre", document_no=PAPER)

    def move(self, to: date) -> None:
        """Moves the demonstration's clock; what is due then happens by itself."""
        done(self.post("sysadmin", "/demo/clock", {"to": to.isoformat()}), 200)

    @cached_property
    def other_worker(self) -> Timers:
        """A second timer worker over the same store; it runs when the test lets it tick."""
        return Timers(self.runtime.readmodel, self.runtime.dispatcher, self.runtime.clock)


def ours(id: str) -> bool:
    """Whether a case is a test's, and none of the demonstration's other round."""
    return not id.startswith(("demo-", "im-"))


def kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def done(response: Response, status: int = 201) -> dict[str, Any]:
    """The answer's body; fails with all of it where the status is another."""
    assert response.status_code == status, (response.status_code, response.text)
    body: dict[str, Any] = response.json()
    return body


def rules(response: Response) -> list[str]:
    """The rules by which a command was refused."""
    return [refusal["rule"] for refusal in response.json()["refusals"]]


def eventually(recorded: Callable[[], Any], patience: float = 10.0) -> Any:
    """What becomes true by itself, soon."""
    deadline = time.monotonic() + patience
    while not (found := recorded()):
        assert time.monotonic() < deadline, "did not happen"
        time.sleep(0.02)
    return found


@contextmanager
def calling(settings: Settings, **options: Any) -> Iterator[Caller]:
    with running_service(settings, **options) as service, TestClient(service.app) as client:
        yield Caller(service, client)
