"""State of a discipline case (纪检监察案件), from clue to closing. Domain.md 2.6, Inv. 59."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from domain.case import Case
from domain.context import Actor
from domain.personal import Personal
from domain.refusal import Text
from domain.typed_text import Typed

NamedAccount = Annotated[str, Meta(min_length=1, max_length=128)]
CaseRef = Annotated[
    str,
    Meta(pattern=r"^[a-z][a-z-]{0,39}/[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z"),
    Typed(Text("案卷种类/编号，如 centres/c1", "kind of case and id, as centres/c1")),
]
PackageHash = Annotated[
    str,
    Meta(pattern=r"^[0-9a-f]{64}\Z"),
    Typed(Text("64 位小写十六进制数", "64 hexadecimal digits in lower case")),
]
CustodyAct = Literal["PACKAGE_SEALED", "PACKAGE_HANDED", "PACKAGE_OPENED", "PACKAGE_RETURNED"]


class CustodyEntry(Struct, frozen=True, kw_only=True):
    """One entry of a package's chain of custody: what was done, by whom, to or for whom, why, on
    which letter."""

    act: CustodyAct
    person: str
    on: date
    recipient: Personal
    why: Personal
    letter: str | None = None


class EvidencePackage(Struct, frozen=True, kw_only=True):
    """A sealed evidence package by its hash, how much it holds, and its chain of custody."""

    sha256: str
    events_held: int
    files_held: int
    log_upto: int
    custody: tuple[CustodyEntry, ...] = ()

    @property
    def is_out(self) -> bool:
        """Whether it was handed to somebody, or opened, and is not back yet."""
        return self.custody[-1].act in ("PACKAGE_HANDED", "PACKAGE_OPENED")

    def is_opened_by(self, person: str) -> bool:
        """Whether this person opened it and has not returned it."""
        last = self.custody[-1]
        return last.act == "PACKAGE_OPENED" and last.person == person


class DisciplineCase(Case, frozen=True):
    """State of a discipline case. `handler` and `reviewer` are accounts; nobody else is shown it.
    `linked_lines` and `linked_cases` are what it rests on in the case service: lines of events
    as `position:line`, and whole cases; they point outwards only. `disposal` is how the clue was
    dealt with last, `measures` how the case was disposed of."""

    keeps_text = False

    handler: str = ""
    reviewer: str = ""
    source: str = ""
    facts: Personal = ""
    received_on: date | None = None
    disposal: str | None = None
    measures: tuple[str, ...] = ()
    linked_lines: tuple[str, ...] = ()
    linked_cases: tuple[str, ...] = ()
    packages: tuple[EvidencePackage, ...] = ()

    def is_open_to(self, actor: Actor) -> bool:
        """Only the handler and the reviewer that it names know of it."""
        if actor.role == "SYSTEM":
            return True
        return actor.role == "DISCIPLINE" and actor.person in (self.handler, self.reviewer)

    def package(self, sha256: str) -> EvidencePackage | None:
        return next((one for one in self.packages if one.sha256 == sha256), None)
