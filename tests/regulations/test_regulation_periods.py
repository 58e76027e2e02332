"""The checker on named periods: each has one length, is begun, counted and followed."""

import pytest

from domain.regulation.checking import faults_in
from tests.support.regulations import COMPLETE

TEXT = COMPLETE["terms.toml"]

SPOILT = {
    "no length": ("months = 3\n", "", "period.cultivation", "这里：没有"),
    "two lengths": ("months = 3\n", "months = 3\ndays = 2\n", "period.cultivation", "days, months"),
    "a misspelt unit": ("months = 3", "month = 3", "period.cultivation.month", "未知的键 month"),
    "a rule that is not there": (
        'rule = "TM-1"',
        'rule = "TM-9"',
        "period.cultivation.rule",
        "TM-9",
    ),
    "begun by no step": (
        'period = "cultivation"',
        'period = "second_try"',
        "period.cultivation",
        'opens = { period = "cultivation" }',
    ),
    "unknown where it is begun": (
        'period = "cultivation"',
        'period = "cultivaton"',
        "step.opens",
        "可用：cultivation",
    ),
    "unknown where it is awaited": (
        'elapsed = "cultivation"',
        'elapsed = "cultivating"',
        "step.elapsed",
        "可用：cultivation",
    ),
    "unknown where it is kept to": (
        'within = "second_try"',
        'within = "secnd_try"',
        "step.within",
        "可用：second_try",
    ),
    "a block's period that nothing can be within": (
        'within = "second_try"',
        'within = "publicity"',
        "step.within",
        "没有期间 publicity",
    ),
    "awaited in another kind of case": (
        'elapsed = "publicity"',
        'elapsed = "cultivation"',
        "step.elapsed",
        "不在本类案卷",
    ),
    "followed by no step": (
        'then = "EndTerm"',
        'then = "EndTrm"',
        "period.second_try.then",
        "EndTerm",
    ),
    "followed by what somebody must fill in": (
        'then = "EndTerm"',
        'then = "AcceptApplication"',
        "period.second_try.then",
        '"SYSTEM"',
    ),
    "counted from a receipt that nobody records": (
        'do = "RecordReceipt"',
        'do = "ReviseDraft"\nchannel = "DIRECT"',
        "period.second_try.from",
        "RecordReceipt",
    ),
    "done once and twice": (
        "at_most = 2",
        'at_most = 2\nunless = ["SubmitApplication", "RequestCorrection"]',
        "step.at_most",
        "去掉其中一项",
    ),
    "a day that February has not": ('day = "last"', "day = 30", "annual.day", '月末日写 "last"'),
    "a day that February has not always": ('day = "last"', "day = 29", "annual.day", "1 至 28"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_fault_names_the_key_and_what_to_write(name: str) -> None:
    old, new, key, says = SPOILT[name]
    assert old in TEXT
    told = [str(fault) for fault in faults_in(TEXT.replace(old, new, 1)) if fault.key == key]
    assert any(says in one for one in told), told or "no such fault"


def test_a_period_of_the_system_s_own_name_is_refused() -> None:
    text = TEXT.replace("[period.cultivation]", "[period.answer]").replace(
        '"cultivation"', '"answer"'
    )
    [fault] = faults_in(text)
    assert (fault.key, "另取一个名称" in fault.zh) == (
        "period.answer",
        True,
    )
