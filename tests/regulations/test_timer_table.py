"""The table of timers says of every shipped regulation which of T1 to T11 it has, by its file."""

from tests.support.citing import rule
from tools.timers import ABSENT, PERIODS, timer_rows


@rule("SC-22.2", "SC-07.8", "SC-13.2", "SC-13.7", "IM-07.8")
def test_each_timer_is_there_for_each_regulation_or_said_to_be_absent() -> None:
    rows = list(timer_rows())
    codes = {row.regulation for row in rows}
    assert {(row.timer, row.regulation) for row in rows} == {
        (timer, code) for timer in PERIODS for code in codes
    }
    there = {(row.regulation, row.timer) for row in rows if row.period != ABSENT}
    assert {("SC", timer) for timer in ("T1", "T2", "T3", "T5", "T7", "T8", "T11")} <= there
    assert {("IM", timer) for timer in ("T1", "T2", "T3", "T4", "T7", "T8", "T11")} <= there
    assert there.isdisjoint({("SC", "T4"), ("IM", "T5"), ("SZ", "T1"), ("SZ", "T5")})


def test_a_length_is_told_as_its_file_says_it() -> None:
    told = {(row.regulation, row.period): row.length.zh for row in timer_rows()}
    assert told["SC", "publicity"] == "5 个工作日"
    assert told["SC", "annual"] == told["IM", "annual"] == "12月31日"
    assert told["SC", "validity"] == "2 年" and told["IM", "cycle"] == "3 年"
