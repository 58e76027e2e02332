"""Words of the law that must not be mixed (domain.md 2.11): each end of a centre, and each state in
which it is not recognised, has a word of its own, in stages, events, commands and documents."""

from itertools import combinations
from pathlib import Path

import pytest

from domain.words import COMMANDS, EVENTS
from domain.words.stages import STAGES
from projections.registry import ACTIVE
from tests.support.citing import invariant, rule

ROOT = Path(__file__).parents[2]
OF_A_CENTRE = {
    "ACTIVE": "有效",
    "CANCELLED": "取消",
    "ANNULLED": "撤销",
    "EXITED": "退出",
    "SUPPORTED_BY_REPLY": "复函支持",
    "BUILDING_UNRECOGNISED": "先行建设",
    "UNDER_CONSTRUCTION": "建设中",
}
"""The word of each status in the registry; no other status has it."""
ENDS = {"取消": "CancelQualification", "撤销": "AnnulRecognition", "退出": "ExitOnEvaluation"}
UNRECOGNISED = ("SUPPORTED_BY_REPLY", "BUILDING_UNRECOGNISED", "UNDER_CONSTRUCTION")


def test_each_status_has_its_own_word_and_no_other_has_it() -> None:
    for one, other in combinations(OF_A_CENTRE, 2):
        assert OF_A_CENTRE[one] in STAGES[one].zh
        assert OF_A_CENTRE[one] not in STAGES[other].zh, (one, other)
        assert STAGES[one].en != STAGES[other].en


@rule("N-22", "N-26")
@invariant(35)
@pytest.mark.parametrize("stage", UNRECOGNISED)
def test_whoever_is_not_recognised_is_called_so_in_both_languages(stage: str) -> None:
    assert "未经认定" in STAGES[stage].zh and "not recognised" in STAGES[stage].en
    assert stage not in ACTIVE


@pytest.mark.parametrize(("word", "command"), ENDS.items())
def test_the_name_of_one_end_is_in_no_command_or_event_of_another(word: str, command: str) -> None:
    others = {name: one for name, one in COMMANDS.items() if name in ENDS.values()}
    others.pop(command, None)
    assert [name for name, one in others.items() if word in one.zh] == []
    tags = {"取消": "cancel", "撤销": "annul", "退出": "exit"}
    ends = {tag: one for tag, one in EVENTS.items() if any(end in tag for end in tags.values())}
    mixed = [tag for tag, one in ends.items() if word in one.zh and tags[word] not in tag]
    assert mixed == []


@invariant(35)
def test_no_document_calls_a_reply_letter_or_a_construction_a_recognition() -> None:
    wrong = ("复函认定", "认定复函", "立项认定", "撤销资格", "取消认定")
    domain = ROOT / "domain"
    texts = [*ROOT.glob("*.md"), *domain.rglob("*.toml"), *domain.rglob("*.py")]
    found = [(path.name, one) for path in texts for one in wrong if one in path.read_text("utf-8")]
    assert found == []
