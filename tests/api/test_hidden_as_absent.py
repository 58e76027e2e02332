"""A case that somebody may not see is answered as one that is not there, whatever they ask."""

from typing import Any

import pytest
from httpx2 import Response

from domain.streams import STREAMS
from domain.trial.made_up import made_up
from services.api.commands import slug
from services.demo.round import SICHUAN_BATCH
from tests.support.asking import PROPER
from tests.support.calling import Caller, as_body, done, draft
from tests.support.sichuan import USCC
from tests.support.world import DAY

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

OFFICIALS = ("pref.510100", "prov.sc", "prov.sc.decider", "prov.im", "finance.sc", "audit.sc")
OTHERS = ("applicant.5", "centre.2", "expert.1", *OFFICIALS)
COMMANDS = [
    command
    for command in STREAMS["applications"].commands
    if not command.entailed and not command.opens and not command.public
]
OWN = "applicant.1"


def plain(answer: Response, id: str) -> tuple[int, Any, set[str]]:
    """Status, body and headers, but for the id and what differs with every request."""
    body = answer.text.replace(id, "ID")
    return answer.status_code, body, set(answer.headers)


@pytest.fixture(scope="module")
def drafted(kind: str, shared: Caller) -> Caller:
    done(shared.open(OWN, "applications", draft(), id="a-draft"))
    return shared


@pytest.mark.parametrize("who", OTHERS)
def test_another_units_draft_is_absent_to_every_read_and_command(drafted: Caller, who: str) -> None:
    for tail in ("", "/events", "/diff", "/review-report"):
        answers = [
            plain(drafted.get(who, f"/applications/{id}{tail}"), id) for id in ("a-draft", "a-none")
        ]
        assert answers[0] == answers[1], tail
    for command in COMMANDS:
        known = PROPER.get(command.__name__)
        body = as_body(known.command if known else made_up(command, {}, DAY))
        for headers in ({}, {"If-Match": '"7"'}):
            answers = [
                plain(drafted.do(who, "applications", id, slug(command), body, headers=headers), id)
                for id in ("a-draft", "a-none")
            ]
            assert answers[0] == answers[1], (command, headers)
            assert answers[0][0] == 404


@pytest.mark.parametrize("who", OTHERS)
def test_to_open_a_case_under_the_id_of_anothers_draft_is_answered_as_under_a_free_one(
    drafted: Caller, who: str
) -> None:
    answers = [
        drafted.open(who, "applications", draft(), id=id) for id in ("a-draft", f"free-{who}")
    ]
    assert answers[0].status_code == answers[1].status_code
    if answers[0].status_code == 201:
        assert set(answers[0].json()) == set(answers[1].json())
        assert answers[0].json()["version"] == answers[1].json()["version"] == 1
        assert answers[0].json()["id"] != "a-draft"
    else:
        assert plain(answers[0], "a-draft") == plain(answers[1], f"free-{who}")
    assert drafted.state(OWN, "applications", "a-draft")["version"] == 1


def test_the_id_of_a_lead_is_no_news_to_a_bureau_that_may_not_see_it(drafted: Caller) -> None:
    tip = {"regime": "SC", "source": "HOTLINE", "owner": USCC, "facts": "挪用经费"}
    done(drafted.open("prov.sc", "violations", tip, id="tip-1"))
    answers = [
        done(drafted.open("pref.510700", "violations", tip, id=id)) for id in ("tip-1", "tip-2")
    ]
    assert {answer["version"] for answer in answers} == {1}
    assert drafted.state("prov.sc.inquiry", "violations", "tip-1")["version"] == 1


def test_whether_another_unit_is_registered_is_not_told(drafted: Caller) -> None:
    drafted.register()
    answers = []
    for code in (USCC, "91510100MA6T00038M"):
        unit = {"uscc": code, "name": "某单位"}
        answers.append(plain(drafted.open("applicant.5", "parties", unit, id=code), code))
    assert answers[0] == answers[1]


def test_a_list_that_names_a_draft_is_refused_as_one_that_names_nothing(drafted: Caller) -> None:
    def refused(id: str) -> str:
        body = {"list_no": "L7", "selected": [{"application": id}]}
        path = ("prov.sc.decider", "batches", SICHUAN_BATCH, "determine-list", body)
        answer = drafted.do(*path, document_no="21号")
        assert answer.status_code == 409
        return answer.text.replace(id, "ID")

    assert refused("a-draft") == refused("a-none")


def test_an_official_of_another_area_is_told_the_rule_of_a_case_and_never_its_version(
    drafted: Caller,
) -> None:
    accept: tuple[Any, ...] = (
        "pref.510700",
        "applications",
        "demo-2",
        "accept-application",
        {},
    )
    plainly = drafted.do(*accept)
    assert plainly.status_code == 403
    for version in range(1, 8):
        answer = drafted.do(*accept, headers={"If-Match": f'"{version}"'})
        assert (answer.status_code, answer.text) == (403, plainly.text)
        assert "etag" not in answer.headers
