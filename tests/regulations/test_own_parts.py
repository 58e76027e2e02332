"""What a regime says of its own is checked: names, kinds, rules, partners and marks, by line."""

import pytest

from domain.scrutiny.examining import examine
from tests.support.asked_by_one import BESIDE, SOURCE

PREMISES = 'own = { fact = "premises", op = "in", value = ["OWND"], rule = "ASK-5" }\n'
"""A condition on a value that the closed list has not."""


def told(before: str, after: str) -> list[tuple[str, str, str]]:
    """The faults after a change to the source: the text of their line, their key, their words."""
    assert before in SOURCE
    text = SOURCE.replace(before, after, 1)
    lines = text.splitlines()
    faults = examine(text, BESIDE).faults
    return [(lines[fault.line - 1], fault.key, fault.zh) for fault in faults]


def test_the_regime_as_it_is_has_no_fault() -> None:
    assert told("[words.steps]", "[words.steps]") == []


@pytest.mark.parametrize(
    ("before", "after", "line", "key", "words"),
    [
        (
            'name = "certificate"',
            'name = "industry"',
            'name = "industry"',
            "field.name",
            "名称 industry 已被占用",
        ),
        (
            'name = "certificate"',
            'name = "founded_on"',
            'name = "founded_on"',
            "field.name",
            "名称 founded_on 已被占用",
        ),
        ('kind = "file"', 'kind = "pdf"', 'kind = "pdf"', "field.kind", "不合格式"),
        (
            'en = "model of operation"\nleast = 2\nmost = 20\nrule = "ASK-5"',
            'en = "model of operation"\nleast = 2\nmost = 20\nrule = "ASK-55"',
            'rule = "ASK-55"',
            "field.rule",
            "没有规则 ASK-55；可用：ASK-5、",
        ),
        (
            'required = true\nrule = "ASK-5"',
            "required = true",
            "required = true",
            "field.rule",
            "必填的栏目须写明依据 rule",
        ),
        (
            "least = 2\nmost = 20",
            "least = 21\nmost = 20",
            "least = 21",
            "field.least",
            "least 21 大于",
        ),
        (
            'en = "certificate"',
            'en = "certificate"\nmost = 3',
            "most = 3",
            "field.most",
            "file 没有 most，只有 count、text 有",
        ),
        (
            '{ value = "RENTED", zh = "租用"',
            '{ value = "RENTED", zh = "自有"',
            "values = [",
            "field.values",
            "自有 重复",
        ),
        (
            'kind = "text"\nzh = "场所性质"',
            'kind = "count"\nzh = "场所性质"',
            "values = [",
            "field.values",
            "count 没有 values，只有 text 有",
        ),
        (
            'rule = "ASK-5"\n\n[guard]\n',
            'rule = "ASK-5"\n\n[guard]\n' + PREMISES,
            PREMISES.strip(),
            "guard.value",
            "未知的名称 OWND；可用：OWNED、",
        ),
        (
            "AcceptApplication = { zh",
            "AcceptAplication = { zh",
            'AcceptAplication = { zh = "初审", en = "first review" }',
            "words.steps",
            "未知的名称 AcceptAplication；可用：AcceptApplication、",
        ),
        (
            "EXPERT_REVIEW = {",
            "EXPERTS_REVIEW = {",
            'EXPERTS_REVIEW = { zh = "评议中", en = "being assessed" }',
            "words.stages",
            "未知的名称 EXPERTS_REVIEW；可用：EXPERT_REVIEW、",
        ),
        (
            '"PARTY_GROUP"',
            '"PARTYGROUP"',
            'RecogniseCentre = { decided_by = "PARTYGROUP" }',
            "step.decided_by",
            "未知的名称 PARTYGROUP；可用：PARTY_GROUP、",
        ),
        (
            'joint_with = ["FINANCE"]',
            'joint_with = ["FINANCES"]',
            'DetermineList = { joint_with = ["FINANCES"] }',
            "step.joint_with",
            "未知的名称 FINANCES；可用：FINANCE、",
        ),
        (
            'joint_with = ["FINANCE"]',
            'joint_with = ["FINANCE", "AUDIT"]',
            'DetermineList = { joint_with = ["FINANCE", "AUDIT"] }',
            "step.joint_with",
            "AUDIT 无从同意：须有步骤 ConsentToBatchAct，其 by 含 AUDIT",
        ),
        (
            "DetermineList = {",
            'OpenCallBatch = { joint_with = ["FINANCE"] }\nDetermineList = {',
            'OpenCallBatch = { joint_with = ["FINANCE"] }',
            "step.joint_with",
            "立卷的事项不能会签",
        ),
        (
            "DetermineList = {",
            'OpenCentreFile = { joint_with = ["FINANCE"] }\nDetermineList = {',
            'OpenCentreFile = { joint_with = ["FINANCE"] }',
            "step.joint_with",
            "centres 的事项没有会签，只有 ",
        ),
        ("pass_mark = 7500", "pass_mark = 9999", "pass_mark = 9999", "", ""),
        ("least = 2000", "least = 4001", "least = 4001", "criterion.least", "least 高于 most 4000"),
        (
            "most = 6000",
            "most = 3000",
            "pass_mark = 7500",
            "panel.pass_mark",
            "pass_mark 高于合计 7000",
        ),
        (
            'fact = "certified_staff"',
            'fact = "certified_stuff"',
            'certified = { fact = "certified_stuff", op = ">=", value = 8, rule = "ASK-3" }',
            "guard.fact",
            "未知的事实 certified_stuff",
        ),
        (
            'op = ">=", value = "2025-01-01"',
            'op = "in", value = "2025-01-01"',
            'recent = { fact = "certified_on", op = "in", value = "2025-01-01", rule = "ASK-4" }',
            "guard.op",
            "certified_on 只能用 >=, >, <=, <, ==",
        ),
        (
            '"2025-01-01"',
            '"2025-02-30"',
            'recent = { fact = "certified_on", op = ">=", value = "2025-02-30", rule = "ASK-4" }',
            "guard.value",
            "值的类型不合 date",
        ),
    ],
)
def test_what_cannot_be_is_a_fault_that_says_what_can(
    before: str, after: str, line: str, key: str, words: str
) -> None:
    faults = told(before, after)
    if not key:
        assert faults == []
        return
    [(at, own, zh)] = faults
    assert (at, own) == (line, key)
    assert zh.startswith(words)


@pytest.mark.parametrize(
    ("level", "fit"),
    [("PROVINCIAL", "PROV"), ("NATIONAL", "CNIPA"), ("MUNICIPAL", ""), ("SUB_PROVINCIAL", "")],
)
def test_a_bureau_of_another_level_does_not_act_for_the_authority(level: str, fit: str) -> None:
    faults = told('level = "PREFECTURE"', f'level = "{level}"')
    assert bool(faults) == bool(fit)
    assert {(key, zh.rpartition("；")[2]) for _, key, zh in faults if fit} == (
        {("step.by", f"可用：{fit}")} if fit else set()
    )


def test_in_a_municipality_under_the_centre_city_or_province_may_be_the_bureaus_role() -> None:
    text = SOURCE.replace('level = "PREFECTURE"', 'level = "MUNICIPAL"')
    as_province = text.replace("[articles]", '[sets]\nAUTHORITY = ["PROV"]\n\n[articles]', 1)
    assert examine(text, BESIDE).faults == examine(as_province, BESIDE).faults == ()
