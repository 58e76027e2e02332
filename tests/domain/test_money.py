"""No fen is lost between what an officer writes and what is added up."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import ValidationError, convert

from domain.money import AmountInvalid, Fen, in_yuan, parse_yuan

AMOUNTS = st.integers(0, 10**17 - 1)


@pytest.mark.invariant(53)
@given(AMOUNTS)
def test_an_amount_written_out_reads_back_as_the_same_fen(fen: int) -> None:
    written = in_yuan(fen)
    assert parse_yuan(written) == fen
    assert parse_yuan(written.replace(",", "")) == fen
    assert Decimal(written.replace(",", "")) * 100 == fen


@pytest.mark.invariant(53)
@given(st.lists(AMOUNTS), st.randoms())
def test_a_sum_does_not_depend_on_the_order(amounts: list[int], random: Any) -> None:
    shuffled = random.sample(amounts, len(amounts))
    assert sum(map(parse_yuan, map(in_yuan, shuffled))) == sum(amounts)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("5,000,000.00", 500_000_000),
        ("5000000", 500_000_000),
        ("4,999,999.99", 499_999_999),
        ("0.1", 10),
        ("0.29", 29),
        ("1.10", 110),
        (" 0 ", 0),
    ],
)
def test_yuan_are_read_exactly(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "1.",
        ".5",
        "1.005",
        "-1",
        "+1",
        "1e6",
        "NaN",
        "5,00",
        "50,00,000",
        "500万",
        "１",
        "1 0",
        "9" * 16,
        "1,000,000,000,000,000.00",
    ],
)
def test_what_is_no_amount_of_yuan_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(AmountInvalid) as invalid:
        parse_yuan(text)
    assert f"“{text}”" in invalid.value.zh
    assert repr(text) in invalid.value.en


@pytest.mark.invariant(53)
@pytest.mark.parametrize("number", [1.5, 100.0, 1, None])
def test_only_text_is_read_as_an_amount_and_never_a_float(number: Any) -> None:
    with pytest.raises(AmountInvalid):
        parse_yuan(number)


def test_a_correction_is_written_with_its_sign() -> None:
    assert in_yuan(-1) == "-0.01"
    assert in_yuan(-123_456_789) == "-1,234,567.89"


@pytest.mark.invariant(53)
@pytest.mark.parametrize("stored", [-1, 1.5, "1"])
def test_a_stored_amount_is_a_whole_number_of_fen_and_not_negative(stored: object) -> None:
    assert convert(0, Fen) == 0
    with pytest.raises(ValidationError):
        convert(stored, Fen)
