"""Every value that the policy keeps from somebody is looked for in the bytes of all they can read.

What is searched for is told by the specification (Part 3), not by the code that cuts.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest
from msgspec import Struct

from adapters.event_store.log import Stored
from adapters.nats.stream import message, subject_area
from domain.streams import STREAMS
from services.access.hearing import subjects
from services.api.requests import CALLERS_STREAMS
from services.api.routes import ROUTES
from services.demo import people as demo
from tests.support.calling import Caller, done, draft
from tests.support.objecting import FACTS, OBJECTOR, SECRET, lodge
from tests.support.scored_over_http import EXPERTS, NAMES, OPINION, assigned, score
from tests.support.sichuan import named_after

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

LEAD = "逾期来信所称的另一件事"
DRAFT = "尚未提交的填报单位有限公司"
SAMPLE = (
    *("applicant.1", "centre.5", "pref.510100", "prov.sc", "prov.sc.objections", "prov.im"),
    *("expert.1", "localgov.320505", "audit.sc", "sysadmin"),
)
OFFICE = frozenset({"prov.sc.experts", "prov.sc.decider"})
SICHUAN = frozenset(f"prov.sc{duty}" for duty in demo.DEMO_DUTIES)
INQUIRERS = frozenset({"prov.sc.objections", "prov.sc.inquiry", "prov.sc.decider"})
OWN = frozenset({"applicant.1", "centre.1"})
CHENGDU = frozenset(
    who for who, one in demo.accounts().items() if (one.role, one.organ) == ("PREF", "510100")
)


INWARD = {
    str(event.__struct_config__.tag)
    for stream in STREAMS.values()
    for event in stream.events
    if event.inward
}
"""What the feed tells without saying who did it, and NATS not at all."""


class Secret(Struct, frozen=True):
    """A value, and the accounts that may find it somewhere; nobody else may, anywhere."""

    value: str
    told: frozenset[str]


def secrets() -> Iterator[Secret]:
    nobody: frozenset[str] = frozenset()
    yield Secret(SECRET, nobody)
    yield Secret(OPINION, frozenset({"expert.1"}))
    yield Secret(DRAFT, frozenset({"applicant.2", "centre.2"}))
    for name in ("name", "contact", "uscc"):
        yield Secret(OBJECTOR[name], frozenset({"prov.sc.objections"}))
    yield Secret(FACTS, OWN | CHENGDU | SICHUAN)
    yield Secret(LEAD, INQUIRERS)
    for person, name in zip(EXPERTS, NAMES, strict=False):
        yield Secret(f'"{person}"', OFFICE | {person, "sysadmin"})  # an account's name as well
        yield Secret(name, OFFICE)


@pytest.fixture(scope="module")
def populated(kind: str, shared: Caller) -> Caller:
    """The demonstration, an entry in publicity against which somebody objects, another before its
    panel with a sheet in, a paper that came without a name, and a draft that nobody else knows."""
    assigned(shared)
    done(score(shared, "expert.1"))
    shared.walk("a1", **named_after("白酒产业"))
    shared.publicise("a1")
    done(lodge(shared, None))
    done(lodge(shared, None, objector=None, facts=LEAD))
    done(shared.open("applicant.2", "applications", draft(unit_name=DRAFT), id="hidden-draft"))
    shared.service.subscription.catch_up()
    return shared


def paths(call: Caller) -> Iterator[str]:
    """Everything that can be asked for, of every case there is."""
    names = [name for stream in CALLERS_STREAMS for name in call.runtime.log.streams(f"{stream}/")]
    for path in (route.path for route in ROUTES if route.method == "GET"):
        if "{stream}/{id}" in path:
            yield from (path.replace("{stream}/{id}", name) for name in names)
        elif "{stream}" in path:
            yield from (path.replace("{stream}", stream) for stream in CALLERS_STREAMS)
        elif "{id}" in path:
            ids = {name.partition("/")[2] for name in names}
            yield from (path.replace("{id}", id).replace("{no}", "1") for id in sorted(ids))
        elif "{hash}" not in path:
            yield path


@cache
def read(call: Caller, who: str | None, path: str) -> str:
    """What somebody reads there: nothing happens between the tests, so each asks but once."""
    return call.get(who, path).text


def found_by(call: Caller, who: str | None, path: str, values: list[Secret]) -> list[str]:
    text = read(call, who, path)
    return [one.value for one in values if one.value in text]


def shows_no_secret(call: Caller, accounts: tuple[str | None, ...]) -> None:
    every, shown = list(paths(call)), []
    for who in accounts:
        hidden = [one for one in secrets() if who not in one.told]
        found = ((path, found_by(call, who, path, hidden)) for path in every)
        shown += [(who, path, values) for path, values in found if values]
    assert shown == []


def test_no_read_shows_a_value_to_whom_it_is_not_for(populated: Caller) -> None:
    shows_no_secret(populated, (None, *SAMPLE))


@pytest.mark.soak
def test_no_read_shows_a_value_to_any_account(populated: Caller) -> None:
    shows_no_secret(populated, (None, *demo.accounts()))


@pytest.mark.parametrize("secret", list(secrets()), ids=lambda one: one.value)
def test_each_value_is_there_to_be_found(populated: Caller, secret: Secret) -> None:
    """Otherwise the search would prove nothing: who may know it finds it, or it is in the store."""
    for who in secret.told & {*SAMPLE, "prov.sc.decider"}:
        hidden = [secret]
        assert any(found_by(populated, who, path, hidden) for path in paths(populated)), who


def messages(call: Caller) -> list[tuple[Stored, str, bytes]]:
    """Every event as it stands on NATS: its subject, and all its bytes."""
    found = []
    for stored in call.runtime.log.follow(0, 100_000):
        sent = message(stored, subject_area(stored.state), 0, 0)
        found.append((stored, sent.subject, repr(sent.headers).encode() + sent.body))
    return found


def test_no_subject_that_a_bureau_is_given_brings_a_value_that_is_not_for_it(
    populated: Caller,
) -> None:
    everything, day = messages(populated), populated.runtime.clock.today()
    for who, actor in demo.accounts().items():
        given = list(subjects(actor, populated.runtime.regimes(), day))
        hidden = [one.value.encode() for one in secrets() if who not in one.told]
        for _, subject, body in everything:
            if any(fnmatchcase(subject, one) for one in given):
                assert not [value for value in hidden if value in body], (who, subject)


def test_the_subjects_of_a_bureau_bring_what_the_feed_tells_it_and_nothing_else(
    populated: Caller,
) -> None:
    everything, day = messages(populated), populated.runtime.clock.today()
    for who in ("pref.510100", "pref.510700", "prov.sc", "prov.im", "cnipa", "audit.sc"):
        actor = demo.accounts()[who]
        given = list(subjects(actor, populated.runtime.regimes(), day))
        by_nats = {one.position for one, subject, _ in everything if matches(subject, given)}
        by_feed = {one["position"] for one in fed(populated, who) if one["type"] not in INWARD}
        assert by_feed <= by_nats, who
        assert who.startswith("pref") or by_nats == by_feed, who


def matches(subject: str, given: list[str]) -> bool:
    return any(fnmatchcase(subject, one) for one in given)


def fed(call: Caller, who: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    place = 0
    while page := done(call.get(who, "/events", after=place, limit=1000), 200):
        items += page["items"]
        if page["next"] == place:
            break
        place = page["next"]
    return items
