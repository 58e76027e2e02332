"""The checker of regulation files: every fault by line and key; the shipped files have none."""

import re
from importlib.resources import files

import pytest

import domain.streams
from domain.regulation.checking import faults_in
from tests.citing import rule

assert domain.streams.STREAMS  # the checker knows the commands and facts that are imported
SHIPPED = sorted(
    file.name
    for file in (files("domain") / "regulations").iterdir()
    if file.name.endswith(".toml") and ".industries." not in file.name
)
WHOLE = """\
[regulation]
code = "T"
title = "办法"
title_en = "Measure"
authority = "510000"
level = "PROVINCIAL"
issued_on = 2025-01-01

[publicity]
length = 5
unit = "working_day"
rule = "T-1"

[correction]
answer_within = 5
term = 10
longest_term = 30
unit = "working_day"
rule = "T-1"

[name]
formula = "{industry}中心"
rule = "T-1"

[form]
commitment = "{industry}属实"
rule = "T-1"

[[separate]]
duties = ["recheck", "decision"]
rule = "T-1"

[[rule]]
id = "T-1"
article = "第一条"
phrase = "不少于5人"
gloss = "At least five"
kept = "guard"

[[step]]
do = "CreateDraft"
by = ["APPLICANT"]
duty = "submission"
to = "DRAFT"
rule = "T-1"

[[step]]
do = "SubmitApplication"
by = ["APPLICANT"]
during = ["DRAFT"]
to = "SUBMITTED"
rule = "T-1"

[[step]]
do = "RequestCorrection"
by = ["PREF"]
during = ["SUBMITTED"]
unless = ["RequestCorrection"]
to = "CORRECTION_REQUIRED"
opens = { period = "correction" }
rule = "T-1"

[[step]]
do = "LapseCorrection"
by = ["SYSTEM"]
during = ["CORRECTION_REQUIRED"]
after = ["RequestCorrection"]
elapsed = "correction"
to = "TERMINATED"
final = true
rule = "T-1"

[[guard]]
rule = "T-1"
on = ["SubmitApplication"]
fact = "distinct_staff"
op = ">="
value = 5

[[guard]]
rule = "T-1"
on = ["SubmitApplication"]
fact = "name_by_formula"
op = "is"
value = true

  [[guard.either]]
  fact = "commitment_exact"
  op = "is"
  value = true
"""


def line_of(passage: str, text: str) -> int:
    """The first line that holds the passage, counted from 1."""
    return text[: text.index(passage)].count("\n") + 1


def guard(op: str, value: str, hard: str = "true") -> str:
    """One more guard on the number of staff."""
    return (
        '\n[[guard]]\nrule = "T-1"\non = ["SubmitApplication"]\nfact = "distinct_staff"\n'
        f'hard = {hard}\nop = "{op}"\nvalue = {value}\n# here\n'
    )


def found(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.key) for fault in faults_in(text)]


@rule("SC-06.1")
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_has_no_fault(name: str) -> None:
    text = (files("domain") / "regulations" / name).read_text("utf-8")
    assert [str(fault) for fault in faults_in(text)] == []


def test_the_file_below_has_no_fault() -> None:
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


@pytest.mark.parametrize(
    ("added", "where", "key"),
    [
        ("[anual]\nmonth = 12\n", "[anual]", "anual"),
        ("[rules]\n", "[rules]", "rules"),
        (
            '[supervision]\nsees = ["PREF", "SHIRE"]\nrule = "T-1"\n',
            'sees = ["PREF", "SHIRE"]',
            "supervision.sees",
        ),
        (
            '[supervision]\nsees = ["PREF"]\nrule = "T-1"\ndaily_rule = "T-9"\n',
            'daily_rule = "T-9"',
            "supervision.daily_rule",
        ),
        (
            '[words]\nroles.SHIRE = { zh = "郡局", en = "shire bureau" }\n',
            "[words]",
            "words.roles",
        ),
        (
            '[[rule]]\nid = "T-1"\narticle = ""\nphrase = ""\ngloss = ""\nkept = "text"\n',
            'id = "T-1"\narticle = ""',
            "rule.id",
        ),
        (
            '[[step]]\ndo = "CreateDraft"\nby = []\nchannel = "DIRECT"\nrule = "T-1"\n',
            'do = "CreateDraft"\nby = []',
            "step.do",
        ),
        (
            '[[step]]\ndo = "ClearEntry"\nby = []\nelapsed = "publicity"\nrule = "T-1"\n',
            'elapsed = "publicity"',
            "step.elapsed",
        ),
        (
            '[[step]]\ndo = "AcceptApplication"\nby = []\nafter = ["StartRecheck"]\nrule = "T-1"\n',
            'do = "AcceptApplication"',
            "step.do",
        ),
        (guard("<", "5"), "value = 5\n# here", "guard.value"),
        (guard("<=", "4"), "value = 4\n# here", "guard.value"),
        (guard("==", "3"), "value = 3\n# here", "guard.value"),
    ],
)
def test_what_does_not_go_together_is_told(added: str, where: str, key: str) -> None:
    text = f"{WHOLE}\n{added}"
    assert found(text) == [(line_of(where, text), key)]


@pytest.mark.parametrize(
    ("block", "who", "key"),
    [
        ("correction", 'do = "RequestCorrection"', "correction"),
        ("name", 'fact = "name_by_formula"', "name"),
    ],
)
def test_a_block_that_a_step_or_a_fact_needs_is_missed(block: str, who: str, key: str) -> None:
    text = re.sub(rf"\[{block}\]\n(.+\n)+", "", WHOLE)
    assert (line_of(who, text), key) in found(text)


@pytest.mark.parametrize(
    ("step", "block"), [("StartPublicity", "publicity"), ("AppointPanel", "panel")]
)
def test_a_step_that_needs_a_block_is_told_so(step: str, block: str) -> None:
    added = f'\n[[step]]\ndo = "{step}"\nby = []\nrule = "T-1"\n'
    text = re.sub(rf"\[{block}\]\n(.+\n)+", "", WHOLE + added)
    assert (line_of(f'do = "{step}"', text), block) in found(text)


def test_a_regime_may_recognise_without_a_formula_of_names() -> None:
    added = '\n[[step]]\ndo = "RecogniseCentre"\nby = []\nrule = "T-1"\n'
    text = re.sub(r"\[name\]\n(.+\n)+", "", WHOLE + added)
    text = text.replace('fact = "name_by_formula"', 'fact = "commitment_exact"')
    assert found(text) == []


PANEL = """
[panel]
least = 3
quorum = { parts = 2, of = 3 }
rule = "T-1"

[[criterion]]
name = "影响力"
most = 6000
rule = "T-1"

[[criterion]]
name = "服务能力"
most = 4000
rule = "T-1"
"""


@rule("IMPLICIT:panel", "SC-05.2")
@pytest.mark.parametrize(
    ("old", "new", "where", "key"),
    [
        ("least = 3", "least = 4", "least = 4", "panel.least"),
        ("parts = 2", "parts = 4", "quorum =", "panel.quorum"),
        ("most = 4000", "most = 4001", "[[criterion]]", "criterion.most"),
        ("服务能力", "影响力", "[[criterion]]", "criterion.name"),
        (
            'most = 4000\nrule = "T-1"',
            'most = 4000\nrule = "T-8"',
            'rule = "T-8"',
            "criterion.rule",
        ),
        ("least = 3", "least = 0", "least = 0", "panel.least"),
    ],
)
def test_a_panel_that_could_not_be_drawn_or_score_is_a_fault(
    old: str, new: str, where: str, key: str
) -> None:
    assert found(WHOLE + PANEL) == []
    text = WHOLE + PANEL.replace(old, new)
    assert found(text) == [(line_of(where, text), key)]


@rule("IMPLICIT:panel")
def test_an_even_panel_is_no_fault_where_it_need_not_be_odd() -> None:
    assert found(WHOLE + PANEL.replace("least = 3", "least = 4\nodd = false")) == []
    assert [key for _, key in found(WHOLE + PANEL.split("[[criterion]]")[0])] == ["criterion.most"]


def test_numbers_that_can_pass_together_do_not_contradict() -> None:
    assert found(WHOLE + guard("<=", "5")) == []
    assert found(WHOLE + guard("<", "5", hard="false")) == []


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
