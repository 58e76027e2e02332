"""The table of the rules: what counts as citing one, as showing one, and as keeping one."""

import tomli

from tools import rules
from tools.rules import Row

KEPT_SO_FAR = 54

REGULATION = """
[regulation]
code = "X"

[[rule]]
id = "X-1"
gloss = "rule = X-9"

[publicity]
rule = "X-2"  # five days

[[step]]
do = "Accept"
# rule = "X-8"
territory_rule = "X-3"
rule = "X-4"

[[guard]]
value = ["X-7"]
rule = "X-5"
"""
CODE = '''
"""Keeps X-1."""
def due(): # X-1
    """X-2"""
    return by_id["X-3"]
'''
TESTS = """
BOTH = ("X-3", "X-4")
CASES = [pytest.param(1, marks=rule("X-6")), 2]

@rule("X-1", "X-2")
def test_plain(): ...

@rule(*BOTH)
@pytest.mark.parametrize("n", CASES)
def test_listed(n): ...

@pytest.mark.rule("X-5")
class TestTogether:
    def test_inside(self): ...

def test_without(): rule("X-9")
"""


def test_steps_guards_and_blocks_cite_a_rule_and_its_own_table_does_not() -> None:
    cited = list(rules.cited_by_regulation(REGULATION))
    assert cited == [("X-2", 10), ("X-4", 16), ("X-3", 15), ("X-5", 20)]


def test_code_cites_a_rule_and_comments_and_docstrings_do_not() -> None:
    known = {f"X-{n}" for n in range(10)}
    assert [found for found in rules.cited_by_code(CODE) if found[0] in known] == [("X-3", 5)]


def test_a_test_shows_the_rules_of_its_decorators_its_class_and_its_parameters() -> None:
    assert sorted(rules.shown_by_tests(TESTS)) == [
        ("X-1", "test_plain"),
        ("X-2", "test_plain"),
        ("X-3", "test_listed"),
        ("X-4", "test_listed"),
        ("X-5", "test_inside"),
        ("X-6", "test_listed"),
    ]


def test_a_rule_is_kept_when_declared_otherwise_cited_and_tested() -> None:
    whole = Row("X-1", "guard", ("f:1",), ("t",))
    assert whole.holds
    assert not Row("X-1", "declared", whole.code, whole.tests).holds
    assert not Row("X-1", None, whole.code, whole.tests).holds
    assert not Row("X-1", "guard", (), whole.tests).holds
    assert not Row("X-1", "guard", whole.code, ()).holds


def test_a_row_gathers_each_place_and_test_once() -> None:
    found = rules.rows(
        ["X-1", "X-2"],
        {"X-1": "step"},
        [("X-1", "f:1"), ("X-1", "f:2"), ("X-1", "f:1"), ("other", "f:3")],
        [("X-1", "t")],
    )
    assert found == [Row("X-1", "step", ("f:1", "f:2"), ("t",)), Row("X-2")]


def test_there_are_174_rules_and_sichuans_65_are_all_in_its_file() -> None:
    everyone = rules.ids()
    assert len(set(everyone)) == len(everyone) == 174
    sichuan = tomli.loads((rules.REGULATIONS / "sichuan.toml").read_text("utf-8"))
    held = list(sichuan["articles"])
    assert held == [id for id in everyone if id.startswith("SC-")]
    assert len(held) == 65


def test_suzhous_33_rules_are_all_in_its_file() -> None:
    suzhou = tomli.loads((rules.REGULATIONS / "suzhou.toml").read_text("utf-8"))
    held = list(suzhou["articles"])
    assert held == [id for id in rules.ids() if id.startswith("SZ-")]
    assert len(held) == 33


def test_the_files_know_no_rule_that_the_list_does_not() -> None:
    known = {id for id in rules.ways() if not id.startswith("IMPLICIT:")}
    assert known <= set(rules.ids())


def test_what_keeps_and_what_shows_a_rule_is_found_where_it_lies() -> None:
    """The number may only grow."""
    table = rules.rows(rules.ids(), rules.ways(), rules.places(), rules.tests())
    assert sum(row.holds for row in table) >= KEPT_SO_FAR
