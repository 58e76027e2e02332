"""Registers a lead (线索) about a possible violation: its source, and the unit. Domain.md 2.6."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta
from msgspec.structs import replace

from domain.card import Card
from domain.case import CaseId, Command
from domain.context import Context
from domain.credit_code import CreditCodeInvalid, credit_code
from domain.divisions import NOWHERE
from domain.event import Event
from domain.matter import Matter
from domain.parts import Part
from domain.party.lifecycle import wrong_code
from domain.personal import HoldsPersons, Personal, Subject
from domain.refusal import Refusal, Text, file_rule
from domain.typed_text import AnyCode
from domain.violation.case import BranchSeen, PaperAside, Told, Violation

Source = Literal["OBJECTION", "AUDIT", "EVALUATION", "HOTLINE", "FINANCE", "BRANCH", "SUPERVISION"]


def unit_of(matter: Matter[Any], centre: str | None, application: str | None) -> str | None:
    """The unit whose centre or application a lead is about; None where there is none such."""
    named = (("centres", centre), ("applications", application))
    cases = (matter.named(stream, id) for stream, id in named if id)
    return next((one.territory("owner", matter.day, NOWHERE) for one in cases if one), None)


class RegisterLead(HoldsPersons, Command, frozen=True, kw_only=True):
    """线索登记: kept for a later inquiry, whatever becomes of the procedure it came up in.

    Where `owner` is not given, it is the unit of the centre or the application that is named.
    """

    opens = True
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("facts",), identity=(), purpose="lead"),
    )

    regime: CaseId
    source: Source
    owner: Annotated[AnyCode, Meta(max_length=24)] | None = None
    facts: Told
    application: CaseId | None = None
    centre: CaseId | None = None
    objection: int | None = None
    received_on: date | None = None
    paper: PaperAside | None = None
    branch: BranchSeen | None = None

    def check(self, matter: Matter[Violation]) -> Iterable[Refusal]:
        owner = self.unit(matter)
        if owner is None:
            yield about_nobody()
            return
        try:
            credit_code(owner)
        except CreditCodeInvalid as invalid:
            yield wrong_code(Text(invalid.zh, invalid.en), "/owner")

    def unit(self, matter: Matter[Violation]) -> str | None:
        return self.owner or unit_of(matter, self.centre, self.application)

    def decide(self, matter: Matter[Violation]) -> "LeadRegistered":
        return self.as_event(
            LeadRegistered,
            owner=credit_code(self.unit(matter) or ""),
            authority=matter.rules.about.authority,
            received_on=self.received_on or matter.day,
        )


def about_nobody() -> Refusal:
    return file_rule(
        "lead-about",
        "线索写明所反映的单位",
        Text("未写明单位，也没有所列的中心或者申报", "no unit, and no such centre or application"),
        Text(
            "填写单位代码，或者已有的中心、申报的案卷编号",
            "the unit's code, or the id of a centre or an application that there is",
        ),
        "form",
        ("/owner", "/centre", "/application"),
    )


class LeadRegistered(Event, frozen=True, kw_only=True, tag="lead-registered"):
    part = Part.INQUIRY

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
    branch: BranchSeen | None = None

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
            branch=self.branch,
        )
