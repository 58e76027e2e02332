"""The checker of regulation files: every fault by line and key; the shipped files have none."""

from pathlib import Path

import pytest

from domain.regulation.checking import faults_in
from domain.regulation.rules import rules_of
from domain.scrutiny.examining import examine
from services.regulation_files import RegulationFile, regulation_files
from services.seeding import catalogue_texts, regulation_texts
from tests.support.citing import rule
from tests.support.regulations import INVENTED, ONE_CITY_TEXT
from tests.support.roads import SICHUAN
from tests.support.whole_regulation import WHOLE, found, line_of


@rule("SC-06.1")
@pytest.mark.parametrize("file", regulation_files(INVENTED), ids=lambda file: file.name)
def test_a_shipped_or_invented_file_has_no_fault(file: RegulationFile) -> None:
    assert [str(fault) for fault in file.faults] == []
    assert file.text and faults_in(file.text) == []


def test_the_whole_file_has_no_fault() -> None:
    assert found(WHOLE) == []


SPOILT = {
    "broken TOML": ("length = 5", "length = ", "length = ", ""),
    "unknown key": ("length = 5", "length = 5\nlenght = 6", "lenght = 6", "publicity.lenght"),
    "unknown key of a step": ("final = true", "finale = true", "finale", "step.finale"),
    "missing key": ('phrase = "不少于5人"\n', "", "[[rule]]", "rule"),
    "wrong type": ("length = 5", 'length = "5"', 'length = "5"', "publicity.length"),
    "out of range": ("term = 10", "term = 0", "term = 0", "correction.term"),
    "no such unit": ('unit = "working_day"', 'unit = "moon"', 'unit = "moon"', "publicity.unit"),
    "unknown rule of a guard": (
        '[[guard]]\nrule = "T-1"',
        '[[guard]]\nrule = "T-9"',
        'rule = "T-9"',
        "guard.rule",
    ),
    "unknown rule of a block": (
        'commitment = "{industry}属实"\nrule = "T-1"',
        'commitment = "{industry}属实"\nrule = "T-9"',
        'rule = "T-9"',
        "form.rule",
    ),
    "unknown rule of a separation": (
        'duties = ["recheck", "decision"]\nrule = "T-1"',
        'duties = ["recheck", "decision"]\nrule = "T-9"',
        'rule = "T-9"',
        "separate.rule",
    ),
    "unknown territory rule": (
        'duty = "submission"',
        'territory_rule = "T-9"',
        "territory_rule",
        "step.territory_rule",
    ),
    "a rule about a parent that is not named": (
        "[publicity]",
        'parent_rule = "T-1"\n\n[publicity]',
        'parent_rule = "T-1"',
        "regulation.parent",
    ),
    "unknown rule of the parent": (
        "[publicity]",
        'parent = "X"\nparent_rule = "T-9"\n\n[publicity]',
        'parent_rule = "T-9"',
        "regulation.parent_rule",
    ),
    "unknown stage": ('to = "TERMINATED"', 'to = "GONE"', 'to = "GONE"', "step.to"),
    "unknown stage in during": (
        'during = ["DRAFT"]',
        'during = ["DRAFT", "DRAUGHT"]',
        "DRAUGHT",
        "step.during",
    ),
    "unknown role": ('by = ["PREF"]', 'by = ["PREFECT"]', "PREFECT", "step.by"),
    "unknown duty": ('duty = "submission"', 'duty = "submitting"', "submitting", "step.duty"),
    "unknown command": ('unless = ["RequestCorrection"]', 'unless = ["Ask"]', "Ask", "step.unless"),
    "unknown fact": ('"distinct_staff"', '"staff_numbers"', "staff_numbers", "guard.fact"),
    "operator of another kind": ('op = ">="', 'op = "covers"', 'op = "covers"', "guard.op"),
    "value of another kind": ("value = 5", 'value = "5"', 'value = "5"', "guard.value"),
    "truth for a number": ("value = 5", "value = true", "value = true", "guard.value"),
    "guard on a missing step": (
        'on = ["SubmitApplication"]',
        'on = ["AcceptApplication"]',
        'on = ["AcceptApplication"]',
        "guard.on",
    ),
    "operator of another kind in an alternative": (
        '  fact = "commitment_exact"\n  op = "is"',
        '  fact = "commitment_exact"\n  op = "=="',
        'op = "is"',
        "guard.op",
    ),
    "unreachable step": ('to = "SUBMITTED"\n', "", 'do = "RequestCorrection"', "step.do"),
}
"""What is changed into what, and in which line and key the fault is then found."""


@pytest.mark.parametrize("name", SPOILT)
def test_a_fault_is_told_with_line_and_key(name: str) -> None:
    old, new, where, key = SPOILT[name]
    text = WHOLE.replace(old, new, 1)
    assert text != WHOLE
    assert found(text)[0] == (line_of(where, text), key)


def test_a_file_without_its_head_says_so() -> None:
    text = WHOLE[WHOLE.index("[publicity]") :]
    assert found(text) == [(1, "regulation")]


def test_every_fault_is_told_in_the_order_of_its_line_and_in_both_languages() -> None:
    text = WHOLE.replace("length = 5", 'length = "5"').replace('op = ">="', 'op = "about"')
    first, second = faults_in(text)
    assert (first.key, second.key) == ("publicity.length", "guard.op")
    assert str(first).startswith("第 10 行 publicity.length：") and "line 10" in str(first)


def test_a_step_of_an_unknown_kind_of_case_is_a_fault() -> None:
    text = WHOLE.replace(
        'do = "SubmitApplication"', 'stream = "rounds"\ndo = "SubmitApplication"', 1
    )
    assert "step.stream" in {fault.key for fault in faults_in(text)}


def test_a_byte_order_mark_before_a_file_is_no_part_of_it(tmp_path: Path) -> None:
    for file in INVENTED.glob("one_city*.toml"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8-sig")
    text = (INVENTED / "one_city.toml").read_text("utf-8")
    assert text in regulation_texts(tmp_path)
    assert len(catalogue_texts(tmp_path)) == len(catalogue_texts(None)) + 1


@rule("SC-18")
def test_a_prefecture_of_sichuan_recognises_centres_of_its_own_level_by_a_file_of_its_own() -> None:
    own = ONE_CITY_TEXT.replace('"320500"', '"510700"').replace("示例市{", "绵阳市{")
    found = examine(own, {})
    assert found.faults == () and found.resolved is not None
    regulation, sichuan = rules_of(own).text, rules_of(SICHUAN.text).text
    assert regulation.regulation.level == "PREFECTURE"
    assert regulation.name and sichuan.name
    name = regulation.name.formula.format(industry="白酒产业")
    assert name != sichuan.name.formula.format(industry="白酒产业")
