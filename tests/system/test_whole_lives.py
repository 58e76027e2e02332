"""The demonstration of whole lives: thirty centres of four regimes, over three years, whose first
telling is broken off and goes on at the next start."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.event_store.codec import decode
from domain.centre.annual import PaperAudited
from domain.centre.assessing import InspectedOnSite
from domain.centre.case import Centre
from domain.centre.evaluating import CentreEvaluated
from domain.centre.righting_records import ConfirmCentreCorrection, ProposeCentreCorrection
from domain.context import Actor
from domain.corrected import RightField
from domain.event import Event
from domain.working_days import CHINA
from services.commands.messages import CommandRequest
from services.consistency.findings import Diagnosis
from services.demo.lives.accounts import lives_accounts
from services.demo.lives.centres import LAST_DAY, LIFE_STORIES
from services.demo.lives.units import SUCCESSOR
from services.demo.office import Office
from services.demo.opening import open_demonstration
from services.queries.feed import FeedFilter, FeedReader
from services.queries.verification_run import VerificationRun, kept_in
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from services.subscriptions.catalogue import CENTRES as REGISTRY
from services.subscriptions.catalogue import PROJECTIONS, PUBLICATIONS
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.rebuild import rebuild
from tests.support.citing import invariant
from tests.support.examined import look

BROKEN_OFF_AFTER = 400
AT_MOST = 20.0
"""Acts, and seconds of processor time for the whole start."""
ENDED = {
    "sc-6": "CANCELLED",
    "sc-7": "CANCELLED",
    "sc-9": "ANNULLED",
    "sc-10": "EXITED",
    "sc-11": "ENDED",
    "im-3": "ENDED",
    "im-5": "CANCELLED",
    "im-6": "CANCELLED",
    "im-7": "ENDED",
    "im-8": "EXITED",
    "sz-2": "ENDED",
    "sz-4": "ENDED",
}
AT_CYCLES_END = dict.fromkeys(("sz-1", "sz-3", "sz-5"), "CYCLE_REVIEW")
REMEDIES = FeedFilter(stream=frozenset({"remedies"}))
UNRECOGNISED = {"nat-2": "SUPPORTED_BY_REPLY", "nat-4": "BUILDING_UNRECOGNISED"}


class BrokenOff(Exception):
    """The process was stopped."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """Begun, broken off, and told to the end at the second start."""
    data, began = tmp_path_factory.mktemp("lives") / "data", time.process_time()
    settings = Settings(data=data, demo=True, demo_lives=True, demo_password="long enough")
    with pytest.MonkeyPatch.context() as patch:
        break_off(patch)
        with closing(open_runtime(settings)) as runtime, pytest.raises(BrokenOff):
            seed(runtime)
            open_demonstration(runtime)
    again = Settings(data=data, demo=True, demo_password="long enough")
    with closing(open_runtime(again)) as runtime:
        assert open_demonstration(runtime).left == []
        assert time.process_time() - began < AT_MOST
        CatchUpSubscription(runtime.log, runtime.readmodel).catch_up()
        yield runtime


def break_off(patch: pytest.MonkeyPatch) -> None:
    give, given = Office.give, Counter[str]()

    def counted(office: Office, request: Any) -> Any:
        given["acts"] += 1
        if given["acts"] > BROKEN_OFF_AFTER:
            raise BrokenOff
        return give(office, request)

    patch.setattr(Office, "give", counted)


def centre(runtime: Runtime, id: str) -> Centre:
    case, _ = runtime.store.current(f"centres/{id}")
    assert isinstance(case, Centre)
    return case


def registered(runtime: Runtime, day: date, known: datetime | None = None) -> dict[str, str]:
    rows = runtime.readmodel.page(REGISTRY, as_of=day, known_at=known, limit=100)
    return {row.key: REGISTRY.decoded(row.row.decode()).status for row in rows}


def test_every_centre_stands_where_its_story_ends(told: Runtime) -> None:
    stages = {one.who.id: centre(told, one.who.id).stage for one in LIFE_STORIES}
    assert stages == dict.fromkeys(stages, "ACTIVE") | ENDED | AT_CYCLES_END | UNRECOGNISED
    assert len(stages) == 30 and told.clock.today() == LAST_DAY


def test_years_rectifications_cycles_and_remedies_are_among_them(told: Runtime) -> None:
    stages = Counter(
        (one.kind, one.stage) for s in LIFE_STORIES for one in centre(told, s.who.id).proceedings
    )
    assert stages["annual", "EVALUATED"] > 30 and stages["annual", "OVERDUE"] > 0
    assert (stages["rectification", "PASSED"], stages["rectification", "NOTIFIED"]) == (4, 2)
    assert centre(told, "sc-3").year(2025).late
    begun = {term.opened_on.year for term in centre(told, "im-1").periods if term.name == "cycle"}
    assert begun == {2028}, "the cycle was renewed"
    assert told.store.current("remedies/sc-8")[0].stage == "CLOSED"  # type: ignore[union-attr]
    assert told.store.current("remedies/sc-9")[0].stage == "UPHELD"  # type: ignore[union-attr]


def test_centres_offer_change_pass_on_and_are_made_known(told: Runtime) -> None:
    """C04 to C08, C19 to C21, and the direct channel."""
    stages = {
        f"{s.who.id} {one.id}": one.stage
        for s in LIFE_STORIES
        for one in centre(told, s.who.id).proceedings
        if one.kind in ("change", "transfer")
    }
    assert stages == {
        "sc-2 transfer/1": "TRANSFERRED",
        "sc-3 change/1": "FILED",
        "sc-3 change/2": "APPROVED",
        "sc-3 change/3": "REFUSED",
    }
    assert centre(told, "sc-2").owner == SUCCESSOR.code
    direct = {s.who.id for s in LIFE_STORIES if centre(told, s.who.id).channel == "DIRECT"}
    assert direct == {"sc-12", "im-2"}
    assert centre(told, "im-2").year(2026).sent_straight_on == date(2026, 12, 10)
    assert public(told, "sc-1") == Counter(CATALOGUE=1, PRICE_LIST=1, TYPICAL_CASE=1)
    assert public(told, "sc-2") == Counter(TRANSFER_NOTICE=1)
    drafts = [told.store.current(name)[0] for name in told.log.streams("applications/")]
    assert ("NAT-2024", "sc-1") in {(one.regime, one.of_centre) for one in drafts}  # type: ignore[union-attr]
    leads = [told.store.current(name)[0] for name in told.log.streams("violations/")]
    assert [one.stage for one in leads if one and one.stage == "LEAD"] == ["LEAD"]


def public(runtime: Runtime, id: str) -> Counter[str]:
    """How many things of each kind are public about a centre."""
    page = runtime.readmodel.page(PUBLICATIONS, as_of=LAST_DAY, where={"id": [id]}, limit=100)
    return Counter(PUBLICATIONS.decoded(row.row.decode()).publication for row in page)


def test_the_registry_tells_each_day_as_it_was_known_on_another(told: Runtime) -> None:
    then, known = date(2026, 7, 1), datetime(2026, 7, 1, 12, tzinfo=CHINA)
    assert registered(told, then, known)["sc-8"] == "ANNULLED"
    assert registered(told, then)["sc-8"] == "ACTIVE"
    statuses = Counter(registered(told, date(2026, 5, 4)).values())
    assert statuses["RECTIFYING"] == 2 and statuses["UNDER_CONSTRUCTION"] == 3


def test_whoever_acted_has_an_account(told: Runtime) -> None:
    known = lives_accounts()
    roles = set[str]()
    for name in told.log.streams(""):
        for stored in told.log.history(name):
            actor = decode(stored.topic, stored.state).context.actor
            roles.add(actor.role)
            assert actor.role in ("SYSTEM", "PUBLIC") or known[actor.person].role == actor.role
    assert {"CENTRE", "LOCALGOV", "PARTYGROUP", "REVIEW", "AUDIT", "CNIPA", "CITY"} <= roles


def test_told_again_nothing_happens(told: Runtime) -> None:
    before = told.log.end()
    assert open_demonstration(told).left == []
    assert told.log.end() == before


def test_over_rounds_under_way_no_lives_are_told(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", demo=True, demo_lives=True, demo_password="p" * 9)
    began = datetime(2026, 3, 2, 9, tzinfo=CHINA)
    with closing(open_runtime(Settings(data=settings.data, demo=True, clock=began))) as runtime:
        seed(runtime)
    with closing(open_runtime(settings)) as runtime:
        assert len(open_demonstration(runtime).left) == len(LIFE_STORIES)


def owner_of(runtime: Runtime, remedy: str) -> str:
    case, _ = runtime.store.current(remedy)
    return str(getattr(case, "owner", ""))


def test_a_unit_hears_of_its_own_remedies_and_of_nobody_elses(told: Runtime) -> None:
    remedies, heard = set(told.log.streams("remedies/")), set()
    for unit in {owner_of(told, name) for name in remedies}:
        reader = FeedReader(told, Actor("centre", "CENTRE", unit), REMEDIES)
        own = {f"remedies/{one.id}" for one in reader.read(0, 1000).items}
        assert {owner_of(told, name) for name in own} == {unit}
        heard |= own
    assert remedies and heard == remedies


CORRECTED: tuple[tuple[str, type[Event], str, str], ...] = (
    ("im-1", PaperAudited, "opinion", "更正后的审核意见"),
    ("im-2", CentreEvaluated, "grade", "NORMAL"),
    ("sc-1", CentreEvaluated, "findings", "更正后的评价意见"),
    ("sc-8", CentreEvaluated, "effective_on", "2026-03-02"),
    ("sc-4", InspectedOnSite, "findings", "更正后的核查情况"),
)
"""Of these centres the first record of a kind was wrong in a field; sc-8 was annulled once."""


@invariant(34, 55, 64)
def test_with_records_corrected_and_ends_reversed_the_store_is_sound(told: Runtime) -> None:
    """All of it is decided again as it is stored, its rows are made anew the same, and the doctor
    finds nothing wrong. The last test here: it adds to what was told."""
    for asked in CORRECTED:
        corrected(told, *asked)
    CatchUpSubscription(told.log, told.readmodel).catch_up()
    assert differing(told) == []
    assert wrong(told.settings) == []
    rebuild(told.log, told.readmodel, PROJECTIONS, lambda place: None)
    assert wrong(told.settings) == []


def corrected(runtime: Runtime, id: str, kind: type[Event], field: str, value: str) -> None:
    """Proposed by who recorded it, confirmed by somebody else of the same organ."""
    name = f"centres/{id}"
    history = runtime.store.records(name, runtime.store.current(name)[1])
    version, record = next(one for one in history if isinstance(one[1].event, kind))
    first = record.context.actor
    second = replace(first, person=f"{first.person}.2")
    right = (RightField(field=field, value=value),)
    proposal = ProposeCentreCorrection(wrong_version=version, right=right, reason="笔误")
    runtime.dispatcher.act(CommandRequest("centres", id, proposal, first, key=f"p{id}", body=b"p"))
    confirmation = ConfirmCentreCorrection(proposed_version=runtime.store.current(name)[1])
    asked = CommandRequest("centres", id, confirmation, second, key=f"c{id}", body=b"c")
    runtime.dispatcher.act(asked)


def differing(runtime: Runtime) -> list[str]:
    """What comes out otherwise where everything is decided again."""
    with closing(kept_in(runtime.settings.data, runtime.log)) as kept:
        run = VerificationRun(runtime.log, runtime.vault.claim_id, kept)
        return [f"{one.stream} {one.pointer}" for one in run.differences(lambda place: None)]


def wrong(settings: Settings) -> list[str]:
    found = look(settings, whole=True)
    assert {one.what for one in found if one.answer is Diagnosis.RIGHT} >= {
        "events",
        "projection registry",
        "projection duties",
        "projection publications",
    }
    return [f"{one.what}: {one.words.zh}" for one in found if one.answer is Diagnosis.WRONG]
