"""A slip of the pen in a unified social credit code is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.credit_code import ALPHABET, CreditCodeInvalid, credit_code, is_credit_code

SPECIMENS = [
    "91510100MA6T000121",
    "12510000450718001W",
    "51510000502000019F",
    "52510100MJY00001XP",
    "113205000141600138",
    "91150100MA0N00016K",
    "N2510100MF0000013M",
    "91110000600037341L",
    "12100000400000624D",
]

specimens = pytest.mark.parametrize("code", SPECIMENS)


@specimens
def test_valid_codes_are_accepted_also_where_they_begin_with_a_letter(code: str) -> None:
    assert credit_code(code) == code


@specimens
def test_spaces_and_small_letters_are_put_right(code: str) -> None:
    assert credit_code(f"  {code[:8].lower()} {code[8:].lower()}\u3000\n") == code


@specimens
def test_every_error_in_one_character_is_found(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            assert not is_credit_code(code[:place] + wrong + code[place + 1 :])


@specimens
def test_every_exchange_of_two_neighbours_is_found(code: str) -> None:
    for place in range(17):
        first, second = code[place], code[place + 1]
        if first != second:
            assert not is_credit_code(code[:place] + second + first + code[place + 2 :])


@pytest.mark.parametrize(
    ("text", "defect", "zh", "en"),
    [
        ("", "length", "18位", "18 characters"),
        ("91510100MA6T00012", "length", "18位", "18 characters"),
        ("91510100MA6T0001210", "length", "18位", "18 characters"),
        ("9151O100MA6T000121", "character", "数字和大写字母", "letters"),
        ("91510100MA6T00012１", "character", "数字和大写字母", "letters"),
        ("91510100MA6T000122", "check_digit", "校验码", "check digit"),
    ],
)
def test_the_reason_is_told_in_both_languages(text: str, defect: str, zh: str, en: str) -> None:
    with pytest.raises(CreditCodeInvalid) as invalid:
        credit_code(text)
    assert invalid.value.defect == defect
    assert zh in invalid.value.zh
    assert en in invalid.value.en


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_each_seventeen_characters_have_exactly_one_check_digit(body: str) -> None:
    assert sum(is_credit_code(body + digit) for digit in ALPHABET) == 1


@given(st.text())
def test_any_text_is_either_a_code_or_refused(text: str) -> None:
    if is_credit_code(text):
        assert credit_code(credit_code(text)) == credit_code(text)
