"""Quotas: no more cases pass a step than the regulation says, in whatever order they come. The
regime is `invented/quotas.toml`: two recommendations for each bureau and year, one entry a list."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.application.case import Application
from domain.batch.shortlisting import Dropped, Selected
from domain.claim.lifecycle import Claim
from domain.context import Context
from domain.deciding import Decided, decide
from domain.matter import CaseReader
from domain.record import Record
from domain.refusal import Refused
from domain.regulation.checking import faults_in
from tests.domain.test_reopening import reopening, reversed_on
from tests.support import citing
from tests.support.asking import Ask, do, refusals
from tests.support.deciding_again import decided_again, decided_alone
from tests.support.regulations import COMPLETE
from tests.support.remedies import after
from tests.support.road import Road
from tests.support.world import DAY, World, claim

QUOTAS = Road("quotas", COMPLETE["quotas.toml"], "ORDINARY", "510100", {})
ASK = QUOTAS.asks
RECOMMEND, WITHDRAW = ASK["RecommendApplication"], ASK["WithdrawApplication"]
IDS = ("a1", "a2", "a3", "a4")


def reviewed(until: str = "CompleteMaterialAudit", road: Road = QUOTAS) -> World:
    """Four applications of one prefecture, each for another industry."""
    world = road.at("OpenCallBatch")
    for id in IDS:
        road.walk(world, until, id, **road.named_after(f"示例{id}产业"))
    return world


REVIEWED = reviewed()


def counts(world: World) -> list[Claim]:
    return [case for case in world.states.values() if isinstance(case, Claim) and case.holders]


def case(world: World, id: str) -> Application:
    found = world.case("applications", id)
    assert isinstance(found, Application)
    return found


def changed(*pairs: tuple[str, str]) -> Road:
    text = QUOTAS.text
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return Road("quotas", text, "ORDINARY", "510100", {})


@citing.rule("IMPLICIT:quota")
def test_a_third_recommendation_of_the_year_is_refused_and_says_how_many_there_are() -> None:
    world = REVIEWED.copy()
    for id in ("a1", "a2"):
        [own, *_] = do(world, RECOMMEND.on(id))
        assert "QU-1" in own.record.basis
    [refusal] = refusals(world, RECOMMEND.on("a3"))
    assert (refusal.rule, refusal.kind, refusal.over) == ("QU-1", "fact", False)
    assert refusal.asked.zh == "推荐单位 成都市（510100）、年度 2026：已用名额 2 个"
    assert refusal.allowed.zh == "至多 2 个"
    [count] = counts(world)
    assert count.holders == ("applications/a1", "applications/a2")


def test_another_year_and_another_bureau_have_places_of_their_own() -> None:
    world = REVIEWED.copy()
    do(world, RECOMMEND.on("a1"))
    do(world, RECOMMEND.on("a2"))
    assert do(world, RECOMMEND.on("a3"), date(2027, 1, 4))
    other = Road("quotas", QUOTAS.text, "ORDINARY", "510300", {})
    other.walk(world, "RecommendApplication", "b9", **other.named_after("示例九产业"))
    assert len(counts(world)) == 3


def test_a_withdrawal_gives_the_place_back_and_another_end_has_used_it_up() -> None:
    world = REVIEWED.copy()
    do(world, RECOMMEND.on("a1"))
    do(world, RECOMMEND.on("a2"))
    do(world, ASK["TerminateProcedure"].on("a1"))
    assert [one.rule for one in refusals(world, RECOMMEND.on("a3"))] == ["QU-1"]
    do(world, WITHDRAW.on("a2"))
    assert case(world, "a2").places == ()
    do(world, RECOMMEND.on("a3"))
    [count] = counts(world)
    assert count.holders == ("applications/a1", "applications/a3")
    assert world.replayed("applications", "a2") == case(world, "a2")


def test_a_withdrawal_without_a_place_counts_nothing() -> None:
    world = REVIEWED.copy()
    do(world, WITHDRAW.on("a1"))
    assert counts(world) == [] and "CountPlaces" not in str(world.histories.keys())


LISTED = changed(("most = 2\n", "most = 9\n"))


@pytest.fixture(scope="module")
def listable() -> World:
    return reviewed("CompleteExpertReview", LISTED)


def listing(*ids: str, rest: tuple[str, ...] = ()) -> Ask:
    return LISTED.asks["DetermineList"].saying(
        selected=tuple(Selected(application=id) for id in ids),
        dropped=tuple(Dropped(application=id, reason="名额所限") for id in rest),
        served_on=DAY,
    )


def test_a_list_beyond_the_quota_is_refused_by_the_entries_that_find_no_place(
    listable: World,
) -> None:
    world = listable.copy()
    found = refusals(world, listing("a2", "a1", "a3"))
    assert [one.rule for one in found] == ["QU-2", "QU-2"]
    assert ["a1" in found[0].asked.zh, "a3" in found[1].asked.zh] == [True, True]
    assert do(world, listing("a1", rest=("a2", "a3", "a4")))


def test_all_entries_of_a_list_are_counted_in_one_event(listable: World) -> None:
    wide = changed(("most = 2\n", "most = 9\n"), ("most = 1\n", "most = 3\n"))
    world = reviewed("CompleteExpertReview", wide)
    decided = do(world, listing("a1", "a2", "a3"))
    names = [one.stream for one in decided if one.stream.startswith("claims/")]
    assert len(names) == len(set(names)) == 1
    own, entry = decided[0], decided[1]
    assert own.record.reads[names[0]] == 0 and entry.record.reads[names[0]] == 0


def test_what_takes_or_returns_a_place_is_decided_again_alike_and_each_part_alone() -> None:
    world = REVIEWED.copy()
    for ask in (RECOMMEND.on("a1"), RECOMMEND.on("a2"), WITHDRAW.on("a1")):
        stream = f"applications/{ask.id}"
        decided = do(world, ask)
        record = world.histories[stream][-1]
        again = decided_again(world.histories, stream, record)
        assert [one.record for one in again] == [one.record for one in decided]
        for one in decided:
            alone = decided_alone(world.histories, one.stream, one.record)
            assert unread(alone) == unread(one.record)


def unread(record: Record) -> Record:
    """The record without what it read: alone, it reads for itself."""
    return record.stamped(reads={}, calendar=None)


class Interleaved(RuleBasedStateMachine):
    """Decisions on what somebody saw, stored only while all that they read still stands."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.waiting, self.acts = REVIEWED.copy(), list[list[Decided]](), 0

    @rule(id=st.sampled_from(IDS), ask=st.sampled_from((RECOMMEND, WITHDRAW)))
    def decides(self, id: str, ask: Ask) -> None:
        self.acts += 1
        context = Context(
            actor=ask.actor,
            occurred_on=DAY,
            effective_on=DAY,
            command_id=f"i{self.acts}",
            document_no=ask.document_no,
        )
        reader = CaseReader(self.world.load, claim)
        with suppress(Refused):
            self.waiting.append(decide("applications", id, ask.command, context, reader))

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def is_stored(self, data: st.DataObject) -> None:
        which = data.draw(st.integers(0, len(self.waiting) - 1))
        decided = self.waiting.pop(which)
        read = {name: v for one in decided for name, v in one.record.reads.items()}
        if any(self.world.load(name)[1] != version for name, version in read.items()):
            return
        for one in decided:
            self.world.histories.setdefault(one.stream, []).append(one.record)
            self.world.states[one.stream] = one.after

    @invariant()
    def no_more_hold_a_place_than_there_are(self) -> None:
        holding = [f"applications/{id}" for id in IDS if case(self.world, id).places]
        counted = [holder for count in counts(self.world) for holder in count.holders]
        assert sorted(counted) == sorted(holding)
        assert len(holding) <= 2


TestInterleaved = Interleaved.TestCase
TestInterleaved.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


SPOILT = {
    "counted by something else": ('per = "bureau"', 'per = "buero"', "quota.per"),
    "given back by no step": ('"TerminateProcedure",', '"TerminateIt",', "quota.returned_by"),
    "at a step that there is not": (
        'do = "RecommendApplication"',
        'do = "RefuseConsent"',
        "quota.at",
    ),
    "under no rule": ('rule = "QU-1"', 'rule = "QU-7"', "quota.rule"),
    "twice for the same": ('per = "bureau"', 'per = "year"', "quota.each"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_faulty_quota_is_told(name: str) -> None:
    old, new, key = SPOILT[name]
    assert old in QUOTAS.text
    assert key in {fault.key for fault in faults_in(QUOTAS.text.replace(old, new, 1))}


def test_one_quota_may_stand_alone_in_its_table() -> None:
    text = COMPLETE["quotas.toml"]
    first, second = text.index("[[quota]]"), text.rindex("[[quota]]")
    rest = text.index("[[", second + 9)
    alone = (text[:first] + text[first:second] + text[rest:]).replace("[[quota]]", "[quota]")
    alone = alone.replace('id = "QU-2"', 'id = "QU-9"')
    assert [str(fault) for fault in faults_in(alone)] == []
    road = Road("quotas", alone, "ORDINARY", "510100", {})
    assert [quota.most for quota in road.rules.text.quotas] == [2]


@citing.invariant(64)
def test_what_reopens_an_application_takes_its_place_again_or_is_refused() -> None:
    road = changed(
        ('at = "ProposeEntry"', 'at = "SubmitApplication"'),
        ('    "TerminateProcedure",\n]', '    "RefuseAcceptance",\n]'),
    )
    world = road.at("SubmitApplication")
    do(world, road.asks["RefuseAcceptance"])
    assert counts(world) == [], "the refusal has given the place back"
    reversed_on(road, world, after(10))
    taken, again = world.copy(), reopening(road)
    do(world, again, after(11))
    [count] = counts(world)
    assert count.holders == ("applications/a1",)
    [place] = case(world, "a1").places
    assert place.rule == "QU-2"
    assert world.replayed("applications", "a1") == case(world, "a1")
    road.walk(taken, "SubmitApplication", "a2", **road.named_after("示例甲产业"))
    [refusal] = refusals(taken, again, after(11))
    assert (refusal.kind, refusal.rule) == ("fact", "QU-2")
