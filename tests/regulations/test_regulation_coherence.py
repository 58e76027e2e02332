"""What does not fit together in a regulation file: missing blocks, panels, numbers, steps."""

import re

import pytest

from tests.support.citing import rule
from tests.support.whole_regulation import WHOLE, found, guard, line_of


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
            "roles.SHIRE",
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
