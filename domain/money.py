"""Amounts of money: a whole number of fen (分), never a float; written and read as yuan."""

import re
from typing import Annotated

from msgspec import Meta

Fen = Annotated[int, Meta(ge=0)]
SomeFen = Annotated[int, Meta(ge=1)]

_WHOLE = r"(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})"
_YUAN = re.compile(_WHOLE + r"(?:\.(\d{1,2}))?", re.ASCII)
_WAN = re.compile(_WHOLE + r"(?:\.(\d{1,6}))?万元?", re.ASCII)


class AmountInvalid(ValueError):
    """Raised for a text that is no exact amount of yuan."""

    def __init__(self, text: object) -> None:
        super().__init__(text)
        self.text = text

    @property
    def zh(self) -> str:
        return f"金额“{self.text}”无效：请以元为单位填写，最多两位小数，例如5,000,000.00"

    @property
    def en(self) -> str:
        return f"not an amount of yuan: {self.text!r}; write it like 5,000,000.00"

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


def in_yuan(fen: int) -> str:
    """Fen as yuan: 500000000 is "5,000,000.00"; a correction may be negative."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def parse_yuan(text: str) -> int:
    """Reads yuan as fen, exactly: at most 15 digits before the point and two after it.

    Refuses floats, signs, exponents, fractions of a fen and commas in wrong places.
    """
    written = _YUAN.fullmatch(text.strip()) if isinstance(text, str) else None
    if written is None:
        raise AmountInvalid(text)
    yuan, rest = written.groups(default="")
    return int(yuan.replace(",", "")) * 100 + int(rest.ljust(2, "0"))


def parse_amount(text: str) -> int:
    """Reads yuan, or ten thousands of yuan where the text says so (500万元), as fen, exactly."""
    written = _WAN.fullmatch(text.strip())
    if written is None:
        return parse_yuan(text.strip().removesuffix("元"))
    wan, rest = written.groups(default="")
    return int(wan.replace(",", "")) * 1_000_000 + int(rest.ljust(6, "0"))
