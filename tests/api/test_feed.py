"""The feed over HTTP: who is told what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant as after_every_step
from msgspec.structs import replace
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from adapters.event_store.log import receipt_hash
from adapters.event_store.snapshot_marks import SnapshotFront
from domain.application.case import NOBODY, Application
from domain.context import Actor
from domain.divisions import NOWHERE, Divisions
from domain.matter import CaseReader
from domain.streams import STREAMS
from services.access.disclosure import SEALED
from services.access.hearing import hears
from services.access.policy import FEED, OFFICIALS
from services.access.sight import sees
from services.access.ties import ONCE_BEFORE, PLACED, Subject, places_in, supervises, unit_told
from services.api.feed import FILTERS
from services.api.openapi import document
from services.demo import people as demo
from services.queries.feed import FeedFilter, FeedReader
from tests.support.calling import Caller, done
from tests.support.feed_reading import LINES, cases, told
from tests.support.life import Life
from tests.support.next_steps import PEOPLE
from tests.support.places import INNER_MONGOLIA, SICHUAN, WITHOUT_TABLE
from tests.support.world import DAY, claim

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

WITNESSES = (
    *PEOPLE,
    *(Actor(f"centre {unit.organ}", "CENTRE", unit.organ) for unit in PEOPLE),
    Actor("pref.510600", "PREF", "510600"),
    Actor("pref.000000", "PREF", NOBODY),
    Actor("pref.510000", "PREF", "510000"),
    Actor("prov.im", "PROV", "150000"),
    Actor("prov.js.inquiry", "PROV", "320000", ("inquiry",)),
    Actor("prov.000000", "PROV", NOBODY),
    Actor("sysadmin", "SYSADMIN", "system"),
    Actor("public", "PUBLIC", ""),
)


# Who is told what


def test_without_a_token_nothing_is_told(shared: Caller) -> None:
    for accept in ("application/json", "application/x-ndjson", "text/event-stream"):
        assert shared.get(None, "/events", {"Accept": accept}).status_code == 401


def test_a_bureau_is_told_of_its_own_area(shared: Caller) -> None:
    chengdu = told(shared, "pref.510100")
    assert {"demo-2", "demo-3"} <= cases(chengdu, "applications")
    assert "demo-5" not in cases(chengdu)
    assert cases(told(shared, "pref.510700"), "applications", "centres") == {"demo-5"}
    areas = {one["area"]["division"] for one in chengdu if one["stream"] == "applications"}
    assert areas == {"510100"}


def test_a_bureau_is_told_of_the_batches_of_its_province(shared: Caller) -> None:
    assert cases(told(shared, "pref.510100"), "batches") == {"sc-2026-1"}
    assert cases(told(shared, "pref.150100"), "batches") == {"im-2026-1"}


def test_the_province_is_told_of_all_that_was_submitted_in_it(shared: Caller) -> None:
    sichuan = told(shared, "prov.sc")
    assert {"demo-2", "demo-3", "demo-5"} <= cases(sichuan, "applications")
    assert cases(sichuan, "centres") == {"demo-5"}
    own = {f"demo-{number}" for number in range(8, 13)} | {"im-2026-1"}
    assert cases(told(shared, "prov.im"), "applications", "centres", "batches") == own


def test_a_draft_is_told_to_its_applicant_alone(shared: Caller) -> None:
    draft = [one for one in told(shared, "applicant.6") if one["id"] == "demo-6"]
    assert [one["type"] for one in draft] == ["draft-created"]
    assert draft[0]["area"] == {"regulation": "SC", "division": NOBODY}
    for who in ("pref.510600", "prov.sc", "applicant.2", "cnipa"):
        assert "demo-6" not in cases(told(shared, who))
    submitted = [one for one in told(shared, "prov.sc") if one["id"] == "demo-2"]
    assert [one["type"] for one in submitted] == ["application-submitted"]


PUBLIC = {"calendars", "regulations", "stores"}


def test_a_unit_is_told_of_its_own_cases_only(shared: Caller) -> None:
    for who in ("applicant.5", "centre.5"):
        own = told(shared, who)
        named = {(one["stream"], one["id"]) for one in own if one["stream"] != "bank-accounts"}
        assert named == {
            ("applications", "demo-5"),
            ("centres", "demo-5"),
            ("fund-projects", "demo-5-p1"),
        }
        assert len({one["id"] for one in own if one["stream"] == "bank-accounts"}) == 1
    assert told(shared, "applicant.4") == []


@pytest.mark.parametrize("who", ["sysadmin", "cnipa", "expert.1", "city.320500"])
def test_others_are_told_of_public_files_only(shared: Caller, who: str) -> None:
    assert {one["stream"] for one in told(shared, who)} == PUBLIC


def test_who_pays_is_told_of_fund_projects_besides(shared: Caller) -> None:
    assert {one["stream"] for one in told(shared, "finance.sc")} == PUBLIC | {"fund-projects"}


def test_nobody_is_told_of_parties_and_claims(shared: Caller) -> None:
    for who in demo.accounts():
        assert {one["stream"] for one in told(shared, who)} <= FEED.keys()


def test_personal_data_stays_sealed(shared: Caller) -> None:
    for who in ("applicant.6", "prov.sc"):
        text = shared.get(who, "/events", LINES).text
        assert SEALED in text
        assert not any(name in text for name in ("陈晓", "林清", "13900000000", '"box"'))


def test_what_is_told_can_be_looked_up_and_is_the_same(shared: Caller) -> None:
    """The case behind each event is there for the same person; the receipt is that of the store."""
    for who in ("applicant.5", "pref.510700", "prov.sc"):
        for one in told(shared, who):
            [stored] = shared.runtime.log.at([one["position"]])
            assert one["sha256"] == receipt_hash(stored).hex()
            assert one["salt"] == stored.salt.hex()
            history = f"/{one['stream']}/{one['id']}/events"
            records = done(shared.get(who, history, limit=1000), 200)["items"]
            [found] = [record for record in records if record["version"] == one["version"]]
            for name in ("position", "version", "type", "recorded_at", "basis", "sha256"):
                assert one[name] == found[name]
            assert one["event"].keys() == found["event"].keys()
            assert one["occurred_on"] == found["context"]["occurred_on"]
            assert one["effective_on"] == found["context"]["effective_on"]
            assert one["document_no"] == found["context"].get("document_no")


class FollowedLife(Life):
    """Whatever happens: who is told of an event may see the case, then and ever after."""

    @after_every_step()
    def followers_may_see(self) -> None:
        for name in dict.fromkeys(one.stream for one in self.fresh):
            self.may_be_seen(name)
        self.fresh.clear()

    def places(self, area: str) -> Divisions:
        regime = self.world.states[f"regulations/{area.partition('.')[0]}"]
        return places_in(regime, self.day)

    def may_be_seen(self, name: str) -> None:
        stream, _ = name.split("/")
        case = self.world.states[name]
        owner = unit_told(case, self.day)
        history = self.world.histories[name]
        told_by = dict.fromkeys((one.area, one.context.occurred_on) for one in history)
        for actor in WITNESSES:
            if not any(
                hears(actor, stream, area, day, lambda: owner, self.places(area))
                for area, day in told_by
            ):
                continue
            regime = self.world.states.get(f"regulations/{case.regime}")
            if stream in PLACED and not supervises(actor, regime, self.day):
                continue
            once = actor.role in ONCE_BEFORE and isinstance(case, Application) and case.centre
            reader = CaseReader(self.world.load, claim)
            assert once or sees(actor, Subject(stream, case, self.day, reader))


TestFollowedLife = FollowedLife.TestCase
TestFollowedLife.settings = settings(stateful_step_count=30)


def test_the_bureau_of_the_place_and_its_province_are_told_of_every_case_before_them() -> None:
    for area, places in (
        ("SC.510100", SICHUAN),
        ("SC.510700", SICHUAN),
        ("IM.150100", INNER_MONGOLIA),
    ):
        province = Actor("", "PROV", places.authority)
        for stream in ("applications", "centres"):
            for actor in (Actor("", "PREF", area[3:]), province):
                assert hears(actor, stream, area, DAY, str, places)


@given(
    actor=st.sampled_from(WITNESSES),
    role=st.sampled_from(["PREF", "PROV", "CITY", "EXPERT", "PUBLIC", "AUDIT", "SYSTEM", ""]),
    stream=st.sampled_from([*STREAMS, "violations", "discipline-cases", "remedies", ""]),
    area=st.sampled_from(["SC.510100", "SC.510000", "SC.000000", "HOUSE.000000", "", "510100"]),
    places=st.sampled_from([SICHUAN, WITHOUT_TABLE, NOWHERE]),
)
def test_what_is_before_nobody_or_not_named_is_not_told(
    actor: Actor, role: str, stream: str, area: str, places: Divisions
) -> None:
    official = replace(actor, role=role)
    if hears(official, stream, area, DAY, lambda: actor.organ, places):
        assert stream in FEED
        assert stream in ("calendars", "regulations", "stores") or not area.endswith(NOBODY)
        assert stream in ("calendars", "regulations", "stores") or role in OFFICIALS


# What another process or another release has written


def test_a_case_that_another_process_opened_is_told_to_its_owner(
    shared: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This process has looked for it before it was there."""
    [draft] = told(shared, "applicant.6")
    store, name = shared.runtime.store, "applications/demo-6"
    store.forget([name])
    with monkeypatch.context() as before:
        for read in ("history", "stretch"):
            before.setattr(store.log, read, lambda *_, **__: [])
        before.setattr(store.snapshots, "latest", lambda _: SnapshotFront())
        assert store.current(name) == (None, 0)
    assert told(shared, "applicant.6") == [draft]


def test_an_event_of_a_newer_release_is_told_as_it_is(shared: Caller) -> None:
    position = told(shared, "prov.sc", type="application-accepted")[0]["position"]
    [known] = shared.runtime.log.at([position])
    state = known.state.replace(b"application-accepted", b"application-praised")
    newer = replace(known, topic="application-praised", state=state)
    feed_reader = FeedReader(shared.runtime, demo.accounts()["prov.sc"], FeedFilter())
    found = feed_reader.told(newer)
    assert found and found.event["type"] == found.type == "application-praised"


# How it is described


def test_the_description_is_openapi_and_names_what_the_feed_takes() -> None:
    assert OPENAPI_31_VALIDATOR.is_valid(document())
    operation = document()["paths"]["/api/v1/events"]["get"]
    names = {parameter["name"] for parameter in operation["parameters"]}
    assert names == {"after", "limit", "min_position", "Last-Event-ID", *FILTERS}
    assert set(operation["responses"]["200"]["content"]) == {
        "application/json",
        "application/x-ndjson",
        "text/event-stream",
    }
