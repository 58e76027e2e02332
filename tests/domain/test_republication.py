"""One entry publicised anew because what the public was told has changed: its own whole period."""

from datetime import date, timedelta

from msgspec.structs import replace

from domain.application.case import Application
from domain.batch.case import Batch
from domain.batch.republicising import EntryRepublicised
from tests.support.asking import (
    CHANGE,
    CLEAR,
    CLOSE,
    LIST,
    OVER,
    RECOGNISE,
    RECOGNISE_LIST,
    RENAME,
    REPUBLICISE,
    at,
    do,
    refusals,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.rounds import cleared, publicised
from tests.support.world import DAY, World

NEW = "成都新名能源有限公司"
AGAIN, LAST = date(2026, 3, 5), date(2026, 3, 12)  # a Thursday, and the fifth working day after it


def renamed(on: date = AGAIN) -> World:
    """a1 and a2 are publicised; their unit then changes its name."""
    world = publicised(2)
    do(world, RENAME, on)
    return world


def case_of(world: World, id: str = "a1") -> Application:
    case = state(world, id)
    assert isinstance(case, Application)
    return case


@invariant(26)
@rule("IMPLICIT:publicity", "IMPLICIT:identity")
def test_a_renamed_builder_is_neither_cleared_nor_recognised_under_the_old_name() -> None:
    world = renamed()
    [refusal] = refusals(world, CLEAR, OVER)
    assert (refusal.rule, refusal.fields) == ("IMPLICIT:identity", ("/form/unit_name",))
    assert refusal.asked.zh == "单位名称“成都示例新能源有限公司”"
    assert refusal.allowed.zh == "登记的名称“成都新名能源有限公司”"
    late = cleared(publicised(1), ("a1",), OVER)
    do(late, RENAME, OVER)
    assert refused(late, RECOGNISE, OVER) == ["IMPLICIT:identity"]


@invariant(26)
@rule("IMPLICIT:publicity", "SC-07.8")
def test_under_the_new_name_the_entry_has_its_own_whole_period_and_the_others_go_on() -> None:
    world = publicised(2)
    do(world, RENAME, AGAIN)
    event = do(world, REPUBLICISE, AGAIN)[0].record.event
    assert isinstance(event, EntryRepublicised)
    assert (event.replaces, event.number, event.period.ends) == ("L1", "L1-2", LAST)
    assert f"1. {NEW} — 四川省示例1产业知识产权运营中心" in event.notice
    assert "示例2产业" not in event.notice and "2026年3月12日" in event.notice
    assert case_of(world).form.unit_name == NEW
    assert refused(world, CLEAR, OVER) == ["SC-07.9"]
    do(world, CLOSE, OVER)
    do(world, REPUBLICISE.saying(application="a2", number="L1-3"), OVER)
    over = LAST + timedelta(days=1)
    do(world, CLEAR, over)
    do(world, RECOGNISE_LIST, over)
    assert (stage(world, "a1"), stage(world, "a2")) == ("RECOGNISED", "IN_PUBLICITY")


@rule("IMPLICIT:publicity")
def test_what_was_clear_already_is_publicised_anew_too_and_cleared_again() -> None:
    world = cleared(publicised(1), ("a1",), OVER)
    do(world, RENAME, OVER)
    do(world, REPUBLICISE, OVER)
    assert stage(world) == "IN_PUBLICITY"
    assert refused(world, RECOGNISE, OVER) == ["SC-07.9", "SC-07.9"]
    over = date(2026, 3, 18)
    do(world, CLEAR, over)
    assert do(world, RECOGNISE, over)


@rule("IMPLICIT:publicity")
def test_an_entry_that_is_proposed_again_needs_no_changed_name() -> None:
    """As after an objection that was upheld and could be cured."""
    world = publicised(1)
    same = REPUBLICISE.saying(unit_name=None)
    [refusal] = refusals(world, same)
    assert (refusal.rule, refusal.asked.zh) == (
        "IMPLICIT:republication",
        "申报案 a1：公示内容没有变化",
    )
    world.states["applications/a1"] = replace(case_of(world), stage="PROPOSED")
    do(world, same)
    assert stage(world) == "IN_PUBLICITY"


@rule("IMPLICIT:identity", "SC-08")
def test_the_new_names_are_the_registered_one_and_that_of_the_formula() -> None:
    world = renamed()
    assert refused(world, REPUBLICISE.saying(unit_name="另一公司")) == ["IMPLICIT:identity"]
    assert refused(world, REPUBLICISE.saying(proposed_name="成都市示例中心")) == ["SC-08"]
    assert refused(world, REPUBLICISE.saying(unit_name=None)) == [
        "IMPLICIT:identity",
        "IMPLICIT:republication",
    ]


@rule("IMPLICIT:publicity")
def test_every_fault_of_a_republication_is_named() -> None:
    world = renamed()
    asked = [
        (REPUBLICISE.saying(list_no="L9"), "名单 L9 未经公示"),
        (REPUBLICISE.saying(application="z9"), "申报 z9 不在名单 L1 上"),
        (REPUBLICISE.saying(number="L1"), "编号 L1 已使用"),
    ]
    for ask, words in asked:
        assert [refusal.asked.zh for refusal in refusals(world, ask)] == [words]
    do(world, REPUBLICISE)
    twice = REPUBLICISE.saying(application="a2")
    assert [refusal.asked.zh for refusal in refusals(world, twice)] == ["编号 L1-2 已使用"]
    assert "名单 L1-2 已存在" in [r.asked.zh for r in refusals(world, LIST.saying(list_no="L1-2"))]
    never = at("DetermineList")
    assert "未经公示" in refusals(never, REPUBLICISE)[-1].asked.zh


@rule("SC-07.8")
@invariant(25)
def test_nothing_is_publicised_anew_into_an_unpublished_year() -> None:
    [refusal] = refusals(renamed(), REPUBLICISE, date(2026, 12, 28))
    assert refusal.rule == "SC-07.8" and "2027-01-01" in refusal.asked.zh


@rule("IMPLICIT:change")
def test_data_are_not_changed_in_publicity() -> None:
    assert refused(publicised(1), CHANGE)[:1] == ["IMPLICIT:change"]


@rule("IMPLICIT:publicity")
def test_a_publicity_is_linked_to_the_one_that_it_replaces() -> None:
    world = renamed(DAY)
    do(world, REPUBLICISE)
    do(world, RENAME.saying(name="成都更新能源有限公司"), AGAIN)
    again = REPUBLICISE.saying(number="L1-3", unit_name="成都更新能源有限公司")
    do(world, again, AGAIN)
    batch = state(world, "b1", "batches")
    assert isinstance(batch, Batch)
    links = [(one.number, one.replaces) for one in batch.lists[0].republished]
    assert links == [("L1-2", "L1"), ("L1-3", "L1-2")]
    shown = rows_of(world, "publicity")["a1"]
    assert (shown.number, shown.replaces, shown.builder) == (
        "L1-3",
        "L1-2",
        "成都更新能源有限公司",
    )
    assert shown.notice == "b1#L1-3"
    assert rows_of(world, "notices")["b1#L1-3"].replaces == "L1-2"
    assert rows_of(world, "deadlines")["applications/a1"].due == str(LAST)
