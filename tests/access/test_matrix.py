"""Every role before every read: what is answered is what the policy of sight says, no more."""

from collections.abc import Iterator

import pytest
from httpx2 import Response

from domain.application.case import Application
from domain.application.seats import reviews
from domain.case import stream_and_id
from domain.context import Actor
from domain.parts import Part
from domain.streams import STREAMS
from services.access.policy import CASES, LISTS, OFFICIALS
from services.access.sight import sees
from services.access.ties import Subject, holds
from services.access.visibility import ANYBODY
from services.api.requests import CALLERS_STREAMS
from services.api.routes import ROUTES
from services.demo import people as demo
from tests.support.calling import Caller

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

LIST_OF = {
    "/audit": "audit_trail",
    "/registry/centres": "registry",
    "/flags": "red_flags",
    "/flag-rules": "red_flags",
}
FOR_BUREAUS = {"/overview", "/statistics/years"}
"""Counts of a list, for those to whom it shows an area."""
OF_A_CASE = {"/{stream}/{id}", "/{stream}/{id}/events", "/{stream}/{id}/diff"}
WITH_ITS_BATCH = {"/batches/{id}/applications", "/batches/{id}/ranking"}
WITH_ITS_APPLICATION = {"/applications/{id}/conditions", "/applications/{id}/road"}
OF_EXPERTS = {"/batches/{id}/draw", "/applications/{id}/score-sheet", "/panels"}
REVIEW, OBJECTION = "/applications/{id}/review-report", "/applications/{id}/objections/{no}"
ELSEWHERE = {
    *("/files/{hash}", OBJECTION),
    *("/registry/changes", "/registry/counts", "/registry/centres/{id}/history"),
    *("/statistics/public", "/statistics/totals", "/statistics/step-times"),
    *("/events/{position}/document", "/documents/{hash}.pdf", "/verify/{mark}"),
    *("/jobs", "/jobs/{id}", "/jobs/{id}/file", "/letter", "/accounts"),
    *("/guide", "/guide/{command}"),
    *("/fund-projects/{id}/trace", "/trace", "/lines/{position}/{line}"),
    *("/events/digest", "/webhooks", "/fund-projects/{id}/ledger"),
    *("/fund-projects/{id}/working-paper.xlsx", "/fund-projects/{id}/working-paper.pdf"),
}
"""Files open by the cases that hold them (test_http_papers), an objection by its own secret; what
is counted and changes in the registry is for anybody, as the registry is; so are figures without
small ones (tests/read_model/test_yearly_figures, test_step_times); documents are for who is shown
their event (tests/documents). Long work is for who asked for it, a letter for the auditor whose
it is (test_auditing_pages), accounts for who keeps them; guides are for anybody. Books, traces
and lines of money rest on the accounts and projects that somebody is shown (tests/ledger,
tests/tracing). Digests are of the feed (tests/api/test_digest), webhooks for who keeps them
(tests/webhooks)."""
DUTIES = sorted({f"prov.sc{duty}" for duty in demo.DEMO_DUTIES})


def accounts() -> dict[str | None, Actor]:
    """One of each role, and of each separated duty; and nobody in particular."""
    everybody = demo.accounts()
    roles = {actor.role: name for name, actor in reversed(everybody.items())}
    named = (*roles.values(), *DUTIES)
    return {None: ANYBODY} | {name: everybody[name] for name in named}


def names(call: Caller) -> Iterator[str]:
    for stream in CALLERS_STREAMS:
        yield from call.runtime.log.streams(f"{stream}/")


def subject(call: Caller, name: str) -> Subject:
    case, _ = call.runtime.store.current(name)
    assert case is not None
    stream, _ = stream_and_id(name)
    return Subject(stream, case, call.runtime.clock.today(), call.runtime.current_reader())


@pytest.mark.parametrize("who", accounts())
def test_a_case_is_answered_to_those_whom_the_policy_shows_it(
    shared: Caller, who: str | None
) -> None:
    actor = accounts()[who]
    for name in names(shared):
        about = subject(shared, name)
        sight = sees(actor, about)
        for path in sorted(OF_A_CASE):
            answer = shared.get(who, path.replace("{stream}/{id}", name))
            assert answer.status_code == expected(who, about.stream, sight is not None), (who, name)
            assert sight or is_like_absent(shared, who, path, answer), (who, name)


def expected(who: str | None, stream: str, seen: bool) -> int:
    if who is None and not any("PUBLIC" in line.roles for line in CASES[stream]):
        return 401
    return 200 if seen else 404


def is_like_absent(call: Caller, who: str | None, path: str, answer: Response) -> bool:
    """A hidden case is answered as one that there is not, but for the address asked for."""
    stream = answer.request.url.path.split("/")[3]
    absent = call.get(who, path.replace("{stream}/{id}", f"{stream}/no-such-case"))
    told = [one.json() | {"instance": ""} for one in (answer, absent)]
    return absent.status_code == answer.status_code and told[0] == told[1]


@pytest.mark.parametrize("who", accounts())
def test_a_list_is_answered_to_those_for_whom_the_policy_has_a_line(
    shared: Caller, who: str | None
) -> None:
    actor = accounts()[who]
    for route in ROUTES:
        name = LIST_OF.get(route.path, route.path[1:])
        if route.method == "GET" and name in LISTS:
            has_line = any(holds(line, actor) for line in LISTS[name])
            refused = 401 if who is None else 403
            assert shared.get(who, route.path).status_code == (200 if has_line else refused), name


@pytest.mark.parametrize("who", accounts())
def test_an_overview_is_for_bureaus_of_an_area(shared: Caller, who: str | None) -> None:
    wanted = 200 if accounts()[who].role in OFFICIALS else 401 if who is None else 403
    for path in sorted(FOR_BUREAUS):
        assert shared.get(who, path).status_code == wanted
    assert shared.get(who, "/statistics/public").status_code == 200


@pytest.mark.parametrize("who", accounts())
def test_the_experts_report_is_for_those_who_may_know_them(shared: Caller, who: str | None) -> None:
    actor = accounts()[who]
    for name in shared.runtime.log.streams("applications/"):
        sight = sees(actor, subject(shared, name))
        if not (sight and sight.shows(Part.EXPERTS)):
            answer = shared.get(who, REVIEW.replace("{id}", stream_and_id(name)[1]))
            assert answer.status_code == (401 if who is None else 404)


@pytest.mark.parametrize("who", accounts())
def test_the_room_of_a_batch_holds_the_applications_that_one_is_shown(
    shared: Caller, who: str | None
) -> None:
    for name in shared.runtime.log.streams("batches/"):
        seen = sees(accounts()[who], subject(shared, name)) is not None
        for path in sorted(WITH_ITS_BATCH):
            answer = shared.get(who, path.replace("batches/{id}", name))
            assert answer.status_code == expected(who, "batches", seen)
            told = answer.json() if seen else {}
            for row in (*told.get("items", ()), *told.get("ranked", ())):
                case = row.get("application") or row["id"]
                assert sees(accounts()[who], subject(shared, f"applications/{case}"))


@pytest.mark.parametrize("who", accounts())
def test_who_could_be_drawn_is_for_those_who_may_know_the_experts(
    shared: Caller, who: str | None
) -> None:
    for name in shared.runtime.log.streams("batches/"):
        sight = sees(accounts()[who], subject(shared, name))
        knows = sight is not None and sight.shows(Part.EXPERTS)
        answer = shared.get(who, f"/{name}/draw")
        assert answer.status_code == expected(who, "batches", knows)


@pytest.mark.parametrize("who", accounts())
def test_conditions_are_shown_with_the_application_and_sheets_to_their_panel(
    shared: Caller, who: str | None
) -> None:
    actor = accounts()[who]
    for name in shared.runtime.log.streams("applications/"):
        about = subject(shared, name)
        seen = sees(actor, about) is not None
        answer = shared.get(who, f"/{name}/conditions")
        assert answer.status_code == expected(who, "applications", seen)
        sits = isinstance(about.case, Application) and reviews(
            shared.runtime.current_reader(), about.case, actor.person
        )
        sheet = shared.get(who, f"/{name}/score-sheet")
        assert sheet.status_code == expected(who, "applications", sits)
    own = 401 if who is None else 200 if actor.role == "EXPERT" else 403
    assert shared.get(who, "/panels").status_code == own


def test_every_read_is_in_the_matrix() -> None:
    crossed = {"/{stream}", "/events", "/registry/centres/{id}", REVIEW} | OF_A_CASE | ELSEWHERE
    lists = set(LIST_OF) | {f"/{name}" for name in LISTS}
    crossed |= WITH_ITS_BATCH | WITH_ITS_APPLICATION | OF_EXPERTS
    read = {route.path for route in ROUTES if route.method == "GET"}
    assert read <= crossed | lists | FOR_BUREAUS


def test_every_role_of_the_demonstration_is_in_the_matrix() -> None:
    assert {actor.role for actor in accounts().values()} >= {
        actor.role for actor in demo.accounts().values()
    }
    assert STREAMS.keys() == CASES.keys()
