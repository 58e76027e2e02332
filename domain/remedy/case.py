"""State of a remedy against a decision: review by the organ itself, reconsideration, or suit."""

from datetime import date
from typing import Literal

from msgspec import Struct

from domain.bookkeeping import DecidedAgainst
from domain.case import Case, stream_and_id
from domain.context import Actor
from domain.divisions import Divisions
from domain.matter import CaseReader
from domain.personal import Personal
from domain.running import TermElsewhere

RemedyKind = Literal["REVIEW", "RECONSIDERATION", "SUIT"]
REMEDY_KINDS: tuple[RemedyKind, ...] = ("REVIEW", "RECONSIDERATION", "SUIT")
"""复核 by the organ that decided, 行政复议 and 行政诉讼. A remedy's kind is its channel."""
PENDING = ("FILED", "PENDING")
REVERSED = "REVERSED"


class Contested(Struct, frozen=True):
    """The decision against which a remedy is: of which case, as which version of it. The version
    counts what some readers are not shown, so none of them is shown it."""

    case: str
    decided_version: int
    decision: str
    decided_on: date
    served_on: date
    decided_by: str


class Remedy(Case, frozen=True):
    """State of a remedy. `owner` is the unit whose remedy it is, `organ` the one that decided
    against it; `suspended` says that the decision is not executed meanwhile, `extended` that the
    term to decide was; `filed_within` is the term in which it was filed."""

    owner: str = ""
    organ: str = ""
    against: Contested | None = None
    complaint: Personal | None = None
    filed_on: date | None = None
    holds: str = ""
    suspended: bool = False
    extended: bool = False
    filed_within: TermElsewhere | None = None

    @property
    def pending(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self.stage in PENDING

    def is_about(self, case: str, version: int) -> bool:
        """Whether it is against the very decision that made this version of the case."""
        mine = self.against
        return mine is not None and (mine.case, mine.decided_version) == (case, version)

    def is_open_to(self, actor: Actor) -> bool:
        return actor.role == "SYSTEM" or actor.organ in (self.owner, self.organ)

    def territory(self, name: str, day: date, places: Divisions) -> str | None:
        """The unit, or the organ that decided; reconsideration organ and court act for its
        place."""
        return self.owner if name == "owner" else self.organ

    def seat(self, day: date) -> str | None:
        return self.organ


def claim_of(reader: CaseReader, kind: RemedyKind, case: str, version: int) -> str:
    """The id of the claim to be the one remedy of that kind against a decision."""
    return reader.claim("remedy", kind, case, str(version))


def remedy_of(reader: CaseReader, kind: RemedyKind, case: str, version: int) -> Remedy | None:
    """The remedy of that kind that stands against a decision."""
    _, found = named_remedy(reader, kind, case, version)
    return found


def named_remedy(
    reader: CaseReader, kind: RemedyKind, case: str, version: int
) -> tuple[str, Remedy | None]:
    """The stream with id of the remedy of that kind against a decision, and the remedy itself."""
    claim = reader.state("claims", claim_of(reader, kind, case, version))
    holder = getattr(claim, "holder", None) or ""
    found = reader.state(*stream_and_id(holder)) if holder else None
    return holder, found if isinstance(found, Remedy) else None


def remedies_against(reader: CaseReader, case: str, decision: DecidedAgainst) -> list[Remedy]:
    """Every remedy against a decision."""
    each = (remedy_of(reader, kind, case, decision.version) for kind in REMEDY_KINDS)
    return [one for one in each if one]


def reversals_of(reader: CaseReader, case: str, decision: DecidedAgainst) -> list[str]:
    """The streams with ids of the remedies that have reversed a decision and are not carried
    out."""
    each = (named_remedy(reader, kind, case, decision.version) for kind in REMEDY_KINDS)
    return [name for name, found in each if found and found.stage == REVERSED]
