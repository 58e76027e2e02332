"""The OpenAPI document is true: it names every command, and the service keeps to it whatever is
sent by whomever."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.python import asgi

from domain.regulation.rules import rules_of
from services.api import positions, sign_in
from services.api.commands import slug
from services.api.openapi import document
from services.api.openapi_own import with_own_fields
from services.api.openapi_routes import DOCUMENTED_STREAMS
from services.demo.round import SICHUAN_BATCH
from services.seeding import regulation_texts
from tests.support.calling import Caller
from tests.support.soaking import INPUTS, SOAKING

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")
"""What differs on PostgreSQL is tried by tests of its own."""

MOST = INPUTS // 4 if SOAKING else 2  # in either mode
PEOPLE = ["applicant.2", "pref.510100", "prov.sc", "prov.sc.decider", "sysadmin", "expert.1"]
REAL = {
    "applications": ["demo-2", "demo-3", "demo-5", "demo-6"],
    "batches": [SICHUAN_BATCH],
    "centres": ["demo-5"],
    "registry": ["demo-5"],
    "parties": ["12510000450718001W"],
    "regulations": ["SC", "HOUSE"],
    "calendars": ["CN"],
    "stores": ["CN"],
    "violations": ["none"],
    "discipline-cases": ["none"],
    "remedies": ["none"],
    "expert-pools": ["510000"],
    **{name: ["none"] for name in ("bank-accounts", "relations", "fund-projects", "flags")},
    "jobs": ["none"],
}
"""What a lawful request may be told: no such case, not you, not now, not on this version, not so
often."""
ANSWERS = ["2xx", 304, 401, 403, 404, 405, 409, 412, 415, 422, 429, 503]
CHECKS = {
    "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", 503]},
    "positive_data_acceptance": {"expected-statuses": ANSWERS},
    "negative_data_rejection": {"expected-statuses": ANSWERS[2:]},
    # Starlette's Allow names the methods of the first route that fits.
    "allow_header_conformance": {"enabled": False},
}
# A token is always sent along.
GENERATION = {"with-security-parameters": False}
CONFIG = SchemathesisConfig.from_dict({"checks": CHECKS, "generation": GENERATION})


def operations(schema: Any) -> dict[str, Any]:
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


SIGN_OUT = "DELETE /api/v1/tokens"
"""Asked last, and with nothing that could be wrong: it takes no more than the token."""
LABELS = sorted(
    operations(schemathesis.openapi.from_dict(document())),
    key=lambda label: (label == SIGN_OUT, "clock" in label),
)


def right(label: str) -> bool:
    nameless = SIGN_OUT, "POST /api/v1/verify", "DELETE /api/v1/webhooks/{name}"
    return "/files" in label or label in nameless


ASKED = [
    *((label, GenerationMode.NEGATIVE) for label in LABELS if not right(label)),
    *((label, GenerationMode.POSITIVE) for label in LABELS),
]
"""No form of a file, or of its hash, is a wrong one; nor is any text as a name."""
ACTS = [label for label in LABELS if label.startswith("POST") and "{id}/" in label]
AT_LENGTH = {
    *((label, GenerationMode.NEGATIVE) for label in ACTS[::2]),
    *((label, GenerationMode.POSITIVE) for label in ACTS[1::2]),
}
"""Acts on cases are alike: the suite asks each in one of the modes, soak in both."""


@pytest.fixture(scope="module")
def impatient(shared: Caller) -> Iterator[None]:
    """Nobody waits for a position, and may guess as often as the test does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(positions, "LONGEST_POSITION_WAIT", 0.02)
        for limit in ("FROM_AN_ADDRESS", "FOR_AN_ACCOUNT", "FROM_ONE_FOR_ONE"):
            patch.setattr(sign_in, limit, 100_000)
        shared.service.app.state.sign_in = sign_in.SignIn()
        yield


@pytest.fixture(scope="module")
def described(shared: Caller, impatient: None) -> dict[str, Any]:
    """The operations of the served document, ready to be called in this process."""
    app = shared.service.app
    return operations(schemathesis.openapi.from_asgi("/api/openapi.json", app, config=CONFIG))


@pytest.fixture(scope="module")
def session(shared: Caller) -> Iterator[Any]:
    app: Any = shared.service.app
    with asgi.get_client(app, max_stream_events=3) as client:
        yield client


def on_a_real_case(case: Any, data: st.DataObject) -> None:
    """Most requests name a case that there is, at whatever version it is."""
    stream = case.operation.path.split("/")[3]
    if "id" in case.path_parameters and data.draw(st.integers(0, 3)):
        case.path_parameters["id"] = data.draw(st.sampled_from(REAL[stream]))
        case.headers.pop("If-Match", None)


@pytest.mark.parametrize(
    ("label", "mode"),
    [pytest.param(*one, marks=pytest.mark.soak if one in AT_LENGTH else ()) for one in ASKED],
)
def test_whatever_is_sent_is_answered_as_the_document_says(
    shared: Caller, described: dict[str, Any], session: Any, label: str, mode: GenerationMode
) -> None:
    operation = described[label]

    @settings(
        max_examples=MOST,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(
        case=operation.as_strategy(generation_mode=mode),
        who=st.sampled_from(PEOPLE),
        data=st.data(),
    )
    def holds(case: Any, who: str, data: st.DataObject) -> None:
        if mode is GenerationMode.POSITIVE:
            on_a_real_case(case, data)
        response = case.call(session=session, headers=shared.bearer(who))
        case.validate_response(response)

    holds()


def test_the_document_is_a_valid_one() -> None:
    """Against the meta-schema of OpenAPI 3.1, and every schema against JSON Schema 2020-12."""
    assert document()["openapi"].startswith("3.1")
    schema = schemathesis.openapi.from_dict(document())
    schema.validate()
    for name, component in document()["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(component), name


def test_every_reference_leads_somewhere() -> None:
    names = set(document()["components"]["schemas"])
    requested = set(references(document()))
    assert requested <= {f"#/components/schemas/{name}" for name in names}


def references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": str(ref)}:
            yield ref
        case dict():
            for part in value.values():
                yield from references(part)
        case list():
            for part in value:
                yield from references(part)


OF_NO_CASE = (
    *("accounts", "demo/clock", "files", "jobs", "password", "regulation-checks", "tokens"),
    *("verify", "webhooks"),
)
"""What is posted to the service itself and is no act on a case; each is a route of its own, tried
with what it is about (accounts, files, jobs, sign-in, webhooks, documents, regulations)."""


def test_every_command_that_callers_may_give_is_in_the_document_and_no_other() -> None:
    given_ = {path for path, item in document()["paths"].items() if "post" in item}
    commands = {
        f"/api/v1/{stream.name}/{{id}}/{slug(command)}"
        for stream in DOCUMENTED_STREAMS.values()
        for command in stream.commands
        if not command.entailed
    }
    opening = {f"/api/v1/{s.name}" for s in DOCUMENTED_STREAMS.values() if s.opening}
    assert given_ == commands | opening | {f"/api/v1/{path}" for path in OF_NO_CASE}
    assert not [path for path in document()["paths"] if "claims" in path]


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [
        operation["operationId"]
        for item in document()["paths"].values()
        for operation in item.values()
    ]
    assert len(set(names)) == len(names)


def test_no_schema_knows_of_sealed_values_or_of_a_command_named_in_its_body() -> None:
    text = msgspec.json.encode(document()).decode()
    assert "Sealed" not in text
    assert '"sealed"' not in text
    for name in ("CreateDraft", "AcceptApplication", "DetermineList"):
        schema = document()["components"]["schemas"][name]
        assert "do" not in schema.get("properties", {})
        assert "do" not in schema.get("required", [])


def test_the_served_document_is_that_one(shared: Caller) -> None:
    served = shared.client.get("/api/openapi.json")
    assert served.headers["Content-Type"] == "application/json"
    regulations = [rules_of(text).text for text in regulation_texts(None)]
    whole = with_own_fields(document(), regulations)
    assert served.json() == msgspec.json.decode(msgspec.json.encode(whole))
