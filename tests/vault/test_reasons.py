"""A case file of the case service, or a trace, is read on a letter, which the vault's own log keeps
with the read; the case service counts, logs and answers as if nobody had read."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from structlog.testing import capture_logs

from services.api.route import API
from services.api.routes import ROUTES
from services.pages.session import SESSION
from services.pages.table import PAGES
from services.processes.vault.reads_log import ReadsLog
from services.processes.vault.reasons import NO_FILE, WHOLE_FILES, rests_on_letter
from tests.support.citing import invariant
from tests.support.demonstrations import opened
from tests.support.vault_house import (
    HANDLER,
    LETTER_NO,
    ON_LETTER,
    REVIEWER,
    SECRET,
    VaultHouse,
    vault_house,
)
from tests.vault.test_unseen import answers, measured

pytest_plugins = ["tests.support.http_fixtures"]


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[VaultHouse]:
    data = tmp_path_factory.mktemp("reasons") / "data"
    with vault_house(opened("sqlite", data, request)) as house:
        yield house


def last_reads(house: VaultHouse, number: int) -> list[tuple[str, int, str]]:
    asked = "SELECT target, status, letter FROM reads ORDER BY no DESC LIMIT ?"
    with closing(sqlite3.connect(house.folder / "reads.db")) as db:
        return db.execute(asked, (number,)).fetchall()[::-1]


def with_header(house: VaultHouse, letter: bytes) -> dict[bytes, bytes]:
    token = house.call.bearer(HANDLER)["Authorization"]
    return {b"Authorization": token.encode(), b"Anjuan-Letter": letter}


def some_application(house: VaultHouse) -> str:
    items = house.call.get(HANDLER, "/applications").json()["items"]
    return f"/applications/{items[0]['id']}"


@invariant(59)
def test_without_a_letter_no_file_is_shown_and_outside_it_is_all_the_same(
    house: VaultHouse,
) -> None:
    path = some_application(house)
    told = answers(house, SECRET)
    house.call.runtime.parts.advance()
    before = house.files(), measured()
    with capture_logs() as lines:
        refused = house.call.get(HANDLER, path)
        read = house.call.get(HANDLER, path, ON_LETTER)
        traced = house.call.get(HANDLER, "/trace", ON_LETTER, of="no-such")
        assert (house.files(), measured(), lines) == (*before, [])
    assert answers(house, SECRET) == told  # bodies, sizes and headers to everybody else
    assert refused.status_code == 403 and "批准文号" in refused.json()["detail"]
    assert (read.status_code, path.split("/")[-1] in read.text) == (200, True)
    assert last_reads(house, 3) == [
        (f"{API}{path}", 403, ""),
        (f"{API}{path}", 200, LETTER_NO),
        (f"{API}/trace?of=no-such", traced.status_code, LETTER_NO),
    ]


@pytest.mark.parametrize("given", [b"", b"%20", "川".encode() * 101, b"a%0Ab", b"%00", b"\xc2\x85"])
def test_what_is_no_number_of_a_letter_is_as_none(house: VaultHouse, given: bytes) -> None:
    answer = house.call.client.get(f"{API}/centres/c1", headers=with_header(house, given))
    assert answer.status_code == 403
    assert last_reads(house, 1)[0][1:] == (403, "")


def test_it_may_be_said_in_utf_8_as_it_is(house: VaultHouse) -> None:
    headers = with_header(house, LETTER_NO.encode())
    answer = house.call.client.get(f"{API}{some_application(house)}", headers=headers)
    assert (answer.status_code, last_reads(house, 1)[0][2]) == (200, LETTER_NO)


def test_a_page_asks_for_it_once_in_a_session(house: VaultHouse) -> None:
    path = some_application(house)
    token = house.call.bearer(REVIEWER)["Authorization"].removeprefix("Bearer ")
    cookie = {"Cookie": f"__Host-{SESSION}={token}; {SESSION}={token}"}
    client = house.call.client

    def page(asked: str) -> tuple[int, str]:
        answer = client.get(asked, headers=cookie, follow_redirects=False)
        return answer.status_code, answer.text

    status, text = page(f"{path}?from=1")
    assert status == 403 and 'name="letter"' in text and 'name="from" value="1"' in text
    assert page("/registry/centres")[0] == 200
    assert page(f"{path}?letter={ON_LETTER['Anjuan-Letter']}")[0] == 200
    assert page(path)[0] == 200
    assert [letter for _, _, letter in last_reads(house, 4)] == ["", "", LETTER_NO, LETTER_NO]
    assert page(f"{path}?letter=")[0] == 403
    assert page(path)[0] == 403


SHOWN_TO_ALL = re.compile(r"/(static|admin|help|guide|registry|publicity|verify)/")


def test_each_path_with_an_id_either_rests_on_a_letter_or_is_named_as_no_file() -> None:
    paths = [API + route.path for route in ROUTES if route.method == "GET"]
    paths += [page.path for page in PAGES]
    named = set()
    for path in paths:
        asked = re.sub(r"{\w+}", "x1", path).replace("/x1/x1", "/centres/x1")
        known = path.removeprefix(API)
        demanded = rests_on_letter("GET", asked)
        if known in NO_FILE:
            named.add(known)
            assert not demanded
            assert SHOWN_TO_ALL.search(known) or known in ("/{stream}", "/jobs/{id}")
        elif "{" in path or known in WHOLE_FILES - {"/jobs"}:
            assert demanded, path
        else:
            assert not demanded, path
    assert named == NO_FILE


@pytest.mark.parametrize("stream", ["regulations", "calendars"])
def test_what_everybody_may_read_needs_none(house: VaultHouse, stream: str) -> None:
    assert not rests_on_letter("GET", f"{API}/{stream}/x1")
    assert house.call.get(HANDLER, f"/{stream}/none").status_code == 404


def test_to_have_files_written_out_needs_one(house: VaultHouse) -> None:
    assert rests_on_letter("POST", f"{API}/jobs") and not rests_on_letter("GET", f"{API}/jobs")
    assert house.call.post(HANDLER, "/jobs", {"kind": "export"}).status_code == 403
    assert house.call.get(HANDLER, "/jobs").status_code == 200


def test_a_log_of_reads_of_an_earlier_release_goes_on(house: VaultHouse) -> None:
    path = house.folder / "earlier.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "CREATE TABLE reads (no INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL,"
            " person TEXT NOT NULL, method TEXT NOT NULL, target TEXT NOT NULL,"
            " status INTEGER NOT NULL)"
        )
        db.execute("INSERT INTO reads VALUES (7, 't', 'p', 'GET', '/x', 200)")
        db.commit()
    for _ in range(2):
        with closing(ReadsLog(path)):
            pass
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT no, letter FROM reads").fetchall() == [(7, "")]
