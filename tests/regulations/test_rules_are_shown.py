"""Every rule that a step, a condition or a period keeps is shown by a test that cites it."""

import ast
from functools import cache
from pathlib import Path

import pytest

from domain.regulation.rules import Rules
from tests.support.roads import INNER_MONGOLIA, SICHUAN, SUZHOU

RULES = [SICHUAN.rules, INNER_MONGOLIA.rules, SUZHOU.rules]
FILES = pytest.mark.parametrize("rules", RULES, ids=lambda rules: rules.about.code)


def kept(rules: Rules) -> set[str]:
    return {one.id for one in rules.text.rule if one.kept in ("step", "guard", "timer", "text")}


@cache
def cited() -> frozenset[str]:
    """The ids in `@rule(...)` over the tests."""
    found = set[str]()
    for path in Path(__file__).parents[1].rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for mark in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "rule":
                    given = (one.value for one in mark.args if isinstance(one, ast.Constant))
                    found.update(map(str, given))
    return frozenset(found)


@FILES
def test_every_rule_that_is_kept_is_cited_by_a_test(rules: Rules) -> None:
    assert not kept(rules) - cited()


@FILES
def test_every_rule_that_a_part_of_the_file_rests_on_is_called_kept(rules: Rules) -> None:
    text, about = rules.text, rules.about
    assert text.validity and text.supervision
    blocks = (text.publicity, text.correction, text.name, text.form, text.objection)
    resting = {block.rule for block in blocks if block}
    resting |= {text.validity.rule, text.supervision.rule, *(one.rule for one in text.separate)}
    resting |= {guard.rule for guard in text.guard} | {step.rule for step in text.step}
    resting |= {step.territory_rule for step in text.step if step.territory_rule}
    resting |= {
        cited
        for cited in (about.parent_rule, about.interpreted_rule, text.supervision.daily_rule)
        if cited
    }
    left_out = resting - kept(rules)
    assert not left_out
