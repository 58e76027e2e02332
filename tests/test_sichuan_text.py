"""The Sichuan file holds every rule of the measure in the measure's own words, and only it does."""

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.citing import rule
from tests.mutating import RULES

ROOT = Path(__file__).parent.parent
MEASURE = ROOT.parent / "shared" / "regulations" / "sichuan_measures.txt"
OF_THE_TEXT = [one for one in RULES.text.rule if one.id.startswith("SC-")]
VERBATIM = [one for one in OF_THE_TEXT if "…" not in one.phrase and "【" not in one.phrase]
ARTICLES = "一二三四五六七八九十"
OF_THE_LAW = re.compile(
    r"四川|知识产权运营中心$|SC-\d|SC-A|第[一二三四五六七八九十]+条|不少于5|公示5个|有效期2年"
)
"""What belongs into a regulation file: its names, formulas, rule ids, articles and numbers."""


def plain(text: str) -> str:
    """Without white space, and one kind of quotation marks and width."""
    text = unicodedata.normalize("NFKC", text).translate(str.maketrans("“”‘’", "\"\"''"))
    return re.sub(r"\s", "", text)


def test_all_rules_of_the_measure_are_there_with_article_phrase_and_gloss() -> None:
    assert len(OF_THE_TEXT) == 65
    for one in OF_THE_TEXT:
        assert one.article.startswith(("第", "附件")) and one.phrase and one.gloss


def test_every_article_has_a_rule_and_an_id_that_names_it() -> None:
    numbers = Counter(int(one.id[3:5]) for one in OF_THE_TEXT if one.id[3:5].isdigit())
    assert sorted(numbers) == [*range(1, 23)]
    for one in OF_THE_TEXT:
        if one.id[3:5].isdigit():
            assert one.article.startswith(f"第{in_chinese(int(one.id[3:5]))}条")


def in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = {0: "", 1: "十"}.get(tens, ARTICLES[tens - 1] + "十")
    return ten + (ARTICLES[ones - 1] if ones else "")


@rule("SC-07.8", "SC-05.7", "SC-22.2")
@pytest.mark.skipif(not MEASURE.exists(), reason=f"the measure's text is not here: {MEASURE}")
def test_a_phrase_that_leaves_nothing_out_stands_word_for_word_in_the_measure() -> None:
    text = plain(MEASURE.read_text("utf-8"))
    assert [one.id for one in VERBATIM if plain(one.phrase) not in text] == []
    assert len(VERBATIM) > 40


@pytest.mark.skipif(not MEASURE.exists(), reason=f"the measure's text is not here: {MEASURE}")
def test_the_parts_of_a_shortened_phrase_stand_in_the_measure_in_their_order() -> None:
    text = plain(MEASURE.read_text("utf-8"))
    shortened = [one for one in OF_THE_TEXT if "…" in one.phrase and "【" not in one.phrase]
    lost = [one.id for one in shortened if not in_order(plain(one.phrase).split("..."), text)]
    assert lost == []


def in_order(parts: list[str], text: str) -> bool:
    return re.search(".*?".join(map(re.escape, parts)), text) is not None


@rule("SC-A1")
@pytest.mark.skipif(not MEASURE.exists(), reason=f"the measure's text is not here: {MEASURE}")
def test_the_commitment_is_the_forms_own_sentence() -> None:
    form = RULES.text.form
    assert form
    sentence = plain(form.commitment.replace("{industry}", "×××产业"))
    assert sentence in plain(MEASURE.read_text("utf-8"))


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


@pytest.mark.parametrize(
    "path", sorted((ROOT / "domain").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_law_stands_in_the_code(path: Path) -> None:
    assert [(line, text) for line, text in constants(path) if OF_THE_LAW.search(text)] == []


def test_no_step_of_one_regime_is_named_beside_another_in_the_code() -> None:
    """The order of steps is the file's: no stage is compared in a decision."""
    stages = {step.to for step in RULES.text.step} - {None}
    for path in (ROOT / "domain" / "application").glob("*.py"):
        named = [text for _, text in constants(path) if text in stages]
        assert named == [], path
