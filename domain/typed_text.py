"""Forms of texts that people type: the words for a pattern, and what a text alone tells of itself.

They stand in an annotation beside msgspec's own limits.
"""

import re
from collections.abc import Callable
from datetime import date
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Meta, Struct

from domain.credit_code import CreditCodeInvalid, credit_code
from domain.refusal import Text

Wrong = Callable[[str, date], Text | None]
"""What is wrong with a text on a day, beyond its pattern; None: nothing."""


class Typed(Struct, frozen=True):
    """The form of a text in words: nobody is shown a pattern. `wrong` is asked where a body comes
    in, never of what is stored: a release may ask for more than the one before."""

    words: Text
    wrong: Wrong | None = None


def typed_of(hint: Any) -> Typed | None:
    """The `Typed` of a type: of its own annotation, or of the first of its alternatives."""
    own = (one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Typed))
    return next(own, None) or next(filter(None, map(typed_of, alternatives(hint))), None)


def alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else ()


def words_of(hint: Any) -> Text | None:
    typed = typed_of(hint)
    return typed.words if typed else None


def wrong_credit_code(text: str, day: date) -> Text | None:
    """Length, characters and check digit of a unified social credit code."""
    try:
        credit_code(text)
    except CreditCodeInvalid as invalid:
        return Text(*invalid.why)
    return None


def not_ahead(text: str, day: date) -> Text | None:
    """The day of an act is today or before."""
    if text <= day.isoformat():
        return None
    return Text(f"{text} 在将来，应为 {day} 及以前", f"{text} is to come: {day} or before")


A_CREDIT_CODE = Typed(Text("18 位代码", "a code of 18 characters"), wrong_credit_code)
AnyCode = Annotated[str, A_CREDIT_CODE]
"""A credit code in a field whose stored form has no pattern."""
Code = Annotated[str, Meta(pattern=r"^[0-9A-Za-z ]{18,24}\Z"), A_CREDIT_CODE]
DivisionCode = Annotated[
    str,
    Meta(pattern=r"^[0-9]{6}\Z"),
    Typed(Text("6 位区划代码", "a division's code of six digits")),
]
ActDay = Annotated[date, Typed(Text("日期，如 2026-03-02", "a day like 2026-03-02"), not_ahead)]
ShortText = Annotated[str, Meta(min_length=1, max_length=200)]
WRITTEN_HASH = re.compile(r"^[0-9a-f]{64}\Z")
FileHash = Annotated[
    str,
    Meta(pattern=WRITTEN_HASH.pattern),
    Typed(Text("文件的 SHA-256（64 位十六进制）", "the SHA-256 of a file, 64 hex digits")),
]


def is_hash(text: str) -> bool:
    """Whether a text is written as the SHA-256 of a file is."""
    return WRITTEN_HASH.match(text) is not None
