"""Lists over many entries: every fault by its name, several lists at once, and what is read."""

from msgspec.structs import replace

from adapters.event_store.codec import decode, encode
from domain.application.case import Application
from domain.batch.case import Batch
from tests.support.asking import (
    CLOSE,
    OPEN,
    OVER,
    PUBLICISE,
    RECOGNISE_LIST,
    WITHDRAW,
    Ask,
    do,
    refusals,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.deciding_again import decided_alone
from tests.support.rounds import cleared, ids, listing, publicised, round_of
from tests.support.sichuan import named_after, walk
from tests.support.world import DAY, World


def asked(world: World, ask: Ask) -> list[str]:
    return [refusal.asked.zh for refusal in refusals(world, ask)]


def scored(world: World, **scores: int) -> World:
    for id, score in scores.items():
        case = state(world, id)
        assert isinstance(case, Application)
        world.states[f"applications/{id}"] = replace(case, score=score)
    return world


@rule("SC-07.8")
def test_every_entry_that_no_list_can_hold_is_named_all_at_once() -> None:
    world = round_of(6)
    do(world, listing("L1", ["a1"], ["a2"]))
    do(world, WITHDRAW.on("a3"))
    do(world, OPEN.on("b2"))
    walk(world, "z1", "CreateDraft", **named_after("示例9产业"))
    other = state(world, "z1")
    assert isinstance(other, Application)
    world.states["applications/z1"] = replace(other, batch="b2", submitted_on=DAY)
    asks = listing("L2", ["a4", "a1", "a4", "z1"], ["a2", "a3", "z9"])
    assert asked(world, asks) == [
        "a4 重复列入",
        "申报 a1 已列入名单 L1",
        "申报 z1",
        "申报 a2 已办结（未入选）",
        "申报 a3 已办结（已撤回）",
        "申报 z9 不存在",
    ]
    assert stage(world, "a4") == "EXPERT_REVIEW"


@rule("SC-07.8", "SC-07.7")
def test_what_the_rules_say_against_each_entry_comes_with_its_name() -> None:
    world = round_of(2)
    for number in (3, 4):
        name = named_after(f"示例{number}0产业")
        walk(world, f"r{number}", "SubmitApplication", industry_exception_reason="细分", **name)
    found = refusals(world, listing("L1", ["a1", "r3"], ["a2", "r4"]))
    assert {refusal.rule for refusal in found} == {"SC-07.8", "SC-07.7"}
    assert {refusal.asked.zh.split("：")[0] for refusal in found} == {"申报案 r3", "申报案 r4"}
    assert {refusal.asked.en.split(":")[0] for refusal in found} == {
        "application r3",
        "application r4",
    }


@rule("SC-07.8")
def test_equals_stand_in_either_order_and_whoever_stands_above_a_better_one_says_why() -> None:
    world = scored(round_of(4), a1=9500, a2=9500, a3=9000, a4=9900)
    order = listing("L1", ["a4", "a2", "a1", "a3"])
    assert do(world.copy(), order)
    assert do(world.copy(), listing("L1", ["a4", "a1", "a2", "a3"]))
    assert asked(world, listing("L1", ["a1", "a3", "a2", "a4"])) == [
        "a1 列于得分更高的 a4 之前",
        "a3 列于得分更高的 a4 之前",
        "a2 列于得分更高的 a4 之前",
    ]


@rule("SC-07.8")
def test_several_lists_of_one_batch_run_each_for_its_own_days() -> None:
    world = round_of(3)
    do(world, listing("L1", ["a1"]))
    do(world, listing("L2", ["a2"], ["a3"]))
    do(world, PUBLICISE)
    do(world, PUBLICISE.saying(list_no="L2"), OVER)
    batch = state(world, "b1", "batches")
    assert isinstance(batch, Batch)
    assert [found.period and str(found.period.ends) for found in batch.lists] == [
        "2026-03-09",
        "2026-03-17",
    ]
    do(world, CLOSE, OVER)
    assert refusals(world, CLOSE.saying(list_no="L2"), OVER)
    cleared(world, ["a1"], OVER)
    do(world, RECOGNISE_LIST, OVER)
    assert (stage(world, "a1"), stage(world, "a2")) == ("RECOGNISED", "IN_PUBLICITY")


@rule("SC-07.8")
def test_a_list_on_which_nobody_is_left_is_not_publicised() -> None:
    world = round_of(1)
    do(world, listing("L1", ["a1"]))
    do(world, WITHDRAW)
    assert asked(world, PUBLICISE) == ["名单所列申报均已办结"]


@invariant(55)
def test_what_an_act_has_read_stands_on_its_record_and_each_part_names_its_own() -> None:
    """Else a list of n entries would store n times n readings."""
    world = publicised(12)
    cleared(world, ids(range(1, 13)), OVER)
    decided = do(world, RECOGNISE_LIST, OVER)
    own, *parts = (one.record for one in decided)
    assert len(decided) == 1 + 12 * 4
    assert own.reads.keys() >= {one.stream for one in decided}
    assert all(part.reads.items() <= own.reads.items() for part in parts)
    assert max(len(part.reads) for part in parts) < 12
    assert {part.calendar for part in parts if "calendars/CN" not in part.reads} == {None}


@invariant(55)
def test_each_record_of_a_list_can_be_decided_again_alone_as_of_old() -> None:
    """The first release kept with every record of an act all that the act had read."""
    world = round_of(4)
    acts = [do(world, listing("L1", ["a1", "a2"], ["a3", "a4"])), do(world, PUBLICISE)]
    cleared(world, ["a1", "a2"], OVER)
    acts.append(do(world, RECOGNISE_LIST, OVER))
    for act in acts:
        whole = act[0].record
        for one in act:
            before = one.record.stamped(reads=whole.reads, calendar=whole.calendar)
            for record in (one.record, before):
                topic, state = encode(record)
                kept = decode(topic, state)
                again = decided_alone(world.histories, one.stream, kept)
                assert again == one.record
