"""Headers that list what a caller takes: languages by weight, entity tags weak and strong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.api.negotiation import entity_tags, prefers_english

TAG = st.text(st.characters(codec="ascii", categories=["L", "N", "P"], exclude_characters='"'))


@pytest.mark.parametrize(
    ("header", "english"),
    [
        ("", False),
        ("en", True),
        ("EN-gb", True),
        ("zh-CN,zh;q=0.9,en;q=0.5", False),
        ("en;q=0.5, zh;q=0.9", False),
        ("en;q=0.9, zh-TW;q=0.4", True),
        ("en, zh", False),
        ("en;q=0", False),
        ("en;q=0, *", False),
        ("*", False),
        ("fr, en;q=0.1", True),
        ("zh;q=0, *;q=0.5", True),
        ("en; q=0.8 , zh; q=0.801", False),
        ("en;q=high", False),
        ("en;q=1.5, zh;q=0.1", False),
        ("eng", False),
        ("de", False),
        (";;,=,en;;q", False),
    ],
)
def test_chinese_unless_english_weighs_more(header: str, english: bool) -> None:
    assert prefers_english(header) is english


@given(st.text())
def test_any_text_is_read_as_some_language(header: str) -> None:
    assert prefers_english(header) in (True, False)


@given(st.lists(st.tuples(st.booleans(), TAG), min_size=1), st.sampled_from([",", ", ", " ,\t,"]))
def test_tags_come_back_as_they_were_listed(tags: list[tuple[bool, str]], between: str) -> None:
    header = between.join(f'{"W/" * weak}"{tag}"' for weak, tag in tags)
    assert entity_tags(header) == [tag for _, tag in tags]


@pytest.mark.parametrize(
    "header", ["", "1", '"1', '"1" "2"', 'w/"1"', "*", '"1",x', '"' + "a" * 5000 + '"']
)
def test_what_is_no_list_of_tags_is_none(header: str) -> None:
    assert entity_tags(header) is None
