"""What is published of a list: the regulation's words, both dates, organisations only."""

import pytest

from domain.batch.publicity import PublicityClosed, PublicityStarted
from domain.regulation.checking import faults_in
from tests.support.asking import (
    CLEAR,
    CLOSE,
    OVER,
    PUBLICISE,
    REPUBLICISE,
    TERMINATE,
    WITHDRAW,
    at,
    do,
    state,
)
from tests.support.citing import rule
from tests.support.folded import in_order, personal_values, rows_of
from tests.support.regulations import SICHUAN_TEXT
from tests.support.rounds import listing, publicised, round_of
from tests.support.world import World

TEXT = """
首批拟认定名单（L1）公示

根据《四川省产业知识产权运营中心建设管理办法》第七条，经复核和专家评审，确定拟认定名单，现向社会公示：

1. 成都示例新能源有限公司 — 四川省示例2产业知识产权运营中心（示例2产业，成都市）
2. 成都示例新能源有限公司 — 四川省示例1产业知识产权运营中心（示例1产业，成都市）

公示日：2026年3月2日。公示期：2026年3月3日至2026年3月9日（公示日不计入，按工作日计算）。
对名单有异议的，请在公示期内提出。异议渠道：028-12345678
公示网址：https://example.invalid/
"""
RESULT = """
首批拟认定名单（L1）公示结果

公示期于2026年3月9日届满。

公示期满无异议：
1. 成都示例新能源有限公司 — 四川省示例1产业知识产权运营中心（示例1产业，成都市）

撤回申报或者已办结：
1. 成都示例新能源有限公司 — 四川省示例2产业知识产权运营中心（示例2产业，成都市）：已撤回
2. 成都示例新能源有限公司 — 四川省示例3产业知识产权运营中心（示例3产业，成都市）：程序终止

尚在处理：
1. 成都示例新能源有限公司 — 四川省示例4产业知识产权运营中心（示例4产业，成都市）
"""


def result_of(world: World) -> PublicityClosed:
    event = do(world, CLOSE, OVER)[0].record.event
    assert isinstance(event, PublicityClosed)
    return event


@rule("SC-07.8")
def test_a_notice_has_the_entries_in_order_with_both_dates_and_where_objections_go() -> None:
    world = round_of(2)
    do(world, listing("L1", ["a2", "a1"]))
    event = do(world, PUBLICISE)[0].record.event
    assert isinstance(event, PublicityStarted)
    assert (event.notice, event.entries) == (TEXT.removeprefix("\n"), ("a2", "a1"))


@rule("SC-07.8")
def test_who_has_withdrawn_before_is_not_in_the_notice() -> None:
    world = round_of(2)
    do(world, listing("L1", ["a2", "a1"]))
    do(world, WITHDRAW.on("a2"))
    event = do(world, PUBLICISE)[0].record.event
    assert isinstance(event, PublicityStarted)
    assert "1. 成都示例新能源有限公司 — 四川省示例1产业" in event.notice
    assert "示例2产业" not in event.notice


@rule("SC-07.8")
def test_the_result_notice_says_who_is_clear_who_has_gone_and_who_is_pending() -> None:
    world = publicised(4)
    do(world, WITHDRAW.on("a2"))
    do(world, TERMINATE.on("a3"))
    do(world, CLEAR, OVER)
    assert result_of(world).notice == RESULT.removeprefix("\n")


@rule("SC-07.8")
def test_where_nobody_has_gone_the_result_notice_says_so() -> None:
    world = publicised(1)
    do(world, CLEAR, OVER)
    assert "撤回申报或者已办结：\n无\n" in result_of(world).notice


@rule("SC-07.8")
def test_both_notices_stand_on_the_batch_and_on_the_publics_list() -> None:
    world = publicised(2)
    started = rows_of(world, "notices")["b1#L1"]
    assert started.text == state(world, "b1", "batches").lists[0].notice  # type: ignore[attr-defined] # a Batch
    assert (started.began, started.ends, started.result) == ("2026-03-02", "2026-03-09", None)
    result = result_of(world).notice
    assert rows_of(world, "notices")["b1#L1"].result == result
    assert {row.notice for row in rows_of(world, "publicity").values()} == {"b1#L1"}


def test_a_notice_holds_no_personal_value() -> None:
    """This world seals nothing: a text that copied a person's name would show it."""
    world = at("RenameParty")
    do(world, REPUBLICISE)
    do(world, CLOSE, OVER)
    values = {value for _, record in in_order(world) for value in personal_values(record)}
    texts = [text for row in rows_of(world, "notices").values() for text in (row.text, row.result)]
    assert len(texts) == 4 and "王示例" in values
    dispatcher = {row.objection_channel for row in rows_of(world, "notices").values()}
    shown = [value for value in values - dispatcher for text in texts if value in (text or "")]
    assert shown == []


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("{last_day}（", "（", "{last_day}"),
        ("{title}拟认定名单（{list_no}）公示\n", "{title}（{list_no}，{number}）\n", "{number}"),
        ("公示日：{published}", "公示日：{published!r}", "{published}"),
        ("公示日：{published}", "公示日：{published", "{published}"),
        ("{cleared}", "{cleared.__class__}", "{cleared}"),
    ],
)
def test_a_text_with_words_that_nothing_fills_or_without_its_dates_is_a_fault(
    old: str, new: str, word: str
) -> None:
    assert old in SICHUAN_TEXT
    found = faults_in(SICHUAN_TEXT.replace(old, new, 1))
    assert found and all(fault.key.endswith("notice") and fault.line > 1 for fault in found)
    assert any(word in fault.zh for fault in found)


def test_a_regulation_without_words_publishes_none() -> None:
    begins, ends = SICHUAN_TEXT.index("notice = "), SICHUAN_TEXT.index('rule = "SC-07.8"')
    world = at("StartPublicity", sichuan=SICHUAN_TEXT[:begins] + SICHUAN_TEXT[ends:])
    assert rows_of(world, "notices")["b1#L1"].text == ""
    assert result_of(world).notice == ""


def test_every_entry_of_a_long_list_is_in_the_notice_once() -> None:
    world = publicised(12)
    text = rows_of(world, "notices")["b1#L1"].text
    assert [line.split(". ")[0] for line in text.splitlines() if " — " in line] == [
        str(number) for number in range(1, 13)
    ]
