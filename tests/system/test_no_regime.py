"""No module names a regime: what one of them says stands in its regulation file, and nowhere else.

Its words, the demonstration and the tests may name it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.regulation_files import regulation_files

ROOT = Path(__file__).parents[2]
LAYERS = ("domain", "projections", "adapters", "services")
MAY_NAME = ("domain/words/", "services/demo/", "services/commands/demo")
GENERAL = {"HOUSE"}
"""The rules of keeping files are no regime's."""


def codes() -> set[str]:
    """The codes of the shipped regimes."""
    found = re.findall(
        r'(?m)^\[regulation\][^[]*?^code = "([^"]+)"',
        "\n".join(file.text or "" for file in regulation_files(None)),
    )
    return {*found} - GENERAL


def regimes_named(source: str) -> Iterator[str]:
    """The strings of a module that name a regime, or a rule of one, outside its docstrings."""
    naming = re.compile(rf"({'|'.join(map(re.escape, codes()))}|N)([-.]\d.*)?\Z")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = naming.match(node.value)
            if found and (found[1] != "N" or found[2]):
                yield node.value


def modules() -> Iterator[tuple[str, str]]:
    for layer in LAYERS:
        for path in sorted((ROOT / layer).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(MAY_NAME):
                yield name, path.read_text("utf-8")


def test_no_module_names_a_regime_or_one_of_its_rules() -> None:
    assert codes() >= {"SC", "IM", "SZ"}
    assert {name: found for name, source in modules() if (found := [*regimes_named(source)])} == {}


@pytest.mark.parametrize("named", ["SC", "IM-10.1", "SZ-27", "NAT-2024", "N-18"])
def test_a_module_that_did_would_be_told(named: str) -> None:
    assert [*regimes_named(f'"""Of SC 13."""\nif regime == "{named}":\n    pass\n')] == [named]
    assert [*regimes_named('stream = "SCORE"\nkey = "N"\n')] == []
