"""The files hold every rule of their texts in the texts' own words, and only they do."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.regulation.model import Rule
from tests.support.citing import rule
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA, ROADS, SICHUAN, SUZHOU

ROOT = Path(__file__).parents[2]
TEXTS = ROOT.parent / "shared" / "regulations"
SOURCES = [
    (SICHUAN, "sichuan_measures.txt"),
    (INNER_MONGOLIA, "inner_mongolia_guideline.txt"),
    (SUZHOU, "suzhou_opinion_2018.txt"),
]
WHOLE = {"SC": 35, "IM": 35, "SZ": 20}
"""How many phrases leave nothing out, at least."""
ARTICLES = "一二三四五六七八九十"
OF_THE_LAW = re.compile(
    r"四川|内蒙古|知识产权运营中心$|(SC|IM)-\d|SC-A|第[一二三四五六七八九十]+条|不少于5|公示5个|有效期2年"
)
"""What belongs into a regulation file: its names, formulas, rule ids, articles and numbers."""


def plain(text: str) -> str:
    """Without white space, and one kind of quotation marks and width."""
    text = unicodedata.normalize("NFKC", text).translate(str.maketrans("“”‘’", "\"\"''"))
    return re.sub(r"\s", "", text)


def rules_of(road: Road) -> list[Rule]:
    return [one for one in road.rules.text.rule if one.id.startswith(f"{road.code}-")]


def source(name: str) -> str:
    """The text itself, where it is at hand."""
    path = TEXTS / name
    if not path.exists():
        pytest.skip(
            f"published texts are not part of the project, and {path.name} is not beside it"
        )
    return plain(path.read_text("utf-8"))


@pytest.mark.parametrize(("road", "count"), [(SICHUAN, 65), (INNER_MONGOLIA, 50)])
def test_all_rules_are_there_with_article_phrase_and_gloss(road: Road, count: int) -> None:
    assert len(rules_of(road)) == count
    for one in rules_of(road):
        assert one.article.startswith(("第", "附件")) and one.phrase and one.gloss


@pytest.mark.parametrize(("road", "last"), [(SICHUAN, 22), (INNER_MONGOLIA, 20)])
def test_every_article_has_a_rule_and_an_id_that_names_it(road: Road, last: int) -> None:
    numbered = [one for one in rules_of(road) if one.id[3:5].isdigit()]
    assert sorted({int(one.id[3:5]) for one in numbered}) == [*range(1, last + 1)]
    for one in numbered:
        assert one.article.startswith(f"第{in_chinese(int(one.id[3:5]))}条")


def in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = {0: "", 1: "十"}.get(tens, ARTICLES[tens - 1] + "十")
    return ten + (ARTICLES[ones - 1] if ones else "")


@rule("SC-07.8", "SC-05.7", "SC-22.2", "IM-07.7", "IM-10.1", "SZ-06", "SZ-20", "SZ-22")
@pytest.mark.parametrize(("road", "name"), SOURCES)
def test_a_phrase_that_leaves_nothing_out_stands_word_for_word_in_the_text(
    road: Road, name: str
) -> None:
    whole = [one for one in rules_of(road) if "…" not in one.phrase and "【" not in one.phrase]
    text = source(name)
    assert [one.id for one in whole if plain(one.phrase) not in text] == []
    assert len(whole) > WHOLE[road.code]


@pytest.mark.parametrize(("road", "name"), SOURCES)
def test_the_parts_of_a_shortened_phrase_stand_in_the_text_in_their_order(
    road: Road, name: str
) -> None:
    shortened = [one for one in rules_of(road) if "…" in one.phrase and "【" not in one.phrase]
    text = source(name)
    lost = [one.id for one in shortened if not in_order(plain(one.phrase).split("..."), text)]
    assert lost == []


def in_order(parts: list[str], text: str) -> bool:
    return re.search(".*?".join(map(re.escape, parts)), text) is not None


@rule("SC-A1", "SC-A2")
def test_the_commitment_and_the_opinion_are_the_forms_own_words() -> None:
    form = SICHUAN.rules.text.form
    assert form and form.opinion
    text = source("sichuan_measures.txt")
    assert plain(form.commitment.replace("{industry}", "×××产业")) in text
    assert all(plain(words) in text for words in form.opinion)


@rule("IMPLICIT:form")
def test_the_second_commitment_is_the_first_with_the_regions_own_name() -> None:
    ours, theirs = INNER_MONGOLIA.rules.text.form, SICHUAN.rules.text.form
    assert ours and theirs and ours.opinion == theirs.opinion
    assert ours.commitment == theirs.commitment.replace("四川省", "内蒙古自治区")


def constants(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in a module that is no docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    comments = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in comments
        ):
            yield node.lineno, node.value


SPEAKING = [
    path
    for folder in ("domain", "projections", "adapters", "services")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "demo" not in path.parts
]
OF_A_REGIME = re.compile(r"^(SC|IM|NAT|SZ)\b|四川|内蒙古|510000|150000|盟市|市（州）|自治区|省局")
"""A regime's name, the place it is for, and what it calls those who act in it."""


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_knows_a_regime(path: Path) -> None:
    """All that is particular about a regime stands in its file; only the demonstration's own data
    name one."""
    assert [(line, text) for line, text in constants(path) if OF_A_REGIME.search(text)] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "domain").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_law_stands_in_the_code(path: Path) -> None:
    assert [(line, text) for line, text in constants(path) if OF_THE_LAW.search(text)] == []


def test_no_step_of_one_regime_is_named_beside_another_in_the_code() -> None:
    """The order of steps is the file's: no stage is compared in a decision."""
    steps = [step for road in ROADS for step in road.rules.text.step]
    stages = {step.to for step in steps if step.stream == "applications"} - {None}
    for path in (ROOT / "domain" / "application").glob("*.py"):
        named = [text for _, text in constants(path) if text in stages]
        assert named == [], path
