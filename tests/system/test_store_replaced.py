"""A store that is replaced by an older one under a running service, as when a replica without the
last commits becomes the server: no command is taken, and nothing that is gone is shown."""

from collections.abc import Callable

import psycopg
import pytest

from adapters.data_folder import FILES_FOLDER
from tests.support.calling import Caller, calling, draft, eventually
from tests.support.folded import differences
from tests.support.postgres import Postgres

pytest_plugins = ["tests.support.http_fixtures"]
GONE = 3
PDF = b"%PDF-1.4\n{}\n%%EOF\n"


@pytest.fixture
def lose_the_last(request: pytest.FixtureRequest) -> Callable[[Caller], None]:
    server: Postgres = request.getfixturevalue("postgres_server")

    def lose(caller: Caller) -> None:
        name = str(caller.runtime.settings.database).rpartition("/")[2]
        with psycopg.connect(server.url("postgres", name), autocommit=True) as connection:
            connection.execute("ALTER TABLE anjuan.events DISABLE TRIGGER USER")
            connection.execute(
                "DELETE FROM anjuan.events WHERE notification_id >"
                " (SELECT max(notification_id) - %s FROM anjuan.events)",
                (GONE,),
            )

    return lose


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_an_older_store_takes_no_command_and_shows_what_it_holds(
    call: Caller, lose_the_last: Callable[[Caller], None]
) -> None:
    call.register()
    for number in range(GONE + 1):
        answer = call.open("applicant.1", "applications", draft(), id=f"d{number}")
        assert answer.status_code == 201
    call.service.subscription.catch_up()
    lose_the_last(call)
    told = eventually(lambda: call.client.get("/readyz").json()["degraded"].get("store"))
    assert "anjuan restore --accept" in told
    assert call.client.get("/readyz").status_code == 503
    answer = call.open("applicant.1", "applications", draft(), id="more")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "the store is older" in answer.json()["detail"]
    eventually(lambda: differences(call.runtime.log, call.runtime.readmodel) == [])
    assert call.get("applicant.1", f"/applications/d{GONE}").status_code == 404
    assert call.get("applicant.1", "/applications/d0").status_code == 200


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_a_store_found_older_at_the_start_is_not_written_to(
    call: Caller, lose_the_last: Callable[[Caller], None]
) -> None:
    call.register()
    for number in range(GONE + 1):
        call.open("applicant.1", "applications", draft(), id=f"d{number}")
    call.runtime.parts.advance()
    lose_the_last(call)
    end = call.runtime.log.end()
    with calling(call.runtime.settings) as again:
        assert "store" in again.runtime.parts.misfits
        assert again.client.get("/readyz").status_code == 503
        assert again.client.get("/healthz").status_code == 200
    assert call.runtime.log.end() == end


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_file_that_is_lost_or_damaged_meanwhile_is_named_until_it_is_put_back(
    call: Caller,
) -> None:
    assert call.service.parts.vitals
    assert "files" in {one.name for one in call.service.parts.vitals.heartbeats}
    brought = [call.post("applicant.1", "/files", PDF.replace(b"{}", b"%d" % n)) for n in range(3)]
    names = sorted(answer.json()["hash"] for answer in brought)
    folder, watch = call.runtime.settings.data / FILES_FOLDER, call.runtime.files_watch
    whole = {name: (folder / name).read_bytes() for name in names}

    def told() -> str | None:
        watch.look(1)  # opens the next one
        call.runtime.parts.look()
        said: str | None = call.client.get("/readyz").json()["degraded"].get("files")
        return said

    assert told() is None
    (folder / names[0]).unlink()
    assert "1 are missing and 0 damaged" in str(told())
    (folder / names[2]).write_bytes(whole[names[2]][:-1])
    for _ in call.runtime.accounts.uploads.hashes():
        watch.look(1)
    assert "1 are missing and 1 damaged" in str(told())
    (folder / names[0]).write_bytes(whole[names[0]])
    assert told()
    (folder / names[2]).write_bytes(whole[names[2]])
    assert told() is None
