"""Documents over HTTP: for whom the event is, as they were made first; and verified by anybody."""

from hashlib import sha256
from typing import Any

import pytest

from adapters.event_store.log import Stored, receipt_hash
from services.documents import making
from tests.support.calling import Caller, done
from tests.support.citing import invariant
from tests.support.documented import text_of

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")
CLERK = "pref.510100"


@pytest.fixture(scope="module")
def accepted(shared: Caller) -> Stored:
    shared.walk("doc-1", until="AcceptApplication")
    return shared.runtime.log.history("applications/doc-1")[-1]


@pytest.fixture(scope="module")
def certified(shared: Caller) -> Stored:
    """The last recognition of the demonstration, on the centre's side."""
    log = shared.runtime.log
    names = log.streams("centres/")
    found = [one for name in names for one in log.history(name) if one.topic == "centre-recognised"]
    return found[-1]


def mark_of(stored: Stored) -> str:
    return f"{stored.position}-{receipt_hash(stored).hex()[:16]}"


def fetched(call: Caller, who: str | None, stored: Stored, **query: Any) -> bytes:
    answer = call.get(who, f"/events/{stored.position}/document", **query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    return bytes(answer.content)


@invariant(57)
def test_a_document_is_for_whoever_is_shown_its_event(shared: Caller, accepted: Stored) -> None:
    path = f"/events/{accepted.position}/document"
    assert "受理通知书" in text_of(fetched(shared, CLERK, accepted))
    for who in (None, "applicant.2", "expert.1", "finance.sc", "pref.510300"):
        assert shared.get(who, path).status_code == 404, who
    own = shared.get("applicant.1", path)
    assert own.content == fetched(shared, CLERK, accepted)
    assert own.headers["content-disposition"].startswith('attachment; filename="acceptance-')


def test_a_certificate_is_for_anybody_and_verified_by_anybody(
    shared: Caller, certified: Stored
) -> None:
    pdf = fetched(shared, None, certified)
    hash, mark = sha256(pdf).hexdigest(), mark_of(certified)
    assert mark in text_of(pdf)
    assert shared.get(None, f"/documents/{hash}.pdf").content == pdf
    by_mark = done(shared.get(None, f"/verify/{mark}", sha256=hash), 200)
    by_hash = done(shared.get(None, f"/verify/{hash}"), 200)
    by_file = done(shared.post(None, "/verify", pdf), 200)
    assert by_mark == by_hash == by_file
    assert (by_mark["verdict"], by_mark["document"]["standing"]) == ("genuine", "holds")
    assert by_mark["document"]["receipt"] == receipt_hash(certified).hex()
    altered = done(shared.post(None, "/verify", pdf.replace(b"%PDF", b"%PDf")), 200)
    assert (altered["verdict"], altered["document"]) == ("changed", by_mark["document"])


@invariant(57)
def test_of_what_is_not_public_verifying_tells_strangers_no_more_than_of_what_there_is_not(
    shared: Caller, accepted: Stored
) -> None:
    pdf, mark = fetched(shared, CLERK, accepted), mark_of(accepted)
    none = done(shared.get(None, "/verify/999999-0000000000000000"), 200)
    assert none["verdict"] == "unknown" and none["document"] is None
    for asked in (mark, sha256(pdf).hexdigest(), f"{accepted.position}-{'0' * 16}", "x"):
        assert done(shared.get(None, f"/verify/{asked}"), 200) == none
    assert done(shared.post(None, "/verify", pdf), 200) == none
    assert done(shared.get("applicant.2", f"/verify/{mark}"), 200) == none
    assert done(shared.get("applicant.1", f"/verify/{mark}"), 200)["verdict"] == "genuine"


def test_what_is_no_document_or_no_event_is_not_there(shared: Caller, accepted: Stored) -> None:
    begun = shared.runtime.log.history("applications/doc-1")[0]
    for path in (
        f"/events/{begun.position}/document",
        "/events/0/document",
        "/events/999999999/document",
        f"/events/{accepted.position}/document?kind=certificate",
        "/applications/doc-1/events/999/document",
        f"/documents/{'0' * 64}.pdf",
        "/documents/x.pdf",
    ):
        assert shared.get(CLERK, path).status_code == 404, path


def test_a_document_stays_as_it_was_made_whatever_a_later_release_would_make(
    shared: Caller, accepted: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = fetched(shared, CLERK, accepted)
    monkeypatch.setattr(making, "typeset_apart", lambda *_: first + b"\n%%EOF")
    assert fetched(shared, CLERK, accepted) == first
    kept = shared.runtime.settings.data / "files" / sha256(first).hexdigest()
    whole = kept.read_bytes()
    kept.unlink()
    assert shared.get(CLERK, f"/events/{accepted.position}/document").status_code == 410
    kept.write_bytes(whole)
    monkeypatch.undo()
    kept.unlink()
    assert fetched(shared, CLERK, accepted) == first


def test_a_document_that_takes_too_long_is_tried_later(
    shared: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = shared.runtime.log
    events = [one for name in log.streams("batches/") for one in log.history(name)]
    stored = next(one for one in events if one.topic == "publicity-started")
    monkeypatch.setattr(making, "SET_WITHIN", 0.001)
    answer = shared.get(CLERK, f"/events/{stored.position}/document")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_a_certificate_tells_when_what_it_recognised_has_ended(
    shared: Caller, certified: Stored
) -> None:
    id = certified.stream.partition("/")[2]
    annulled = {"reason": "认定所依据的材料虚假", "served_on": "2026-03-02"}
    done(
        shared.do(
            "prov.im.decider", "centres", id, "annul-recognition", annulled, document_no="川知撤1号"
        )
    )
    said = done(shared.get("applicant.2", f"/verify/{mark_of(certified)}"), 200)
    assert (said["verdict"], said["document"]["standing"]) == ("genuine", "ended")
    end = shared.runtime.log.history(certified.stream)[-1]
    assert "撤销对该中心的认定" in text_of(fetched(shared, "applicant.2", end))
    told = done(shared.get("applicant.2", f"/verify/{mark_of(end)}"), 200)["document"]
    assert (told["kind"], told["standing"], told["number"]) == ("annulment", "holds", "川知撤1号")


def test_strangers_take_turns(shared: Caller) -> None:
    statuses = {shared.get(None, "/verify/1-0000000000000000").status_code for _ in range(40)}
    assert statuses == {200, 429}
