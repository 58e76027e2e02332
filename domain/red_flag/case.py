"""State of a red flag (资金线索): what was found, by which rule, on which evidence, and what became
of it. Domain.md 2.7.

It says that something may support an article, and finds nothing. Its case is its own, so that
neither the project nor the centre moves with it: the unit learns nothing, and may see nothing.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from domain.case import Case
from domain.context import Actor
from domain.divisions import Divisions

INQUIRY_DUTY = "inquiry"
"""The duty in which officials of a bureau see red flags and answer them."""
LOOK_AT_MONEY = frozenset({"SYSTEM", "FINANCE", "AUDIT", "DISCIPLINE"})
"""Roles that see red flags whatever their duty."""
FlagName = Annotated[str, Meta(min_length=1, max_length=60)]
FlagWords = Annotated[str, Meta(min_length=1, max_length=400)]


class LedgerLine(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A piece of evidence: a line of the ledger (`position:line`), which part it plays, and whose
    it is."""

    position: Annotated[int, Meta(ge=1)]
    line: Annotated[int, Meta(ge=0)]
    role: FlagName
    centre: str = ""
    project: str = ""


LedgerLines = Annotated[tuple[LedgerLine, ...], Meta(min_length=1, max_length=5000)]


class FlagLimit(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A limit that the flag was asked with: 90 days, 500 000 fen."""

    name: FlagName
    value: int


class FlagAnswer(Struct, frozen=True, kw_only=True):
    """Why somebody dismissed a red flag, and on which day."""

    reason: str
    answered_on: date


class RedFlag(Case, frozen=True):
    """State of a red flag. `flag` is the rule's id, `sha256` the digest of its text, `found` the
    stable name of what it found. It `stands` until a later fact takes its ground away. `violation`
    is the case that was opened on it. It keeps no version of the regulation."""

    keeps_text = False

    flag: str = ""
    found: str = ""
    title_zh: str = ""
    title_en: str = ""
    articles: tuple[str, ...] = ()
    hint: bool = False
    limits: tuple[FlagLimit, ...] = ()
    sha256: str = ""
    centre: str = ""
    project: str = ""
    division: str = ""
    evidence: tuple[LedgerLine, ...] = ()
    stands: bool = True
    dismissed: FlagAnswer | None = None
    violation: str | None = None

    def is_open_to(self, actor: Actor) -> bool:
        return actor.role in LOOK_AT_MONEY or INQUIRY_DUTY in actor.duties

    def seat(self, day: date) -> str | None:
        return self.division

    def territory(self, name: str, day: date, places: Divisions) -> str | None:
        return None if name == "owner" else self.division
