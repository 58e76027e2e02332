"""Registers centres that run and are recognised by nobody: built first, or supported by a reply
letter before the guideline. N-22, N-26."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.card import Card
from domain.case import CaseId, Command
from domain.centre.case import Centre, ReplyLetter
from domain.centre.recognition import centre_card
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.own_step import StepReason
from domain.refusal import Refusal, Text
from domain.typed_text import Code, DivisionCode, ShortText
from domain.unlisted_place import unlisted_place

RUNS_LATER = StepReason(
    Text("运行起始日 {since}", "runs since {since}"),
    Text("已经运行，不晚于 {day}", "it runs already: by {day}"),
    ("/operating_since",),
)
LETTER_TOO_LATE = StepReason(
    Text("复函日期 {dated}", "a letter of {dated}"),
    Text("规定印发（{begins}）以前的复函", "a letter of before {begins}"),
    ("/letter/dated",),
)


class RegisterUnrecognised(Command, frozen=True, kw_only=True):
    """Opens the file of a centre that runs without a recognition. Its name is protected by
    nothing."""

    opens = True
    at_any_time = True
    regime: CaseId
    name: ShortText
    builder: ShortText
    industry: ShortText
    division_code: DivisionCode

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        return unlisted_place(matter, self.division_code, "/division_code")

    def place(self, matter: Matter[Centre], owner: str) -> str:
        """The division of the bureau that has the file."""
        code = self.division_code
        return matter.rules.places.bureau_for(owner, code, matter.day) or code


class UnrecognisedRegistered(Event, frozen=True, kw_only=True):
    """A centre runs, and is not recognised."""

    regime: str
    owner: str
    name: str
    builder: str
    industry: str
    division: str

    @property
    def card(self) -> Card:
        return centre_card(self.owner, self.builder, self.name, self.industry, self.division)

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(
            case,
            regime=self.regime,
            owner=self.owner,
            name=self.name,
            builder=self.builder,
            industry=self.industry,
            division=self.division,
        )


class RegisterBuildingCentre(RegisterUnrecognised, frozen=True, kw_only=True):
    """登记先行建设的中心: a unit says that its centre runs, and since when. N-26."""

    operating_since: date

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from super().check(matter)
        if self.operating_since > matter.day:
            yield from RUNS_LATER.said(matter, since=self.operating_since, day=matter.day)

    def decide(self, matter: Matter[Centre]) -> "BuildingCentreRegistered":
        owner = matter.context.actor.organ
        return self.as_event(
            BuildingCentreRegistered, owner=owner, division=self.place(matter, owner)
        )


class BuildingCentreRegistered(
    UnrecognisedRegistered, frozen=True, kw_only=True, tag="building-centre-registered"
):
    operating_since: date

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(super().evolve(case, context), operating_since=self.operating_since)


class ImportReplyLetterCentre(RegisterUnrecognised, frozen=True, kw_only=True):
    """登记复函支持的中心: a letter of before the guideline supports it; that is no recognition.
    N-22."""

    owner: Code
    letter: ReplyLetter

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from super().check(matter)
        begins = matter.rules.about.issued_on
        if self.letter.dated >= begins:
            yield from LETTER_TOO_LATE.said(matter, dated=self.letter.dated, begins=begins)

    def decide(self, matter: Matter[Centre]) -> "ReplyLetterCentreImported":
        return self.as_event(ReplyLetterCentreImported, division=self.place(matter, self.owner))


class ReplyLetterCentreImported(
    UnrecognisedRegistered, frozen=True, kw_only=True, tag="reply-letter-centre-imported"
):
    letter: ReplyLetter

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(super().evolve(case, context), letter=self.letter)
