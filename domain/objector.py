"""Objectors (异议人), and the secret that identifies them later."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from domain.personal import HoldsPersons, Sealed, Subject
from domain.typed_text import Code, FileHash

ReplyKey = FileHash | Sealed


class Objector(HoldsPersons, Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """异议人. Each objection is encrypted under a key of its own: two by one person can't be
    linked."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("name", "contact", "uscc"), identity=(), purpose="objection"),
    )

    kind: Literal["PERSON", "UNIT"]
    name: Annotated[str, Meta(min_length=2, max_length=100)] | Sealed
    contact: Annotated[str, Meta(min_length=1, max_length=200)] | Sealed
    uscc: Code | Sealed | None = None
