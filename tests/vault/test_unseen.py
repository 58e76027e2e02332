"""Nobody but the vault's own people can tell whether there is a discipline case."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from adapters.evidence.package_check import checked_package
from adapters.personal_data.vault import ERASED, KEY_LOST
from domain.context import Actor
from services.api.routes import ROUTES
from services.demo import people as demo
from services.metrics import BACKGROUND, REGISTRY
from tests.support.calling import done
from tests.support.citing import invariant
from tests.support.demonstrations import PASSWORD, opened
from tests.support.vault_house import (
    CLUE,
    HANDLER,
    LETTER_NO,
    ON_LETTER,
    REVIEWER,
    SECRET,
    VaultHouse,
    vault_house,
)

pytest_plugins = ["tests.support.http_fixtures"]
ANYBODYS = "no-such-case"
LETTER = {"document_no": LETTER_NO}
SEALED_MARK = "［已封存 sealed］"
PDF = b"%PDF-1.7\nfound at the desk\n%%EOF\n"
NAMED = {"id": SECRET, "no": "1", "command": "dispose-clue", "stream": "discipline-cases"}


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[VaultHouse]:
    data = tmp_path_factory.mktemp("vault") / "data"
    with vault_house(opened("sqlite", data, request)) as house:
        yield house


def others() -> list[str | None]:
    """One of every role but discipline inspection, and nobody in particular."""
    by_role = {actor.role: name for name, actor in demo.accounts().items()}
    return [None, *(name for role, name in by_role.items() if role != "DISCIPLINE")]


def requests_about(id: str) -> list[tuple[str, str]]:
    """Every route of a kind of case, for the vault's, with that id; and the vault's own."""
    paths = [(route.method, route.path) for route in ROUTES if route.of_a_stream]
    own = "/{stream}/{id}/evidence-packages"
    paths += [("POST", own), ("GET", own + "/" + "0" * 64)]
    filled = [(method, path.format(**(NAMED | {"id": id}))) for method, path in paths]
    return [(method, path.replace("{", "").replace("}", "")) for method, path in filled]


def told(answer: Response, id: str) -> tuple[int, dict[str, str], str]:
    """An answer without what differs between any two: its request's number, its path."""
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    headers.pop("content-length", None)
    return answer.status_code, headers, answer.text.replace(id, "ID")


def answers(house: VaultHouse, id: str) -> list[Any]:
    found = []
    for who in others():
        for method, path in requests_about(id):
            call = house.call
            body = b'{"command":{}}' if method == "POST" else None
            url, headers = f"/api/v1{path}", call.bearer(who)
            answer = call.client.request(method, url, headers=headers, content=body)
            found.append((who, method, told(answer, id)))
    return found


def investigate(house: VaultHouse) -> str:
    """A case from its clue to a package that was opened and read; gives the package's hash."""
    call = house.call
    done(call.open(HANDLER, "discipline-cases", CLUE, id=SECRET))
    house.do(HANDLER, "dispose-clue", {"disposal": "PRELIM", "reason": "有价值"})
    house.do(HANDLER, "file-discipline-case", {"facts": "涉嫌"}, **LETTER)
    [item, *_] = done(call.get(HANDLER, "/applications"), 200)["items"]
    name = f"applications/{item['id']}"
    for path in (f"/{name}", f"/{name}/events", "/audit", "/events", "/duties", "/openapi"):
        assert call.get(HANDLER, path, ON_LETTER).status_code in (200, 404), path
        assert call.get(HANDLER, path).status_code in (200, 403, 404), path
    house.do(HANDLER, "link-evidence", {"linked_cases": [name], "linked_lines": ["1:1"]})
    put = call.client.post("/api/v1/files", content=PDF, headers=call.bearer(HANDLER))
    assert put.status_code == 201
    below = f"/discipline-cases/{SECRET}/evidence-packages"
    said = {"recipient": "证据室", "why": "固定证据", **LETTER}
    sealed = done(call.post(HANDLER, below, said))
    digest: str = sealed["event"]["sha256"]
    assert call.get(HANDLER, f"{below}/{digest}").status_code == 403
    opening = {"sha256": digest, "recipient": "本人", "why": "核对"}
    house.do(HANDLER, "open-package", opening, **LETTER)
    return digest


@invariant(59)
def test_discipline_acts_change_no_answer_no_metric_no_log_line_and_no_byte(
    house: VaultHouse, tmp_path: Path
) -> None:
    before = answers(house, SECRET)
    house.call.runtime.parts.advance()
    files, metrics = house.files(), measured()
    with capture_logs() as lines:
        digest = investigate(house)
        assert (house.files(), measured(), lines) == (files, metrics, [])
    assert answers(house, SECRET) == before
    same = [(who, method, told) for who, method, told in answers(house, ANYBODYS)]
    assert same == before
    assert {(method, answer[0]) for _, method, answer in before} <= EXPECTED
    package = house.call.get(HANDLER, f"/discipline-cases/{SECRET}/evidence-packages/{digest}")
    (tmp_path / "package.zip").write_bytes(package.content)
    report = checked_package(tmp_path / "package.zip", sealed_as=digest)
    assert report.wrong == () and report.manifest.case == SECRET
    assert len(report.manifest.positions) > 1


EXPECTED = {
    *(("GET", status) for status in (401, 404)),
    *(("POST", status) for status in (401, 404, 405)),
}


def measured() -> bytes:
    return generate_latest(REGISTRY) + generate_latest(BACKGROUND)


@invariant(59)
def test_a_colleague_who_is_not_named_is_answered_as_where_there_is_none(
    house: VaultHouse,
) -> None:
    done(house.call.open(HANDLER, "discipline-cases", CLUE, id="for-two"))
    assert house.call.get(REVIEWER, "/discipline-cases/for-two").status_code == 200
    third = "discipline.third"
    if house.call.runtime.accounts.actor(third) is None:
        colleague = Actor(third, "DISCIPLINE", "510000")
        house.call.runtime.accounts.add(third, colleague, PASSWORD)
    for below in ("", "/events", "/evidence-packages/" + "0" * 64):
        found = [
            told(house.call.get(third, f"/discipline-cases/{id}{below}"), id)
            for id in ("for-two", "for-nobody")
        ]
        assert found[0][0] == 404 and found[0][2] == found[1][2]
    assert done(house.call.get(third, "/discipline-cases"), 200)["items"] == []
    refused = house.call.do(third, "discipline-cases", "for-two", "dispose-clue", {})
    absent = house.call.do(third, "discipline-cases", "for-nobody", "dispose-clue", {})
    assert (refused.status_code, absent.status_code) in ((404, 404), (422, 422))
    taken = house.call.open(third, "discipline-cases", CLUE | {"handler": third}, id="for-two")
    assert done(taken)["id"] != "for-two"


@invariant(58)
def test_the_vault_opens_personal_fields_that_only_discipline_may_see(house: VaultHouse) -> None:
    [item, *_] = done(house.call.get(HANDLER, "/applications"), 200)["items"]
    path = f"/applications/{item['id']}"
    read = house.call.get(HANDLER, path, ON_LETTER).text
    assert '"team":[{' in read
    assert not [mark for mark in (SEALED_MARK, ERASED, KEY_LOST) if mark in read]
    kept = (house.folder / "vault.log").read_text()
    assert "Traceback" not in kept


def test_what_the_vault_reads_stands_in_its_own_log_of_reads(house: VaultHouse) -> None:
    house.call.get(REVIEWER, "/registry/centres", q="密")
    with closing(sqlite3.connect(house.folder / "reads.db")) as db:
        last = db.execute(
            "SELECT person, method, target, status, letter FROM reads ORDER BY no DESC LIMIT 1"
        ).fetchone()
    assert last == (REVIEWER, "GET", "/api/v1/registry/centres?q=%E5%AF%86", 200, "")


def test_a_session_of_discipline_inspection_leaves_no_note_of_its_use(house: VaultHouse) -> None:
    made = house.call.post(None, "/tokens", {"username": REVIEWER, "password": PASSWORD})
    token = {"Authorization": f"Bearer {done(made)['token']}"}
    house.call.runtime.accounts.sessions.keep_use()
    files = house.files()
    assert house.call.client.get("/api/v1/discipline-cases", headers=token).status_code == 200
    house.call.runtime.accounts.sessions.keep_use()
    assert house.files() == files
    assert house.call.client.delete("/api/v1/tokens", headers=token).status_code == 204
    assert house.call.client.get("/api/v1/audit", headers=token).status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b'{"recipient":"x"}', 422),
        (b'{"recipient":"x","why":"y","more":1}', 422),
        (b"\xff" * 10, 422),
        (b"x" * (5 * 2**20), 413),
    ],
)
def test_wrong_input_is_refused_in_words(house: VaultHouse, body: bytes, status: int) -> None:
    if house.call.get(HANDLER, "/discipline-cases/wrong").status_code == 404:
        done(house.call.open(HANDLER, "discipline-cases", CLUE, id="wrong"))
    path = "/discipline-cases/wrong/evidence-packages"
    assert house.call.post(HANDLER, path, body).status_code == status


def test_links_to_what_is_not_there_are_named_when_the_package_is_made(
    house: VaultHouse,
) -> None:
    done(house.call.open(HANDLER, "discipline-cases", CLUE, id="linked"))
    links = {"linked_lines": ["99999999:1"], "linked_cases": ["centres/nowhere"]}
    done(house.call.do(HANDLER, "discipline-cases", "linked", "link-evidence", links))
    said = {"recipient": "证据室", "why": "固定"}
    refused = house.call.post(HANDLER, "/discipline-cases/linked/evidence-packages", said)
    assert refused.status_code == 422
    assert "99999999" in refused.text and "centres/nowhere" in refused.text


@invariant(59)
def test_where_the_vault_is_away_discipline_gets_503_and_nobody_else_a_difference(
    house: VaultHouse,
) -> None:
    """The last test of the module: the vault does not come back."""
    before = answers(house, SECRET)
    house.process.stop()
    away = house.call.get(HANDLER, f"/discipline-cases/{SECRET}")
    assert (away.status_code, away.headers["retry-after"]) == (503, "5")
    assert house.call.get(HANDLER, "/registry/centres").status_code == 503
    assert answers(house, SECRET) == before
