"""What somebody is not shown changes no byte of anything they can read: no list, cursor, count,
version or ETag tells that it happened."""

from collections.abc import Callable

import pytest

from tests.access.test_bytes import paths
from tests.api.test_http_inquiry import inquired
from tests.support.calling import Caller, done, draft
from tests.support.objecting import lodge
from tests.support.scored_over_http import assigned, score
from tests.support.sichuan import named_after

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

EVERYBODY_ELSE = (
    *(None, "applicant.1", "applicant.5", "pref.510100", "pref.510700", "prov.sc"),
    *("prov.sc.reviewer", "prov.sc.objections", "prov.im", "expert.9", "cnipa", "audit.sc"),
)
NO_READERS_OF_LEADS = tuple(one for one in EVERYBODY_ELSE if one != "prov.sc.objections")
"""Without those who handle objections: many leads were lodged as objections."""
OUTSIDE = (None, "applicant.1", "applicant.5", "expert.1", "expert.9", "cnipa", "sysadmin")


def a_sheet(call: Caller) -> Callable[[], None]:
    assigned(call)
    return lambda: ok(score(call, "expert.1"))


def a_changed_sheet(call: Caller) -> Callable[[], None]:
    assigned(call)
    ok(score(call, "expert.1"))
    return lambda: ok(score(call, "expert.1", 2000))


def a_draft(call: Caller) -> Callable[[], None]:
    ok(call.open("applicant.2", "applications", draft(), id="hidden"))
    body = {"form": draft(unit_name="另一家填报单位有限公司")["form"]}
    return lambda: ok(call.do("applicant.2", "applications", "hidden", "revise-draft", body))


def a_lead(call: Caller) -> Callable[[], None]:
    call.walk("a1", **named_after("白酒产业"))
    call.publicise("a1")
    return lambda: ok(lodge(call, None, objector=None))


def an_inquiry(call: Caller) -> Callable[[], None]:
    """From lead to transfer, but for what the unit is notified of."""
    call.walk("a1", **named_after("白酒产业"))
    call.publicise("a1")
    return lambda: inquired(call)


def ok(answer: object) -> None:
    done(answer)  # type: ignore[arg-type]


HIDDEN = {
    "a sheet": (a_sheet, EVERYBODY_ELSE),
    "a changed sheet": (a_changed_sheet, EVERYBODY_ELSE),
    "a draft": (a_draft, EVERYBODY_ELSE),
    "a lead": (a_lead, OUTSIDE),
    "an inquiry": (an_inquiry, NO_READERS_OF_LEADS),
}


def everything(call: Caller, who: str | None, asked: list[str]) -> dict[str, tuple[str, str]]:
    """The bytes and the ETag of every read."""
    answers = {path: call.get(who, path) for path in asked}
    return {path: (one.text, one.headers.get("ETag", "")) for path, one in answers.items()}


IN_SOAK = ("a sheet", "a changed sheet", "a lead")


@pytest.mark.parametrize(
    "what",
    [pytest.param(one, marks=pytest.mark.soak) if one in IN_SOAK else one for one in HIDDEN],
)
def test_what_is_hidden_changes_nothing_that_others_read(call: Caller, what: str) -> None:
    prepare, readers = HIDDEN[what]
    act = prepare(call)
    call.service.subscription.catch_up()
    asked = [path for path in paths(call) if concerned(path)]
    before = {who: everything(call, who, asked) for who in readers}
    act()
    call.service.subscription.catch_up()
    for who in readers:
        after = everything(call, who, asked)
        told = {path: (before[who][path], after[path]) for path in asked}
        assert {path: pair for path, pair in told.items() if pair[0] != pair[1]} == {}, who


def concerned(path: str) -> bool:
    """Lists, and the cases in which something happens; the other cases stay as they were. Tries of
    an objection's secret are counted, and so differ."""
    if "/objections/" in path:
        return False
    named = path.split("/")[2:3]
    return not named or named[0] in ("p1", "a1", "hidden", "demo-5", "sc-2026-1", "510000")
