"""What a correction says of an earlier record of its case (更正记载): which, and what is right."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

RecordVersion = Annotated[int, Meta(ge=1, le=10**9)]


class RightField(Struct, frozen=True, forbid_unknown_fields=True):
    """One field of a record and what it should have said, written as in a form."""

    field: Annotated[str, Meta(min_length=1, max_length=64)]
    value: Annotated[str, Meta(min_length=1, max_length=4000)]


class Corrected(Struct, frozen=True):
    """The record of version `of` said something wrong; with what is `right` it holds from a day."""

    of: int
    right: tuple[RightField, ...]
    holds_from: date
