"""Recognition of a list: every clear entry in one act; who is left is named with the reason."""

from datetime import date

from msgspec.structs import replace

from domain.batch.recognising import Left, ListRecognised
from tests.domain.test_list_and_publicity import LAST, holiday
from tests.domain.test_recognition import two_rivals
from tests.support.asking import (
    CLEAR,
    INTERRUPT,
    OVER,
    RECOGNISE,
    RECOGNISE_LIST,
    RENAME,
    TERMINATE,
    Ask,
    at,
    do,
    refusals,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.rounds import cleared, ids, publicised
from tests.support.sichuan import CLERK
from tests.support.world import World


def clear(size: int) -> World:
    return cleared(publicised(size), ids(range(1, size + 1)), OVER)


def recognised(world: World, ask: Ask = RECOGNISE_LIST, on: date = OVER) -> ListRecognised:
    event = do(world, ask, on)[0].record.event
    assert isinstance(event, ListRecognised)
    return event


@rule("SC-07.9")
def test_all_clear_entries_of_a_list_are_recognised_in_one_act() -> None:
    world = clear(3)
    decided = do(world, RECOGNISE_LIST, OVER)
    assert len({one.record.context.command_id for one in decided}) == 1
    event = decided[0].record.event
    assert isinstance(event, ListRecognised)
    assert (event.recognised, event.left) == (("a1", "a2", "a3"), ())
    for id in event.recognised:
        assert (stage(world, id), stage(world, id, "centres")) == ("RECOGNISED", "ACTIVE")
        record = world.histories[f"applications/{id}"][-1]
        assert record.context.document_no == "川知〔2026〕3号"


@rule("SC-07.9")
def test_each_entry_is_recognised_as_it_would_be_by_itself() -> None:
    together, alone = clear(2), clear(2)
    do(together, RECOGNISE_LIST, OVER)
    for id in ("a1", "a2"):
        do(alone, RECOGNISE.on(id), OVER)
    for name in ("applications/a1", "applications/a2", "centres/a1", "centres/a2"):
        assert together.states[name] == alone.states[name]


@rule("SC-07.9")
def test_who_is_not_clear_is_left_and_named_with_the_reason() -> None:
    world = cleared(publicised(4), ("a1", "a4"), OVER)
    do(world, TERMINATE.on("a2").saying(served_on=OVER), OVER)
    event = recognised(world)
    assert event.recognised == ("a1", "a4")
    assert event.left == (
        Left("a2", "TERMINATED", "程序终止"),
        Left("a3", "IN_PUBLICITY", "公示中"),
    )
    assert refused(world, RECOGNISE_LIST, OVER) == ["IMPLICIT:list"]
    cleared(world, ("a3",), OVER)
    assert recognised(world).recognised == ("a3",)


@rule("SC-07.9")
def test_only_the_named_ones_are_recognised_and_each_of_them_must_be_clear() -> None:
    world = cleared(publicised(3), ("a1", "a2"), OVER)
    found = refusals(world, RECOGNISE_LIST.saying(entries=("a1", "a3")), OVER)
    assert {refusal.asked.zh.split("：")[0] for refusal in found} == {"申报案 a3"}
    event = recognised(world, RECOGNISE_LIST.saying(entries=("a2",)))
    assert event.recognised == ("a2",)
    assert event.left == (
        Left("a1", "PUBLICITY_CLEAR", "本次未列"),
        Left("a3", "IN_PUBLICITY", "公示中"),
    )
    wrong = RECOGNISE_LIST.saying(entries=("a1", "z9", "a1"))
    assert [refusal.asked.zh for refusal in refusals(world, wrong, OVER)] == [
        "申报 a1 重复列入",
        "申报 z9 不在名单 L1 上",
    ]


@rule("SC-07.9")
def test_a_list_that_was_never_publicised_or_where_nobody_is_clear_is_not_recognised() -> None:
    world = publicised(1)
    [refusal] = refusals(world, RECOGNISE_LIST, OVER)
    assert refusal.asked.zh == "名单中没有公示期满无异议的申报"
    assert refused(at("DetermineList"), RECOGNISE_LIST) == ["SC-07.8", "IMPLICIT:list"]
    do(world, INTERRUPT)
    assert refused(world, RECOGNISE_LIST, OVER) == ["IMPLICIT:list"]


@rule("SC-08")
@invariant(29)
def test_two_entries_with_one_name_are_named_and_nothing_happens() -> None:
    world = two_rivals()
    [refusal] = refusals(world, RECOGNISE_LIST, OVER)
    assert refusal.rule == "SC-08" and refusal.asked.zh.startswith("申报 a1 与 a2 的拟用名称同为")
    assert recognised(world, RECOGNISE_LIST.saying(entries=("a2",))).recognised == ("a2",)
    [refusal] = refusals(world, RECOGNISE_LIST, OVER)
    assert refusal.rule == "SC-08" and refusal.asked.zh.startswith("申报案 a1：")


@rule("SC-07.9", "IMPLICIT:working-day")
def test_what_speaks_against_an_entry_speaks_against_the_act_with_its_name() -> None:
    world = clear(3)
    found = refusals(world, RECOGNISE_LIST, date(2026, 3, 14))
    assert [refusal.asked.zh.split("：")[0] for refusal in found] == [
        "申报案 a1",
        "申报案 a2",
        "申报案 a3",
    ]
    assert {refusal.rule for refusal in found} == {"IMPLICIT:working-day"}
    do(world, RENAME, OVER)
    assert refused(world, RECOGNISE_LIST, OVER) == ["IMPLICIT:identity"] * 3
    assert {stage(world, id) for id in ids(range(1, 4))} == {"PUBLICITY_CLEAR"}


@rule("SC-07.9")
def test_the_decision_maker_recognises_on_a_document() -> None:
    world = clear(1)
    [refusal] = refusals(world, RECOGNISE_LIST.by(CLERK), OVER)
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:duty", "who")
    assert set(refused(world, RECOGNISE_LIST.without_document(), OVER)) == {"SC-07.9"}


@rule("SC-07.9", "SC-07.8")
@invariant(22)
def test_a_calendar_corrected_after_clearing_holds_the_rest_of_the_list_back() -> None:
    """What is recognised stays; what is only clear waits for the later end."""
    world = clear(3)
    do(world, RECOGNISE_LIST.saying(entries=("a1",)), OVER)
    holiday(world, LAST, OVER)
    later = date(2026, 3, 11)
    found = refusals(world, RECOGNISE_LIST, later)
    assert [(refusal.rule, refusal.asked.en.split(":")[0]) for refusal in found] == [
        ("SC-07.9", "application a2"),
        ("SC-07.9", "application a3"),
    ]
    assert found[0].allowed.en == "after 2026-03-11, when the period ends"
    assert (stage(world, "a1"), state(world, "a1").final) == ("RECOGNISED", True)
    assert recognised(world, on=date(2026, 3, 12)).recognised == ("a2", "a3")


@rule("SC-07.9", "SC-07.8")
@invariant(22)
def test_a_calendar_corrected_to_an_earlier_end_hastens_nothing() -> None:
    world = publicised(2)
    holiday(world, working=(date(2026, 3, 7), date(2026, 3, 8)))
    assert refused(world, CLEAR, LAST) == ["SC-07.9"]
    cleared(world, ("a1", "a2"), OVER)
    assert recognised(world).recognised == ("a1", "a2")


@rule("SC-07.9")
@invariant(27)
def test_nobody_is_recognised_without_a_publicity_whatever_the_stages_say() -> None:
    world = clear(1)
    case = state(world)
    world.states["applications/a1"] = replace(case, publicised=None)
    [refusal] = refusals(world, RECOGNISE, OVER)
    assert (refusal.rule, refusal.asked.zh) == ("SC-07.9", "未经公示")
    [refusal] = refusals(world, RECOGNISE_LIST, OVER)
    assert refusal.asked.zh == "申报案 a1：未经公示"
