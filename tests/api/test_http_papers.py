"""Files open by the case in which they stand and the part of it, and never by the hash alone."""

from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from services.access.policy import OFFICIALS
from services.access.visibility import knows_objectors
from services.demo import people as demo
from services.demo.papers import one_line_pdf
from tests.support.calling import Caller, done, whole_form
from tests.support.citing import invariant
from tests.support.objecting import OFFICER, OTHER, lodging, officer

pytest_plugins = ["tests.support.http_fixtures", "tests.support.objection_fixtures"]
pytestmark = pytest.mark.twin("soak")

PASSWORD = "a password of their own"


def upload(call: Caller, who: str, text: str, use: str = "") -> str:
    return str(done(call.post(who, f"/files?for={use}", one_line_pdf(text)))["hash"])


def status(call: Caller, who: str, hash: str) -> int:
    return call.get(who, f"/files/{hash}").status_code


def who_opens(call: Caller, hash: str) -> set[str]:
    """Everybody with an account who opens the file; whoever does not is told that there is none."""
    answers = {one.person: status(call, one.person, hash) for one in call.runtime.accounts.actors()}
    assert set(answers.values()) <= {200, 404}
    return {person for person, code in answers.items() if code == 200}


def who_sees(call: Caller, id: str) -> set[str]:
    """The officials to whom the application as a whole is shown."""
    people = [one for one in call.runtime.accounts.actors() if one.role in OFFICIALS]
    seen = {one.person: call.get(one.person, f"/applications/{id}").status_code for one in people}
    return {person for person, code in seen.items() if code == 200}


def colleagues(call: Caller, who: str, *roles: str) -> set[str]:
    """All accounts of the unit."""
    organ = demo.accounts()[who].organ
    people = call.runtime.accounts.actors()
    return {one.person for one in people if one.organ == organ and one.role in roles}


def unit(call: Caller, who: str) -> set[str]:
    return colleagues(call, who, "APPLICANT", "CENTRE")


def objects(call: Caller, who: str | None, *hashes: str, **changes: Any) -> int:
    body = {"command": lodging(**changes), "evidence": hashes}
    return int(done(call.post(who, "/applications/a1/lodge-objection", body))["event"]["no"])


class Story(NamedTuple):
    """a1 in publicity, and every way in which a paper comes into it."""

    call: Caller
    proof: str
    first: str
    second: str
    anonymous: str
    admission: str
    statement: str


@pytest.fixture(scope="module")
def story(shared: Caller) -> Story:
    """Of two objections the first was admitted with a paper of the officer's, an official of the
    bureau was asked to look into it, and the applicant has answered it with a paper."""
    call = shared
    asked = replace(demo.accounts()["pref.510100"], person=OTHER)
    call.runtime.accounts.put({OTHER: asked}, PASSWORD)
    proof = upload(call, "applicant.1", "proof")
    attached = [*whole_form()["attachments"], {"condition": "其他", "kind": "证明", "file": proof}]
    call.walk("a1", attachments=attached)
    call.publicise("a1")
    first, second = (upload(call, f"applicant.{n}", f"letter {n}", "objection") for n in (3, 5))
    anonymous = upload(call, "applicant.3", "unsigned", "objection")
    assert objects(call, "applicant.3", first) == 1
    assert objects(call, "applicant.5", second) == 2
    assert objects(call, "applicant.3", anonymous, objector=None) > 500_000
    admission, statement = upload(call, OFFICER, "admission"), upload(call, "applicant.1", "answer")
    officer(call, "check-objection-form", {"no": 1}, evidence=[admission])
    told = {"organ": "510100", "person": OTHER, "document_no": "9号"}
    officer(call, "start-investigation", {"no": 1, "asked": told})
    body = {"command": {"no": 1, "statement": "已经受让"}, "evidence": [statement]}
    done(call.post("applicant.1", "/applications/a1/answer-objection", body))
    return Story(call, proof, first, second, anonymous, admission, statement)


def knowing(call: Caller) -> set[str]:
    """The objection officers among those who see the case."""
    people = call.runtime.accounts.actors()
    return {one.person for one in people if knows_objectors(one)} & who_sees(call, "a1")


def test_an_attachment_opens_for_its_unit_and_for_the_officials_who_see_the_case(
    story: Story,
) -> None:
    seeing = who_sees(story.call, "a1")
    assert {"pref.510100", OTHER, "prov.sc", OFFICER} <= seeing
    for hash in (story.proof, story.statement):
        assert who_opens(story.call, hash) == unit(story.call, "applicant.1") | seeing


@invariant(58)
def test_evidence_opens_for_its_unit_the_officer_and_whoever_was_asked_about_that_objection(
    story: Story,
) -> None:
    call, officers = story.call, knowing(story.call)
    assert OFFICER in officers and "prov.sc" not in officers
    assert who_opens(call, story.first) == unit(call, "applicant.3") | officers | {OTHER}
    assert who_opens(call, story.second) == unit(call, "applicant.5") | officers
    assert who_opens(call, story.anonymous) == unit(call, "applicant.3") | officers
    assert who_opens(call, story.admission) == officers | {OTHER}


@invariant(58)
@invariant(58)
def test_units_see_no_hash_of_the_evidence_of_an_objection(story: Story) -> None:
    """Who once sent that very paper would recognise it, and know who objects."""
    call = story.call
    reads = [f"/applications/a1{tail}" for tail in ("", "/events", "/diff")] + [
        "/events?limit=1000"
    ]
    for hash in (story.first, story.second):
        for path in reads:
            assert hash not in call.get("applicant.1", path).text, path
        for path in reads[:2]:
            assert hash in call.get("pref.510100", path).text, path
    assert story.statement in call.get("applicant.1", "/applications/a1/events").text


@invariant(58)
def test_a_file_for_an_objection_that_nobody_has_lodged_yet_is_its_units_alone(
    story: Story,
) -> None:
    call = story.call
    letter = upload(call, "applicant.3", "not yet", "objection")
    assert who_opens(call, letter) == unit(call, "applicant.3")
    paper = upload(call, OFFICER, "came by post", "objection")
    same = colleagues(call, OFFICER, "PROV")
    assert who_opens(call, paper) == {one for one in same if one in knowing(call)}


def test_a_file_that_no_case_holds_opens_for_the_unit_that_has_brought_it(story: Story) -> None:
    call = story.call
    assert who_opens(call, upload(call, "applicant.3", "of no use")) == unit(call, "applicant.3")
    memo = upload(call, "pref.510100", "memorandum")
    assert who_opens(call, memo) == colleagues(call, "pref.510100", "PREF")
    assert status(call, "expert.1", upload(call, "prov.sc", "internal")) == 404


def test_a_hash_that_somebody_cites_opens_the_file_for_nobody(story: Story) -> None:
    """The applicant may know the hash from elsewhere."""
    call = story.call
    before = who_opens(call, story.first)
    form = whole_form(attachments=[{"condition": "x", "kind": "x", "file": story.first}])
    draft = {"regime": "SC", "channel": "ORDINARY", "batch": "sc-2026-1", "form": form}
    done(call.open("applicant.1", "applications", draft, id="citing"))
    change = {"no": 1, "statement": "见附件"}
    body = {"command": change, "evidence": [story.first, story.second]}
    done(call.post("applicant.1", "/applications/a1/answer-objection", body))
    assert who_opens(call, story.first) == before


def test_nobody_hides_an_attachment_by_sending_it_in_with_an_objection(story: Story) -> None:
    call = story.call
    before = who_opens(call, story.proof)
    assert upload(call, "applicant.1", "proof", "objection") == story.proof
    objects(call, "applicant.1", story.proof)
    assert who_opens(call, story.proof) == before


def test_a_draft_shows_its_papers_to_nobody_but_its_unit(story: Story) -> None:
    call = story.call
    paper = upload(call, "applicant.1", "in a draft")
    form = whole_form(attachments=[{"condition": "x", "kind": "x", "file": paper}])
    draft = {"regime": "SC", "channel": "ORDINARY", "batch": "sc-2026-1", "form": form}
    done(call.open("applicant.1", "applications", draft, id="draft"))
    assert who_opens(call, paper) == unit(call, "applicant.1")


def test_the_papers_of_a_case_that_has_ended_open_as_before(call: Caller) -> None:
    proof = upload(call, "applicant.1", "proof")
    attached = [*whole_form()["attachments"], {"condition": "其他", "kind": "证明", "file": proof}]
    call.walk("a1", "SubmitApplication", attachments=attached)
    seeing = who_opens(call, proof)
    assert {"pref.510100", "applicant.1"} <= seeing and "pref.510700" not in seeing
    done(call.do("applicant.1", "applications", "a1", "withdraw-application", {"reason": "另报"}))
    assert call.stage("applications", "a1") == "WITHDRAWN"
    assert who_opens(call, proof) == seeing


@invariant(58)
@pytest.mark.twin("suite")
def test_a_file_is_read_right_after_the_act_and_never_by_the_rights_before_it(
    publicised: Caller,
) -> None:
    for number in range(5):
        paper = upload(publicised, OFFICER, f"paper {number}")
        assert status(publicised, "prov.sc", paper) == 200
        objected = {"command": lodging(received_on="2026-03-02"), "evidence": [paper]}
        refused = publicised.post(OFFICER, "/applications/a1/lodge-objection", objected)
        assert refused.status_code == 422  # it was not uploaded for an objection
        upload(publicised, OFFICER, f"paper {number}", "objection")
        done(publicised.post(OFFICER, "/applications/a1/lodge-objection", objected))
        assert [status(publicised, who, paper) for who in (OFFICER, "prov.sc")] == [200, 404]


@pytest.mark.twin("suite")
def test_while_the_table_of_papers_stands_still_no_file_is_read_by_it(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.api.positions.LONGEST_POSITION_WAIT", 0.2)
    paper = upload(call, "applicant.1", "proof")
    subscription = call.service.subscription
    subscription.stop()
    call.register()
    answer = call.get("applicant.1", f"/files/{paper}")
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    subscription.catch_up()
    assert status(call, "applicant.1", paper) == 200


def test_a_withdrawal_brings_no_file_that_others_have_uploaded(publicised: Caller) -> None:
    foreign = upload(publicised, "applicant.3", "foreign")
    secret = {"Objection-Key": done(publicised.post(None, *objection()))["objection_key"]}
    body = {"command": {"no": 1, "reason": "已经了解"}, "evidence": [foreign]}
    path = "/applications/a1/withdraw-objection"
    assert publicised.post(None, path, body, secret).status_code == 422


def objection() -> tuple[str, dict[str, Any]]:
    return "/applications/a1/lodge-objection", {"command": lodging()}
