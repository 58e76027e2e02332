"""Changes of a centre (变更): what is only filed, and what is decided on as if it were new. C07.

The builder's name, the address and the head are filed and hold from then on. The operating unit,
the industry and the centre's name wait for the authority.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from msgspec.structs import replace

from domain.adverse_in_proceeding import AdverseOfNumber, AdverseProceedingEvent
from domain.card import Card
from domain.case import Command, stream_id
from domain.centre.case import Centre
from domain.centre.name import name_claimed
from domain.centre.particulars import CentreChange, Particulars
from domain.claim.lifecycle import ReleaseClaim, ReserveClaim, held_by_another
from domain.context import Context, Reason
from domain.event import Event
from domain.in_proceeding import OfNumber, ProceedingEvent, next_number
from domain.matter import Matter
from domain.refusal import Refusal, Text

CHANGE = "change"


def change_of(matter: Matter[Any]) -> Particulars:
    """What is to be changed: as the command says, or as the change that it is about was
    requested."""
    if (given := getattr(matter.command, "wanted", None)) is not None:
        return given if isinstance(given, Particulars) else Particulars()
    number = int(matter.proceeding.key) if matter.proceeding else 0
    found = matter.case.change(number)
    return found.wanted if found else Particulars()


class ChangeInForce(ProceedingEvent, frozen=True, kw_only=True):
    """What lists show of a centre after a change: empty where that stays."""

    builder: str | None = None
    name: str | None = None
    industry: str | None = None

    @property
    def card(self) -> Card:
        return Card(title=self.builder, name=self.name, industry=self.industry)


class ChangeRequested(ChangeInForce, frozen=True, kw_only=True, tag="change-requested"):
    """A change waits for the authority; `filed`: it holds at once."""

    wanted: Particulars
    reason: str
    filed: bool = False

    @property
    def outcome(self) -> str | None:
        return "FILED" if self.filed else None

    def evolve(self, case: Centre, context: Context) -> Centre:
        number = int(self.proceeding.rpartition("/")[2])
        change = CentreChange(number=number, wanted=self.wanted)
        case = replace(case, changes=(*case.changes, change))
        return case.changed(self.wanted) if self.filed else case


class RequestChange(Command, frozen=True, kw_only=True):
    """申请变更: what is to be otherwise in the centre's file; its proofs are the act's evidence."""

    proceeding = CHANGE
    outcomes = ("FILED",)

    wanted: Particulars
    reason: Reason

    def proceeding_key(self, case: Centre, day: date) -> str:
        return next_number(CHANGE, case)

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        step = matter.step(type(self).__name__)
        if step and not self.wanted.given:
            asked = Text("没有写明变更的事项", "nothing is to be changed")
            allowed = Text("至少一项", "one thing at least")
            yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/wanted",))

    def decide(self, matter: Matter[Centre]) -> ChangeRequested:
        filed = self.wanted.only_filed
        return self.as_event(
            ChangeRequested, filed=filed, builder=self.wanted.builder if filed else None
        )


class ChangeApproved(ChangeInForce, frozen=True, kw_only=True, tag="change-approved"):
    """The change holds, from now on."""

    def evolve(self, case: Centre, context: Context) -> Centre:
        found = case.change(int(self.proceeding.rpartition("/")[2]))
        return case.changed(found.wanted) if found else case


class ApproveChange(OfNumber, frozen=True, kw_only=True):
    """准予变更: reviewed as new; a new name is claimed and the old one free, in one act."""

    proceeding = CHANGE

    @classmethod
    def beforehand(cls, matter: Matter[Centre]) -> Iterable[Refusal]:
        name, step = change_of(matter).name, matter.step(cls.__name__)
        if step and name and held_by_another(matter, *name_claimed(matter, name)):
            asked = Text(f"名称“{name}”已被使用", "the name is in use already")
            allowed = Text("未被使用的名称", "a name that no active centre bears")
            yield matter.rules.refuse(step.rule, asked, allowed, "fact")

    def decide(self, matter: Matter[Centre]) -> ChangeApproved:
        wanted = change_of(matter)
        return ChangeApproved(builder=wanted.builder, name=wanted.name, industry=wanted.industry)

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        """The old name is released and the new one reserved."""
        name = change_of(matter).name
        if name is None:
            return
        kind, *values = name_claimed(matter, name)
        new = matter.reader.claim(kind, *values)
        old = matter.reader.claim(*name_claimed(matter, matter.case.name))
        if new != old:
            yield stream_id("claims", old), ReleaseClaim()
            own = stream_id(matter.stream, matter.id)
            yield stream_id("claims", new), ReserveClaim(kind=kind, holder=own)


class ChangeRefused(AdverseProceedingEvent, frozen=True, kw_only=True, tag="change-refused"):
    """The centre stays as it is."""


class TransferRefused(AdverseProceedingEvent, frozen=True, kw_only=True, tag="transfer-refused"):
    """The builder stays."""


class RefuseChange(AdverseOfNumber, frozen=True, kw_only=True):
    """不准变更: with the reason."""

    recorded_as: ClassVar[type[Event] | None] = ChangeRefused
    proceeding = CHANGE
