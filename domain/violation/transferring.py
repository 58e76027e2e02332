"""Transfers a case to the competent organs, and records what they answer. SC 20, IM 18."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta
from msgspec.structs import replace

from domain.case import Command
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.parts import Part
from domain.personal import HoldsPersons, Personal, Subject
from domain.refusal import Refusal, Text
from domain.typed_text import ShortText
from domain.violation.case import Competent, Told, Transfer, TransferReply, Violation


class TransferCase(HoldsPersons, Command, frozen=True, kw_only=True):
    """What is transferred: to which organ, and the facts that it is told."""

    at_any_time = True
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("facts",), identity=(), purpose="lead"),
    )

    receiver: ShortText
    facts: Told


class CaseTransferred(Event, frozen=True, kw_only=True):
    """The case, or what it is about, was given to a competent organ (`to`)."""

    part = Part.INQUIRY
    to: ClassVar[Competent]

    receiver: str
    facts: Personal

    def evolve(self, case: Violation, context: Context) -> Violation:
        made = Transfer(
            no=len(case.transfers) + 1,
            kind=self.to,
            receiver=self.receiver,
            sent_on=context.occurred_on,
            document_no=context.document_no,
        )
        return replace(case, transfers=(*case.transfers, made))


class ReferredToFinance(CaseTransferred, frozen=True, kw_only=True, tag="referred-to-finance"):
    to = "FINANCE"


class ReferToFinance(TransferCase, frozen=True, kw_only=True):
    """移送财政: who decides on what becomes of public money."""

    recorded_as = ReferredToFinance


class ReferredToAudit(CaseTransferred, frozen=True, kw_only=True, tag="referred-to-audit"):
    to = "AUDIT"


class ReferToAudit(TransferCase, frozen=True, kw_only=True):
    """移送审计."""

    recorded_as = ReferredToAudit


class ReferredToDiscipline(
    CaseTransferred, frozen=True, kw_only=True, tag="referred-to-discipline"
):
    inward = True
    to = "DISCIPLINE"


class ReferToDiscipline(TransferCase, frozen=True, kw_only=True):
    """移送纪检监察: duty offences of those whom the supervision law covers."""

    recorded_as = ReferredToDiscipline


class TransferredToPublicSecurity(
    CaseTransferred, frozen=True, kw_only=True, tag="transferred-to-public-security"
):
    inward = True
    to = "PUBLIC_SECURITY"


class TransferToPublicSecurity(TransferCase, frozen=True, kw_only=True):
    """移送公安: what may be a crime has to be transferred, and cancelling does not wait for it."""

    recorded_as = TransferredToPublicSecurity


TransferAnswer = Literal["ACCEPTED", "RETURNED", "DISPOSED"]


class TransferReplyReceived(Event, frozen=True, kw_only=True, tag="transfer-reply-received"):
    correctable = ("received_on", "occurred_on", "effective_on", "document_no")

    part = Part.INQUIRY
    inward = True

    no: int
    reply: str
    text: Personal
    received_on: date

    def evolve(self, case: Violation, context: Context) -> Violation:
        said = TransferReply(
            reply=self.reply,
            text=self.text,
            received_on=self.received_on,
            document_no=context.document_no,
        )
        return replace(
            case,
            transfers=tuple(
                replace(one, replies=(*one.replies, said)) if one.no == self.no else one
                for one in case.transfers
            ),
        )


class ReceiveTransferReply(HoldsPersons, Command, frozen=True, kw_only=True):
    """移送回复: whether the organ took the case, gave it back, or what it has decided."""

    at_any_time = True
    recorded_as = TransferReplyReceived
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("text",), identity=(), purpose="lead"),
    )

    no: Annotated[int, Meta(ge=1, le=1000)]
    reply: TransferAnswer
    text: Told
    received_on: date

    def check(self, matter: Matter[Violation]) -> Iterable[Refusal]:
        step = matter.step(type(self).__name__)
        sent = next((one for one in matter.case.transfers if one.no == self.no), None)
        assert step
        if sent is None:
            number = len(matter.case.transfers)
            asked = Text(f"没有第 {self.no} 号移送", f"no transfer {self.no}")
            allowed = Text(f"1 至 {number}", f"1 to {number}")
            yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/no",))
        elif not sent.sent_on <= self.received_on <= matter.day:
            asked = Text(f"收到日 {self.received_on}", f"received on {self.received_on}")
            allowed = Text(
                f"{sent.sent_on} 至 {matter.day}", f"from {sent.sent_on} to {matter.day}"
            )
            yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/received_on",))
