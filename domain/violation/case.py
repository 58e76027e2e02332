"""State of a violation case (违法违规): from the lead to its closing. Domain.md 2.6."""

from datetime import date
from typing import Annotated, ClassVar, Literal, get_args

from msgspec import Meta, Struct

from domain.case import Case
from domain.context import UNITS, Actor
from domain.divisions import Divisions
from domain.hold.lifecycle import READERS_OF_LEADS
from domain.money import Fen
from domain.objector import Objector, ReplyKey
from domain.personal import HoldsPersons, Personal, Sealed, Subject
from domain.typed_text import ShortText

Ground = Literal["EARLY", "LATE", "ANONYMOUS"]
Told = Annotated[str, Meta(min_length=1, max_length=20000)] | Sealed
ViolationType = Literal[
    "FALSIFICATION",
    "MISAPPROPRIATION",
    "FRAUDULENT_OBTAINING",
    "FUND_RETENTION",
    "SECRET_LEAK",
    "OTHER",
    "SERIOUS_DISHONESTY",
    "DATA_FABRICATION",
    "ABNORMAL_PATENT",
    "BAD_FAITH_MARK",
]
VIOLATION_TYPES: tuple[str, ...] = get_args(ViolationType)
Competent = Literal["PUBLIC_SECURITY", "FINANCE", "AUDIT", "DISCIPLINE"]


class PaperAside(HoldsPersons, Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was lodged as an objection and is none, and why (`ground`). Its author is encrypted for
    those who handle objections, and can ask with the secret of `reply_key` what has become of
    it."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("reply_key",), identity=(), purpose="reply-key"),
    )

    ground: Ground
    objector: Objector | None = None
    reply_key: ReplyKey | None = None


class BranchSeen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A branch that somebody says a centre has set up: its name, where, by a plaque or a
    document."""

    name: ShortText
    place: ShortText
    manner: Literal["PLAQUE", "DOCUMENT", "OTHER_MANNER"]


class IntendedDecision(Struct, frozen=True, kw_only=True):
    """What the unit was told that the organ means to decide, and on what grounds."""

    violation_type: str
    facts: Personal
    intended: str
    legal_basis: str
    served_on: date
    document_no: str | None = None


class Defence(Struct, frozen=True, kw_only=True):
    """What the unit said in its defence, and whether it asked to be heard."""

    statement: Personal
    hearing: bool
    submitted_on: date


class EstablishedConduct(Struct, frozen=True, kw_only=True):
    """What was established: the type, the conduct and its days, whether it had grave consequences,
    on which document."""

    violation_type: str
    facts: Personal
    grave: bool
    conduct_from: date
    conduct_to: date
    document_no: str | None = None


class MoneyDecision(Struct, frozen=True, kw_only=True):
    """A decision on public money: what was decided, and the amount in fen, where it names one."""

    kind: Literal["RECOVERY", "STOP"]
    amount: Fen | None = None
    decided_on: date | None = None
    document_no: str | None = None


class TransferReply(Struct, frozen=True, kw_only=True):
    """What the organ answered that was given the case."""

    reply: str
    text: Personal
    received_on: date
    document_no: str | None = None


class Transfer(Struct, frozen=True, kw_only=True):
    """A transfer of the case to a competent organ, by its number in the case, and the answers."""

    no: int
    kind: Competent
    receiver: str
    sent_on: date
    document_no: str | None = None
    replies: tuple[TransferReply, ...] = ()


class Violation(Case, frozen=True):
    """State of a violation case. `owner` is the credit code of the unit in question, `authority`
    the organ whose case it is; `objection` is the number that it has in `application`. `paper` is
    set where it was lodged as an objection and is none, with the files that came with it; else the
    case names no informant. `funding_held` is the amount
    of funding on hold, None where none is.
    `conclusion` are the reasons why it was, or was not, established."""

    owner: str = ""
    authority: str = ""
    source: str = ""
    facts: Personal = ""
    application: str | None = None
    centre: str | None = None
    objection: int | None = None
    received_on: date | None = None
    paper: PaperAside | None = None
    evidence: tuple[str, ...] = ()
    branch: BranchSeen | None = None
    funding_held: Fen | None = None
    notice: IntendedDecision | None = None
    defences: tuple[Defence, ...] = ()
    established: EstablishedConduct | None = None
    conclusion: str | None = None
    decisions: tuple[MoneyDecision, ...] = ()
    transfers: tuple[Transfer, ...] = ()

    def is_open_to(self, actor: Actor) -> bool:
        """Only those who inquire and decide for the authority know of it, and discipline inspection
        in its own house; the unit from the notice on that it was served."""
        if actor.role in UNITS:
            return self.notice is not None and actor.organ == self.owner
        own = actor.organ == self.authority and not READERS_OF_LEADS.isdisjoint(actor.duties)
        return actor.role in ("SYSTEM", "DISCIPLINE") or own

    def territory(self, name: str, day: date, places: Divisions) -> str | None:
        return self.owner if name == "owner" else self.authority
