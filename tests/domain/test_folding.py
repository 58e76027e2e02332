"""Spellings that look the same to a reader are one name; other names stay apart."""

import sys
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.folding import folded, is_blank, same_name
from tests.support.citing import invariant
from tests.support.spelling import BLANKS, UNSEEN_KINDS, spellings_of, written_names

NAMES = ("许诺", "四川长虹（集团）公司", "阿卜杜拉·买买提", "𬭚𠮷公司", "ABC 中心", "第3分院")


@given(st.text())
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


FORMS = ("NFC", "NFD", "NFKC", "NFKD")


@given(st.text(max_size=20), st.sampled_from(FORMS))
@example("O´Neil", "NFKC")
@example("a″b", "NFKD")
@example("≁", "NFD")
def test_a_text_and_its_normal_forms_are_one(text: str, form: str) -> None:
    assert same_name(text, normalize(form, text))  # type: ignore[arg-type]


@pytest.mark.soak
@pytest.mark.parametrize("within", ["{}", "a{}b"])
def test_every_character_and_its_normal_forms_are_one(within: str) -> None:
    for char in (chr(code) for code in range(sys.maxunicode + 1) if not is_surrogate(code)):
        text = within.format(char)
        assert folded(folded(text)) == folded(text), text
        for form in FORMS:
            assert same_name(text, normalize(form, text)), text  # type: ignore[arg-type]


def is_surrogate(code: int) -> bool:
    return 0xD800 <= code < 0xE000


@invariant(12)
@settings(max_examples=300)
@given(st.data(), st.sampled_from(NAMES))
def test_every_spelling_of_a_name_is_that_name(data: st.DataObject, name: str) -> None:
    assert same_name(data.draw(spellings_of(name)), name)


@given(written_names(), written_names())
def test_names_of_other_letters_stay_apart(one: str, other: str) -> None:
    assert same_name(one, other) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("许　诺", "许诺"),
        ("⻓虹", "长虹"),
        ("⼀", "一"),
        ("甲〔乙〕", "甲（乙）"),
        ("甲【乙】", "甲(乙)"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉．买买提", "阿卜杜拉・买买提"),
        ("长\u200b虹", "长虹"),
        ("ＡＢＣ", "abc"),
        ("“长虹”", '"长虹"'),
        ("甲—乙", "甲-乙"),
    ],
)
def test_what_people_type_for_a_name_is_that_name(one: str, other: str) -> None:
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("长虹", "長虹"),
        ("甲（乙）", "甲乙"),
        ("一", "-"),
        ("口", "囗"),
        ("甲·乙", "甲乙"),
        ("𠮷公司", "吉公司"),
    ],
)
def test_what_looks_alike_and_is_not_stays_apart(one: str, other: str) -> None:
    assert not same_name(one, other)


@given(st.text(st.sampled_from([*BLANKS, *(kind[0] for kind in UNSEEN_KINDS)])))
def test_blanks_and_what_nobody_sees_are_nothing(text: str) -> None:
    assert is_blank(text)
    assert folded(text) == ""


@given(written_names())
def test_a_name_is_something(name: str) -> None:
    assert not is_blank(f"　{name}")
