"""A query names what the read knows, or nothing is shown: misspelt, a filter would show all."""

from typing import Any

import pytest

from services.api.openapi import document
from services.api.route import API
from services.api.routes import ROUTES
from services.demo.round import SICHUAN_BATCH
from tests.support.calling import Caller, done
from tests.support.every_request import NAMED

pytest_plugins = ["tests.support.http_fixtures"]

KNOWN = {route.path: route.known for route in ROUTES if route.method == "GET"}
READS = [*KNOWN]
REAL = {"stream": "applications", "id": "demo-5", **NAMED}
WHO = "prov.sc.decider"


@pytest.mark.parametrize("path", READS)
def test_a_name_that_the_read_does_not_know_is_refused_with_those_it_knows(
    shared: Caller, path: str
) -> None:
    answer = shared.get(WHO, path.format(**REAL), regon="510100", limit="5", from_="x")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == "/regon"
    assert (
        "查询参数 regon" in fault["detail"] and "no such query parameter: regon" in fault["detail"]
    )
    assert all(name in fault["detail"] for name in (*KNOWN[path], "from_"))


@pytest.mark.parametrize("path", READS)
def test_the_document_names_what_a_read_knows(path: str) -> None:
    template = (API + path).replace("/{stream}", "/applications")
    described = document()["paths"][template]["get"]["parameters"]
    named = {one["name"] for one in described if one["in"] == "query"}
    assert named == set(KNOWN[path])


@pytest.mark.parametrize(
    "query", [{"region": ""}, {"Division": "510100"}, {"q\0": "x"}, {"a/b~c": "1"}]
)
def test_a_name_is_known_letter_by_letter(shared: Caller, query: dict[str, Any]) -> None:
    answer = shared.get(None, "/registry/centres", **query)
    [fault] = answer.json()["errors"]
    [name] = query
    assert fault["pointer"] == "/" + name.replace("~", "~0").replace("/", "~1")


def test_what_is_known_and_left_blank_is_as_if_it_were_not_there(shared: Caller) -> None:
    whole = done(shared.get(None, "/registry/centres"), 200)
    blank: dict[str, Any] = dict.fromkeys(KNOWN["/registry/centres"][:-1], "") | {"limit": "50"}
    assert done(shared.get(None, "/registry/centres", **blank), 200) == whole


def test_every_read_takes_a_position_to_wait_for(shared: Caller) -> None:
    for path in (
        f"/batches/{SICHUAN_BATCH}",
        "/applications/demo-5/events",
        "/events",
        "/worklist",
    ):
        done(shared.get("prov.sc", path, min_position="1"), 200)
        answer = shared.get("prov.sc", path, min_position="soon")
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/min_position"]


def test_a_file_is_not_taken_where_its_purpose_is_misspelt(shared: Caller) -> None:
    answer = shared.post("applicant.1", "/files?fro=objection", b"%PDF-1.4\n%%EOF\n")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/fro"]


def test_probes_of_health_may_say_what_they_like(shared: Caller) -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/api/openapi.json"):
        assert shared.client.get(path, params={"probe": "1"}).status_code == 200
