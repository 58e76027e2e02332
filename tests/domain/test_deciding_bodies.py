"""Where a body decides beside the organ, the act names its minutes, held on the case as it is."""

from datetime import date
from typing import Any

import pytest

from tests.support.asked_by_one import AGREE, ASKING, LIST, MEETING
from tests.support.asking import do, refusals, stage
from tests.support.roads import OVER
from tests.support.world import World

RECOGNISE = ASKING.asks["RecogniseCentre"].without_minutes()
LAPSE = ASKING.day("RecogniseCentre")


def cleared() -> World:
    world = ASKING.at("CompleteExpertReview")
    do(world, AGREE)
    do(world, LIST)
    do(world, ASKING.asks["StartPublicity"])
    do(world, ASKING.asks["ClearEntry"], on=OVER)
    return world


def test_the_act_carries_number_and_day_of_the_minutes_and_says_which_body() -> None:
    world = cleared()
    own, *_ = do(world, RECOGNISE, on=LAPSE, **MEETING)
    assert own.record.decided_by == "PARTY_GROUP"
    assert own.record.context.minutes_no == "党组〔2026〕3号"
    assert stage(world) == "RECOGNISED"


def test_without_minutes_the_act_is_refused_and_says_what_to_give() -> None:
    given = refusals(cleared(), RECOGNISE, on=LAPSE)
    assert [(r.rule, r.kind, r.fields) for r in given] == [
        ("ASK-8", "paper", ("/minutes_no",)),
        ("ASK-8", "paper", ("/minutes_on",)),
    ]
    assert given[0].allowed.zh == "由党组会决定：填写会议纪要编号"


@pytest.mark.parametrize("held", [date(2026, 3, 9), date(2026, 3, 18)])
def test_minutes_from_before_the_cases_last_act_or_after_this_one_are_refused(held: date) -> None:
    said: dict[str, Any] = MEETING | {"minutes_on": held}
    [refusal] = refusals(cleared(), RECOGNISE, on=LAPSE, **said)
    assert refusal.asked.zh == f"党组会纪要日期 {held}"
    assert refusal.allowed.zh == f"不早于案卷最近办理日 {OVER}，不晚于办理日 {LAPSE}"
    assert refusal.fields == ("/minutes_on",)


def test_an_act_that_no_body_decides_records_none() -> None:
    own, *_ = do(ASKING.at("CreateDraft"), ASKING.asks["SubmitApplication"], **MEETING)
    assert own.record.decided_by is None
