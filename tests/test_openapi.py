"""The OpenAPI document is true: it names every command, and the service keeps to it whatever is
sent by whomever."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.python import asgi

from services.api import lists
from services.api.openapi import document
from services.demo_round import BATCH
from tests.calling import Caller

pytest_plugins = ["tests.http_fixtures"]

MOST = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 6
PEOPLE = ["applicant.2", "pref.510100", "prov.sc", "prov.sc.decider", "sysadmin", "expert.1"]
REAL = {
    "applications": ["demo-2", "demo-3", "demo-5", "demo-6"],
    "batches": [BATCH],
    "centres": ["demo-5"],
    "parties": ["12510000450718001W"],
    "regulations": ["SC", "HOUSE"],
    "calendars": ["CN"],
}
"""What a lawful request may be told: no such case, not you, not now, not on this version."""
ANSWERS = ["2xx", 304, 401, 403, 404, 405, 409, 412, 415, 422, 503]
CHECKS = {
    "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", 503]},
    "positive_data_acceptance": {"expected-statuses": ANSWERS},
    "negative_data_rejection": {"expected-statuses": ANSWERS[2:]},
    # Starlette's Allow names the methods of the first route that fits.
    "allow_header_conformance": {"enabled": False},
}
CONFIG = SchemathesisConfig.from_dict({"checks": CHECKS})


def operations(schema: Any) -> dict[str, Any]:
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


LABELS = sorted(
    operations(schemathesis.openapi.from_dict(document())), key=lambda label: "clock" in label
)


@pytest.fixture(scope="module")
def impatient() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "PATIENCE", 0.02)
        yield


@pytest.fixture(scope="module")
def described(shared: Caller, impatient: None) -> dict[str, Any]:
    """The operations of the served document, ready to be called in this process."""
    app = shared.service.app
    return operations(schemathesis.openapi.from_asgi("/api/openapi.json", app, config=CONFIG))


@pytest.fixture(scope="module")
def session(shared: Caller) -> Iterator[Any]:
    with asgi.get_client(shared.service.app, max_stream_events=3) as client:
        yield client


def on_a_real_case(case: Any, data: st.DataObject) -> None:
    """Most requests name a case that there is, at whatever version it is."""
    stream = case.operation.path.split("/")[3]
    if "id" in case.path_parameters and data.draw(st.integers(0, 3)):
        case.path_parameters["id"] = data.draw(st.sampled_from(REAL[stream]))
        case.headers.pop("If-Match", None)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("label", LABELS)
def test_whatever_is_sent_is_answered_as_the_document_says(
    shared: Caller, described: dict[str, Any], session: Any, label: str, mode: GenerationMode
) -> None:
    operation = described[label]

    @settings(
        max_examples=MOST, deadline=None, suppress_health_check=list(HealthCheck), database=None
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
