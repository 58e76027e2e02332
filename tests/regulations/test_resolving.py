"""Sources: what a file extends, cites, changes, adds and removes comes to one complete text."""

import re
from collections import Counter
from typing import Any

import pytest
import tomli

from domain.regulation.fault import Fault
from domain.regulation.resolving import resolve_source
from domain.regulation.rules import Rules, rules_of
from domain.regulation.sources import layers_of
from domain.scrutiny.examining import examine
from services.regulation_files import SHIPPED, regulation_files
from tests.support.a_source import BESIDE, HEAD, TAIL
from tests.support.citing import rule
from tests.support.regulations import INNER_MONGOLIA_TEXT, RELEASED, SICHUAN_TEXT
from tests.support.whole_regulation import line_of


def resolved(tail: str = TAIL, beside: dict[str, str] = BESIDE) -> Rules:
    return Rules(resolve_source(HEAD + tail, beside).text)


def fault_of(tail: str, head: str = HEAD) -> Fault:
    [fault] = examine(head + tail, BESIDE).faults
    return fault


def meaning(text: str) -> dict[str, Any]:
    """A text's parts as sets, without what a release added since."""
    tables = tomli.loads(text)
    tables.pop("division", None)
    for part in (*tables["guard"], *tables.get("flag", ())):
        part.pop("name", None)
    return {
        name: sorted(map(repr, map(sorted_items, parts))) if isinstance(parts, list) else parts
        for name, parts in tables.items()
    }


def sorted_items(part: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted((key, value) for key, value in part.items())


@rule("SC-06.1", "IM-06.1")
@pytest.mark.parametrize(
    ("name", "text"), [("sichuan", SICHUAN_TEXT), ("inner_mongolia", INNER_MONGOLIA_TEXT)]
)
def test_a_source_says_what_its_long_text_said(name: str, text: str) -> None:
    """Every step, condition, period, name and rule up to recognition, so that every case of that
    release is decided alike; what a centre lives through afterwards came later."""
    released = (RELEASED / f"{name}.toml").read_text("utf-8")
    ours, theirs = rules_of(text).text, rules_of(released).text
    assert ours.validity and theirs.validity
    assert (ours.validity.years, ours.validity.rule) == (
        theirs.validity.years,
        theirs.validity.rule,
    )
    for part in ("regulation", "publicity", "correction", "objection", "name", "form"):
        assert getattr(ours, part) == getattr(theirs, part), part
    assert (ours.panel, ours.criterion, ours.annual) == (
        theirs.panel,
        theirs.criterion,
        theirs.annual,
    )
    for before in theirs.step:
        if before.do not in CHANGED_SINCE:
            assert before in ours.step, before.do
    assert {one.id for one in ours.rule if ":" not in one.id} == {
        one.id for one in theirs.rule if ":" not in one.id
    }
    assert {*theirs.separate} <= {*ours.separate}
    known = {part.name: part for part in ours.guard}
    mine, before_that = meaning(text), meaning(released)
    assert [one for one in before_that["guard"] if one not in mine["guard"]] == [], known
    assert meaning(text).get("flag") is not None or meaning(released).get("flag") is None


CHANGED_SINCE = {"OpenCentreFile", "RegisterLead"}
"""Steps that begin, or belong to, what came later."""


LATER = {"duty", "section", "ground", "cancel", "serving", "evaluation", "period"}
"""Blocks about the life after recognition."""


def lines_by_block(text: str) -> Counter[str]:
    """How many lines a file has in blocks of each name."""
    counted: Counter[str] = Counter()
    block = ""
    for line in text.splitlines():
        opened = re.match(r"\[+([a-z_]+)", line)
        block = opened.group(1) if opened else block
        counted[block] += 1
    return counted


def test_the_two_regimes_up_to_recognition_fit_into_450_lines() -> None:
    names = ("sichuan.toml", "inner_mongolia.toml")
    lines = sum((lines_by_block((SHIPPED / one).read_text("utf-8")) for one in names), Counter())
    assert sum(n for block, n in lines.items() if block not in LATER) <= 450


OF_A_CITY = ("one_tier", "project")


BY_THEMSELVES = ("two_tiers", "three_tiers", "one_tier", "project")
"""Procedures that a regulation can be begun on; the others are parts of them."""


@pytest.mark.parametrize("name", BY_THEMSELVES)
def test_a_procedure_refers_to_nothing_that_it_has_not(name: str) -> None:
    head = HEAD.replace("two_tiers", name)
    if name in OF_A_CITY:
        head = head.replace("420000", "420100").replace("PROVINCIAL", "PREFECTURE")
    assert [str(fault) for fault in examine(head, BESIDE).faults] == []


def test_a_complete_text_is_taken_as_it_is() -> None:
    assert resolve_source(SICHUAN_TEXT, {}).text == SICHUAN_TEXT


def test_a_file_changes_what_it_names_and_leaves_the_rest() -> None:
    block = resolved().text.publicity
    assert block and (block.length, block.unit, block.rule) == (7, "working_day", "A-07")


def test_a_provision_that_is_a_line_of_text_is_article_and_phrase() -> None:
    cited = resolved().by_id["A-05"]
    assert (cited.article, cited.phrase, cited.kept) == ("第五条", "工作人员不少于8人", "guard")


def test_a_provision_carries_a_topic_and_what_is_named_beside_it() -> None:
    rules = resolved()
    by = {step.do: step.rule for step in rules.text.step}
    assert by["DetermineList"] == by["RecogniseCentre"] == "A-07"
    assert by["RecogniseList"] == "IMPLICIT:recognition"
    assert "IMPLICIT:list" not in rules.by_id and rules.by_id["A-07"].kept == "timer"


def test_a_condition_without_steps_is_checked_where_conditions_are() -> None:
    [staff] = [guard for guard in resolved().text.guard if guard.name == "staff"]
    assert staff.on == (
        "SubmitApplication",
        "SupplyCorrection",
        "ChangeApplicationData",
        "CompleteQualificationReview",
    )


def test_a_step_that_is_taken_away_is_spoken_of_no_more() -> None:
    rules = resolved(TAIL + '\n[step]\n"CompleteMaterialAudit:ORDINARY" = { remove = true }\n')
    assert "CompleteMaterialAudit" not in {step.do for step in rules.text.step}
    recommend = rules.step("applications", "RecommendApplication", "ORDINARY")
    assert recommend and recommend.after == ("CompleteQualificationReview",)


def test_the_texts_of_a_procedure_speak_in_the_names_of_the_regime() -> None:
    rules = resolved().text
    assert rules.name and rules.name.formula == "湖北省{industry}知识产权运营中心"
    assert rules.publicity and rules.publicity.notice
    assert "根据《甲省产业知识产权运营中心管理办法》第七条，" in rules.publicity.notice


def test_a_file_may_extend_the_file_of_another_regime() -> None:
    head = HEAD.replace('"two_tiers"', '"sichuan"')
    beside = BESIDE | {"sichuan.toml": (SHIPPED / "sichuan.toml").read_text("utf-8")}
    rules = Rules(resolve_source(head, beside).text)
    assert rules.about.code == "JIA" and rules.by_id["SC-05.7"].article == "第五条第二款4"


BY_NAME = """
[criterion]
"创新" = { most = 6000, rule = "A-05" }
"成效" = { most = 4000, rule = "A-05" }

[field]
certified_staff = { kind = "count", zh = "持证人员数", en = "certified staff", rule = "A-05" }
"""


def test_fields_and_criteria_may_stand_in_a_table_by_their_names() -> None:
    text = resolved(TAIL + BY_NAME).text
    assert [(one.name, one.most) for one in text.criterion] == [("创新", 6000), ("成效", 4000)]
    assert [one.name for one in text.field] == ["certified_staff"]
    fault = fault_of(TAIL + BY_NAME.replace('"count"', '"number"'))
    assert fault.line == line_of("certified_staff = ", HEAD + TAIL + BY_NAME.replace("count", "x"))
    assert fault.key == "field.kind"


FAULTS = {
    "no such procedure": ("", 'extends = "two_tier"', "two_tiers"),
    "nothing to cite onto": (
        '\n[cites]\n"A-07" = ["RecognizeCentre"]',
        '"A-07"',
        "RecogniseCentre",
    ),
    "nothing to remove": ("\n[step]\nAcceptAplication = { remove = true }", "Accept", "AcceptApp"),
    "no such table": ("", "divisions = ", "jia.divisions.csv"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_resolved_is_told_by_line_with_what_would_be_right(name: str) -> None:
    tail, where, near = FAULTS[name]
    head = HEAD
    if name == "no such procedure":
        head = HEAD.replace('"two_tiers"', '"two_tier"')
    if name == "no such table":
        head = HEAD.replace("jia.divisions", "yi.divisions")
    fault = fault_of(tail, head)
    assert fault.line == line_of(where, head + tail)
    assert f"可用：{near}" in fault.zh and f"one of: {near}" in fault.en


@pytest.mark.parametrize(
    ("part", "right"), [("rule", "[articles]"), ("division", 'divisions = "x.divisions.csv"')]
)
def test_what_a_source_says_elsewhere_is_not_overwritten_in_silence(part: str, right: str) -> None:
    fault = fault_of(TAIL + f'\n[[{part}]]\nid = "A-09"\n')
    assert (fault.key, right in fault.zh) == (part, True)
    assert fault.line == line_of(f"[[{part}]]", HEAD + TAIL + f"\n[[{part}]]\n")


def test_a_topic_gives_way_to_a_step_that_is_named_whichever_provision_stands_first() -> None:
    cites = (
        '\n[cites]\n"A-05" = ["RecogniseCentre"]\n"A-07" = ["ClearEntry", "IMPLICIT:recognition"]\n'
    )
    head, _, rest = TAIL.partition("[cites]")
    rules = resolved(head + cites.lstrip() + rest[rest.index("[publicity]") :])
    by = {step.do: step.rule for step in rules.text.step}
    assert (by["RecogniseCentre"], by["RecogniseList"]) == ("A-05", "A-07")


def test_a_file_that_extends_itself_is_told_so() -> None:
    text = HEAD.replace('"two_tiers"', '"jia"')
    [fault] = examine(text, BESIDE | {"jia.toml": text}).faults
    assert fault.key == "extends" and "itself" in fault.en


SUMMER = """
[sets]
SUMMER = ["DRAFT"]

[publicity]
length = {length}
"""


def test_a_file_may_extend_several_the_later_over_the_earlier() -> None:
    text = HEAD.replace('"two_tiers"', '["two_tiers", "five", "nine"]') + TAIL
    text = text.replace("length = 7\n", "")
    beside = BESIDE | {f"{n}.toml": SUMMER.format(length=d) for n, d in (("five", 5), ("nine", 9))}
    publicity = rules_of(resolve_source(text, beside).text).text.publicity
    assert publicity and publicity.length == 9
    other = text.replace('"five", "nine"', '"nine", "five"')
    publicity = rules_of(resolve_source(other, beside).text).text.publicity
    assert publicity and publicity.length == 5


def test_what_two_files_extend_is_laid_once_and_under_both() -> None:
    text = 'extends = ["two_tiers", "project"]\n'
    names = [layer.name for layer in layers_of({"extends": ["two_tiers", "project"]}, text, {})]
    assert len(names) == len({*names}) and names[-3:] == ["two_tiers", "project", ""]
    assert names.index("review") < names.index("review_and_publicity") < names.index("two_tiers")


@pytest.mark.parametrize(
    ("old", "new", "where", "key"),
    [
        ("value = 8", 'value = "8"', "staff = ", "guard.value"),
        ("length = 7", "length = 0", "length = 0", "publicity.length"),
        ('rule = "A-05"', 'rule = "A-50"', "staff = ", "guard.rule"),
        ('"A-05" = "第五条', '"A-55" = "第五条', "staff = ", "guard.rule"),
    ],
)
def test_a_fault_of_the_resolved_text_is_told_by_the_line_of_the_file(
    old: str, new: str, where: str, key: str
) -> None:
    text = HEAD + TAIL.replace(old, new)
    assert (line_of(where, text), key) in {(f.line, f.key) for f in examine(text, BESIDE).faults}


def test_all_files_of_the_product_are_resolved() -> None:
    assert [file.code for file in regulation_files(None)] == [
        *("HOUSE", "IM", "NAT-2024", "NAT-ASSUMED", "SC", "SZ")
    ]


def test_a_text_that_extends_nothing_and_has_no_step_is_told_so() -> None:
    bare = re.sub(r"extends = .*\n", "", HEAD)
    [fault] = examine(bare, BESIDE).faults
    assert 'extends = "two_tiers"' in fault.zh
    assert bare.splitlines()[fault.line - 1].startswith("code")
