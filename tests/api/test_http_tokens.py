"""Who may call at all: a token for a name and a password, until the account is closed."""

from datetime import UTC, datetime, timedelta

from services.demo.round import SICHUAN_BATCH
from tests.support.calling import Caller, done
from tests.support.demonstrations import PASSWORD

pytest_plugins = ["tests.support.http_fixtures"]


def test_without_a_token_or_with_a_wrong_one_nobody_acts(shared: Caller) -> None:
    path = "/applications/demo-2/accept-application"
    nobody = shared.post(None, path, {"command": {}})
    wrong = shared.post(None, path, {"command": {}}, {"Authorization": "Bearer nothing"})
    basic = shared.post(None, path, {"command": {}}, {"Authorization": "Basic eDp5"})
    for response in (nobody, wrong, basic):
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_is_given_for_a_name_and_a_password(shared: Caller) -> None:
    good = {"username": "prov.sc", "password": PASSWORD}
    body = done(shared.post(None, "/tokens", good))
    assert datetime.fromisoformat(body["expires_at"]) > datetime.now(UTC) + timedelta(hours=1)
    headers = {"Authorization": f"Bearer {body['token']}"}
    assert shared.get(None, f"/batches/{SICHUAN_BATCH}", headers).status_code == 200
    for wrong in ({**good, "password": "wrong"}, {**good, "username": "nobody"}):
        assert shared.post(None, "/tokens", wrong).status_code == 401


def test_a_closed_account_has_no_token_any_more(call: Caller) -> None:
    assert call.get("cnipa", f"/batches/{SICHUAN_BATCH}").status_code == 200
    call.runtime.accounts.disable("cnipa")
    assert call.get("cnipa", f"/batches/{SICHUAN_BATCH}").status_code == 401
