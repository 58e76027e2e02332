"""Transfers a centre to another builder (建设主体变更): the successor meets every condition of an
application, the transfer is made public again, and the file is the successor's from then on. C08.

The name stays, and with it the claim, which the centre's file holds and no builder.
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from domain.adverse_in_proceeding import AdverseOfNumber
from domain.application.case import Application
from domain.application.drafting import SubmitApplication
from domain.application.form import Form
from domain.application.known_place import place_not_listed
from domain.application.organisations import named_twice
from domain.application.own_fields import left_empty
from domain.card import Card
from domain.case import Command
from domain.centre.case import Centre
from domain.centre.changing import TransferRefused
from domain.centre.particulars import BuilderTransfer
from domain.context import Context, Reason
from domain.event import Event
from domain.facts import Fact
from domain.folding import same_name
from domain.guarding import check_guard
from domain.hold.lifecycle import hold_on
from domain.holding import why
from domain.in_proceeding import OfNumber, ProceedingEvent, next_number
from domain.matter import Matter
from domain.passed_with_centre import PassProjectOn, projects_passed_on
from domain.refusal import Refusal, Text
from domain.typed_text import Code, ShortText

TRANSFER = "transfer"


class TransferAnnounced(ProceedingEvent, frozen=True, kw_only=True, tag="transfer-announced"):
    """The intended transfer is public; until the end of that anybody may object."""

    successor: str
    builder: str
    division: str
    published_at: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        number = int(self.proceeding.rpartition("/")[2])
        one = BuilderTransfer(number, self.successor, self.builder, self.division)
        return replace(case, transfers=(*case.transfers, one))


class AnnounceTransfer(Command, frozen=True, kw_only=True):
    """公示建设主体变更: to the `successor`, by its credit code, whose form meets all that is asked
    of an application today."""

    proceeding = TRANSFER

    successor: Code
    form: Form
    published_at: ShortText

    def proceeding_key(self, case: Centre, day: date) -> str:
        return next_number(TRANSFER, case)

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from self.not_the_same_centre(matter)
        yield from self.ineligible(as_applicant(matter, self))

    def not_the_same_centre(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        """Refuses the builder of now as its own successor, and another industry or name: that is a
        change of its own."""
        case, form, step = matter.case, self.form, matter.step(type(self).__name__)
        same = {
            "/form/industry": (case.industry, form.industry or ""),
            "/form/proposed_name": (case.name, form.proposed_name or ""),
        }
        for field, (now, given) in same.items() if step else ():
            if step and not same_name(now, given):
                asked = Text(f"“{given}”", f"{given or 'nothing'}")
                allowed = Text(f"与本中心一致：{now}", f"as the centre has it: {now}")
                yield matter.rules.refuse(step.rule, asked, allowed, "form", (field,))
        if step and self.successor == case.owner:
            asked, allowed = (
                Text("现建设主体", "the builder of now"),
                Text("另一单位", "another unit"),
            )
            yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/successor",))

    def ineligible(self, asked: Matter[Application]) -> Iterable[Refusal]:
        """What would speak against the form in an application of the successor; where and in which
        round it is handed in is no matter."""
        yield from place_not_listed(asked, self.form)
        yield from named_twice(self.form)
        yield from left_empty(asked, self.form)
        for guard in asked.guards(SubmitApplication.__name__):
            of_form = is_of_form(asked.rules.facts[guard.fact])
            if of_form and (refusal := check_guard(asked, guard, SubmitApplication)):
                yield refusal

    def decide(self, matter: Matter[Centre]) -> TransferAnnounced:
        place, places = self.form.division_code or "", matter.rules.places
        return self.as_event(
            TransferAnnounced,
            builder=self.form.unit_name or "",
            division=places.bureau_for(self.successor, place, matter.day) or place,
        )


def is_of_form(fact: Fact) -> bool:
    """Whether a fact is read off the form alone."""
    return bool(fact.reads) and all(one.startswith("/form") for one in fact.reads)


def as_applicant(matter: Matter[Centre], command: AnnounceTransfer) -> Matter[Application]:
    """The successor's form as an application that is handed in on that day."""
    case = Application(
        regime=matter.case.regime,
        channel=matter.case.channel,
        owner=command.successor,
        form=command.form,
    )
    asked = SubmitApplication(addressee=matter.rules.about.authority)
    context, reader, rules = matter.context, matter.reader, matter.rules
    return Matter("applications", matter.id, case, context, reader, rules, asked)


class TransferObjected(ProceedingEvent, frozen=True, kw_only=True, tag="transfer-objected"):
    facts: str


class RecordTransferObjection(OfNumber, frozen=True, kw_only=True):
    """记载对建设主体变更的异议, without the person who made it; within the time of publicity."""

    recorded_as = TransferObjected
    proceeding = TRANSFER

    facts: Reason


class TransferObjectionsAnswered(
    ProceedingEvent, frozen=True, kw_only=True, tag="transfer-objections-answered"
):
    answer: str


class AnswerTransferObjections(OfNumber, frozen=True, kw_only=True):
    """答复对建设主体变更的异议: none is upheld; where one is, the transfer is refused."""

    recorded_as = TransferObjectionsAnswered
    proceeding = TRANSFER

    answer: Reason


class BuilderTransferred(ProceedingEvent, frozen=True, kw_only=True, tag="builder-transferred"):
    """The centre is the successor's, from this act on."""

    owner: str
    builder: str
    division: str

    @property
    def card(self) -> Card:
        return Card(owner=self.owner, title=self.builder, place=self.division)

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(case, owner=self.owner, builder=self.builder, division=self.division)


class TransferBuilder(OfNumber, frozen=True, kw_only=True):
    """变更建设主体: once the publicity is over and every objection answered. The centre's open fund
    projects go with it."""

    proceeding = TRANSFER
    entailing = (PassProjectOn,)

    @classmethod
    def beforehand(cls, matter: Matter[Centre]) -> Iterable[Refusal]:
        """Waits while an inquiry about the successor is open, as it does for the builder of now."""
        found, block = transfer_of(matter), matter.rules.text.hold
        held = hold_on(matter.reader, found.successor)[1] if found else None
        if block and held and held.inquiries:
            yield matter.rules.refuse(block.rule, *why(matter, held), "fact")

    def decide(self, matter: Matter[Centre]) -> BuilderTransferred:
        found = transfer_of(matter)
        assert found
        return BuilderTransferred(
            owner=found.successor, builder=found.builder, division=found.division
        )

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        if found := transfer_of(matter):
            yield from projects_passed_on(matter, found.successor, found.division)


def transfer_of(matter: Matter[Centre]) -> BuilderTransfer | None:
    """The transfer that is asked about."""
    number = int(matter.proceeding.key) if matter.proceeding else 0
    return next((one for one in matter.case.transfers if one.number == number), None)


class RefuseTransfer(AdverseOfNumber, frozen=True, kw_only=True):
    """不予变更建设主体: an objection is upheld, or the conditions are not met after all."""

    recorded_as: ClassVar[type[Event] | None] = TransferRefused
    proceeding = TRANSFER
