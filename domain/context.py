"""Who acts, when, and on what: the context of an act, and what is noted about it."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

Reason = Annotated[str, Meta(min_length=1, max_length=4000)]


class Actor(Struct, frozen=True):
    """Who acts in a role (Part 3 of the specification). `organ` is a bureau's division code or a
    unit's credit code; `duties` are the separated duties that the person holds."""

    person: str
    role: str
    organ: str
    duties: tuple[str, ...] = ()


UNITS = frozenset({"APPLICANT", "CENTRE"})
"""Roles whose organ is a unit and no bureau: a case is theirs, or is not there."""
SYSTEM = Actor(person="system", role="SYSTEM", organ="system")


class Override(Struct, frozen=True):
    """Exception to a rule that holds only in principle (原则上, 一般): why, by which official."""

    rule: str
    reason: Reason
    official: Reason


class Context(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who, when and on what document. `occurred_on` is the day of the act in Asia/Shanghai;
    `minutes_no` and `minutes_on` are number and day of the minutes of the body that decided it."""

    actor: Actor
    occurred_on: date
    effective_on: date
    command_id: str
    document_no: str | None = None
    evidence: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    late_reason: str | None = None
    minutes_no: str | None = None
    minutes_on: date | None = None


class Raised(Struct, frozen=True):
    """A flag on a record: what its reader must keep in mind, in words, and the rule it is about."""

    code: str
    rule: str
    zh: str = ""
    en: str = ""
