"""Registers a lead (线索) about a possible violation: its source, and the unit. Domain.md 2.6."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.card import Card
from domain.case import Actor, Case, CaseId, Command, Context, Event
from domain.credit_code import CreditCodeInvalid, credit_code
from domain.matter import Matter
from domain.objector import Objector, ReplyKey
from domain.party.lifecycle import wrong_code
from domain.personal import HoldsPersons, Personal, Sealed, Subject
from domain.refusal import Refusal, Text
from domain.typed_text import AnyCode

Ground = Literal["EARLY", "LATE", "ANONYMOUS"]
Source = Literal["OBJECTION", "AUDIT", "EVALUATION", "HOTLINE", "FINANCE"]
Told = Annotated[str, Meta(min_length=1, max_length=20000)] | Sealed


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


class Violation(Case, frozen=True):
    """State of a violation case. `owner` is the credit code of the unit in question, `authority`
    the organ whose case it is; `objection` is the number that it has in `application`. `paper` is
    set where it was lodged as an objection and is none, with the files that came with it; else the
    case names no informant."""

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

    def is_open_to(self, actor: Actor) -> bool:
        return actor.role == "SYSTEM" or actor.organ == self.authority


class RegisterLead(HoldsPersons, Command, frozen=True, kw_only=True):
    """线索登记: kept for a later inquiry, whatever becomes of the procedure it came up in."""

    opens = True
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("facts",), identity=(), purpose="lead"),
    )

    regime: CaseId
    source: Source
    owner: Annotated[AnyCode, Meta(max_length=24)]
    facts: Told
    application: CaseId | None = None
    centre: CaseId | None = None
    objection: int | None = None
    received_on: date | None = None
    paper: PaperAside | None = None

    def check(self, matter: Matter[Violation]) -> Iterable[Refusal]:
        try:
            credit_code(self.owner)
        except CreditCodeInvalid as invalid:
            yield wrong_code(Text(invalid.zh, invalid.en), "/owner")

    def decide(self, matter: Matter[Violation]) -> "LeadRegistered":
        return LeadRegistered(
            regime=self.regime,
            source=self.source,
            owner=credit_code(self.owner),
            authority=matter.rules.about.authority,
            facts=self.facts,
            application=self.application,
            centre=self.centre,
            objection=self.objection,
            received_on=self.received_on or matter.day,
            paper=self.paper,
        )


class LeadRegistered(Event, frozen=True, kw_only=True, tag="lead-registered"):
    regime: str
    source: str
    owner: str
    authority: str
    facts: Personal
    received_on: date
    application: str | None = None
    centre: str | None = None
    objection: int | None = None
    paper: PaperAside | None = None

    @property
    def card(self) -> Card:
        return Card(owner=self.owner)

    def evolve(self, case: Violation, context: Context) -> Violation:
        return replace(
            case,
            regime=self.regime,
            owner=self.owner,
            authority=self.authority,
            source=self.source,
            facts=self.facts,
            application=self.application,
            centre=self.centre,
            objection=self.objection,
            received_on=self.received_on,
            paper=self.paper,
            evidence=context.evidence if self.paper else (),
        )
