"""A regulation that newly comes in is safe, complete, and runs: what is not so is a fault that says
what to write."""

import re

import pytest

from domain.context import UNITS
from domain.regulation.checking import faults_in
from domain.regulation.fault import Fault
from domain.scrutiny.scrutinising import scrutinise
from tests.support.citing import rule
from tests.support.mutating import with_step
from tests.support.regulations import HOUSE_TEXT, SUZHOU_TEXT
from tests.support.released import RELEASED, edited, step_changed, step_removed


def serious(text: str) -> list[Fault]:
    return [fault for fault in scrutinise(text) if not fault.warning]


def line(text: str, fault: Fault) -> str:
    return text.splitlines()[fault.line - 1]


@pytest.mark.parametrize("text", [*RELEASED.values(), HOUSE_TEXT], ids=[*RELEASED, "house"])
def test_what_was_shipped_so_far_is_safe_and_complete(text: str) -> None:
    assert [str(fault) for fault in scrutinise(text)] == []


ANYWHERE = re.sub(r"\nterritory = .*|\nterritory_rule = .*", "", RELEASED["sichuan"])
BY_ANYBODY = step_changed("RecogniseCentre", 'by = ["PROV"]', 'by = ["PUBLIC"]')
BY_A_PREFECTURE = re.sub(
    r'(do = "RecogniseCentre"\n)by = .*\nduty = .*\nterritory = .*\n',
    r'\1by = ["PREF"]\n',
    RELEASED["sichuan"],
)
FIVE = {
    "no territory anywhere": (ANYWHERE, "step.territory", 'territory = "recommending_unit"'),
    "recognised by anybody": (BY_ANYBODY, "step.by", "by 不写 PUBLIC"),
    "recognised by a prefecture without any duty": (
        BY_A_PREFECTURE,
        "step.territory",
        'territory = "authority"',
    ),
    "a misspelt separated duty": (
        edited('"local_review", "recheck", "experts"', '"local_reveiw", "recheck", "experts"'),
        "separate.duties",
        "可用：local_review",
    ),
    "publicity need not be over": (
        step_changed("RecogniseCentre", 'elapsed = "publicity"\n', ""),
        "step.elapsed",
        'elapsed = "publicity"',
    ),
    "no PublishEntry": (step_removed("PublishEntry"), "step.do", 'do = "PublishEntry"'),
    "no OpenCentreFile": (step_removed("OpenCentreFile"), "step.do", 'stream = "centres"'),
    "no RegisterLead": (step_removed("RegisterLead"), "step.do", 'stream = "violations"'),
    "a result is missing": (
        step_changed("ResolveObjection", '  SETTLED = { to = "IN_PUBLICITY" }\n', ""),
        "step.outcomes",
        "SETTLED",
    ),
    "a period on another stream": (
        step_changed(
            "RequestCorrection",
            'opens = { period = "correction" }',
            'opens = { period = "publicity" }',
        ),
        "step.opens",
        "publicity",
    ),
}
"""Each file passed the check and should not have: what is said, at which key."""


@rule("SC-07.9", "SC-07.1", "IMPLICIT:separation")
@pytest.mark.parametrize("name", FIVE)
def test_a_file_that_would_be_unsafe_or_never_finish_is_refused_with_what_to_write(
    name: str,
) -> None:
    text, key, advice = FIVE[name]
    assert faults_in(text) == []  # for what earlier releases issued, nothing changes
    told = [fault for fault in serious(text) if fault.key == key and advice in fault.zh]
    assert told and all(fault.line > 1 for fault in told)
    assert len(serious(text)) <= MOST.get(name, 1)


MOST = {"no territory anywhere": 53, "recognised by a prefecture without any duty": 3}
"""What is wrong in more than one place; all else is told once."""


@rule("IMPLICIT:separation")
@pytest.mark.parametrize("role", sorted(UNITS))
def test_a_step_of_a_unit_is_bound_by_its_duty_as_one_of_a_bureau_is(role: str) -> None:
    by_the_unit = with_step("WithdrawApplication", "by", f'["{role}"]', SUZHOU_TEXT)
    assert serious(by_the_unit) == []
    [fault] = serious(with_step("WithdrawApplication", "duty", None, by_the_unit))
    assert (fault.key, 'duty = "submission"' in fault.zh) == ("step.duty", True)


OF_PROJECTS = {
    "approved by anybody": (
        with_step("ApproveByPartyGroup", "by", '["PUBLIC"]', SUZHOU_TEXT),
        "step.by",
        "by 不写 PUBLIC",
    ),
    "approved at a place of one's own": (
        with_step("ApproveByPartyGroup", "territory", '"recommending_unit"', SUZHOU_TEXT),
        "step.territory",
        'territory = "authority"',
    ),
    "approved in no duty of its own": (
        with_step("ApproveByPartyGroup", "duty", '"acceptance"', SUZHOU_TEXT),
        "step.duty",
        'duty = "decision"',
    ),
    "approved by no body": (
        with_step("ApproveByPartyGroup", "decided_by", None, SUZHOU_TEXT),
        "step.decided_by",
        "写 decided_by",
    ),
    "started without a document": (
        with_step("StartConstruction", "needs", None, SUZHOU_TEXT),
        "step.needs",
        "document_no",
    ),
    "never started": (
        step_removed("StartConstruction", SUZHOU_TEXT),
        "step.do",
        "永远走不到认定或者组织实施",
    ),
    "no file for the centre": (
        step_removed("OpenConstructionFile", SUZHOU_TEXT),
        "step.do",
        'do = "OpenConstructionFile"',
    ),
}


@rule("SZ-22")
@pytest.mark.parametrize("name", OF_PROJECTS)
def test_a_regime_of_projects_ends_in_an_approval_and_a_construction_that_are_safe(
    name: str,
) -> None:
    text, key, advice = OF_PROJECTS[name]
    told = [fault for fault in serious(text) if fault.key == key and advice in fault.zh]
    assert told, [str(fault) for fault in serious(text)]


def test_a_regime_of_projects_needs_no_recognition() -> None:
    assert serious(SUZHOU_TEXT) == []
