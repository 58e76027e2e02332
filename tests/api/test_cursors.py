"""Cursors that no page has given: refused or read as an empty place, never an error of ours."""

import base64

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.demo.round import SICHUAN_BATCH
from tests.support.calling import Caller

pytest_plugins = ["tests.support.http_fixtures"]

LISTS = (
    "/registry/centres",
    "/publications",
    "/notices",
    "/publicity",
    "/deadlines",
    "/audit",
    "/worklist",
    "/applications",
    f"/batches/{SICHUAN_BATCH}/events",
    "/applications/demo-5/events",
)
SAID_OF_EVENTS = ("99999999999999999999", "²", "-1", "", "1.0", "٣", "0x1", "1e3", "\0")


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(value)).decode()


def texts() -> st.SearchStrategy[str]:
    odd = st.sampled_from(SAID_OF_EVENTS)
    return odd | st.integers().map(str) | st.text(max_size=400)


def cursors() -> st.SearchStrategy[str]:
    whole = st.tuples(texts(), texts()).map(encoded)
    parts = st.lists(st.none() | st.integers() | st.text(), max_size=3).map(encoded)
    return whole | parts | st.text(min_size=1) | st.binary(min_size=1).map(raw)


def raw(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cursor=cursors(), path=st.sampled_from(LISTS))
def test_a_cursor_made_up_is_no_error_of_ours(shared: Caller, cursor: str, path: str) -> None:
    response = shared.get("prov.sc.decider", path, cursor=cursor)
    assert response.status_code in (200, 422), (path, cursor, response.text)


@pytest.mark.parametrize("said", SAID_OF_EVENTS)
def test_of_a_history_only_a_version_is_a_place(shared: Caller, said: str) -> None:
    response = shared.get(
        "prov.sc", f"/batches/{SICHUAN_BATCH}/events", cursor=encoded(("v", said))
    )
    assert response.status_code == 422
    [fault] = response.json()["errors"]
    assert fault["pointer"] == "/cursor"
