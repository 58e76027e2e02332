"""What the pages say, they say in Chinese and in English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from services.pages.answering import TEMPLATES, templates
from services.pages.words import all_twins, twins

PAGES_FOLDER = TEMPLATES.parent
CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef]")
IN_BOTH = ("中文", "：", "，", "、", "。", "（", "）")
"""What stands in a template untranslated: the name of a language, and marks between words."""


def in_templates() -> Iterator[tuple[str, str]]:
    for file in sorted(TEMPLATES.rglob("*.html")):
        tree = templates.parse(file.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                first = call.args[0]
                assert isinstance(first, nodes.Const), f"{file.name}:{call.lineno}: t(not a text)"
                yield file.name, str(first.value)


def in_code() -> Iterator[tuple[str, str]]:
    for file in sorted(PAGES_FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "t":
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{file.name}:{node.lineno}: t(not a text)"
                yield file.name, str(first.value)


def test_every_sentence_of_a_page_has_its_english_twin() -> None:
    missing = [f"{file}: {zh}" for file, zh in (*in_templates(), *in_code()) if zh not in twins()]
    assert missing == []


def test_a_sentence_has_one_twin() -> None:
    assert {zh: {en, twins()[zh]} for zh, en in all_twins() if en != twins()[zh]} == {}


def test_no_twin_is_left_over() -> None:
    used = {zh for _, zh in (*in_templates(), *in_code())}
    assert sorted(twins().keys() - used) == []


def test_twins_fill_in_the_same() -> None:
    slots = re.compile(r"{\w*}")
    unlike = [zh for zh, en in twins().items() if set(slots.findall(zh)) != set(slots.findall(en))]
    assert unlike == []


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.name)
def test_no_template_speaks_but_through_its_words(file: Path) -> None:
    tree = templates.parse(file.read_text("utf-8"))
    said = "".join(data.data for data in tree.find_all(nodes.TemplateData))
    for known in IN_BOTH:
        said = said.replace(known, "")
    assert CHINESE.findall(said) == []
    assert not re.search(r"\son\w+=|\sstyle=|javascript:", said)
    values = [text.value for text in tree.find_all(nodes.Const) if isinstance(text.value, str)]
    assert [text for text in values if re.search(r'\s[a-z-]+="', text)] == []  # would be escaped


def test_a_name_that_a_template_does_not_know_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        templates.from_string("{{ nothing_of_this_name }}").render()
