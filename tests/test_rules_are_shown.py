"""Every rule that a step, a condition or a period keeps is shown by a test that cites it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.mutating import GUARDS, RULES, STEPS

KEPT = {one.id for one in RULES.text.rule if one.kept in ("step", "guard", "timer")}


def cited() -> Iterator[str]:
    """The ids in `@rule(...)` over the tests."""
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for mark in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "rule":
                    yield from (
                        str(one.value) for one in mark.args if isinstance(one, ast.Constant)
                    )


def test_every_rule_that_is_kept_is_cited_by_a_test() -> None:
    assert not KEPT - set(cited())


def test_every_rule_that_a_part_of_the_file_rests_on_is_called_kept() -> None:
    text = RULES.text
    assert text.publicity and text.correction and text.name and text.validity and text.form
    resting = {text.publicity.rule, text.correction.rule, text.name.rule, text.form.rule}
    resting |= {text.objection.rule} if text.objection else set()
    resting |= {text.validity.rule, *(part.rule for part in text.separate)}
    resting |= {guard.rule for guard in GUARDS} | {step.rule for step in STEPS.values()}
    resting |= {step.territory_rule for step in STEPS.values() if step.territory_rule}
    left_out = resting - KEPT
    assert not left_out
