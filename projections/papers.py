"""Files of cases: which file belongs to which part of which case. Access to a file rests on this.

A row stays for good: a history goes on showing its files, and so does a case that has ended.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct

from domain.application.filing import LocalFilingRecorded
from domain.application.form import Form
from domain.application.investigating import ObjectionAnswered
from domain.event import Event
from domain.fund_project.expenses import TellExpenses
from domain.violation.lead import LeadRegistered
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec

PaperPart = Literal["FORM", "ACT", "OBJECTION"]
FORM: PaperPart = "FORM"
ACT: PaperPart = "ACT"
OBJECTION: PaperPart = "OBJECTION"
VOUCHER = "voucher"


class PaperPlace(NamedTuple):
    """Key of a row: where a file belongs. `kind` is the field of the form, or the event that it
    came with; `name` what the applicant calls it, or the number of the document. `number` is that
    of the objection, or the version of the act; 0 for the form."""

    hash: str
    case: str
    part: PaperPart
    kind: str
    name: str = ""
    number: int = 0


class Paper(Struct, frozen=True):
    """One file of one case; `organ` is that of the person who handed it in, "" for the public."""

    hash: str
    case: str
    part: PaperPart
    kind: str
    name: str
    number: int
    organ: str


def keys(recorded: RecordedEvent) -> list[str]:
    return [msgspec.json.encode(place).decode() for place in dict.fromkeys(places(recorded))]


def project(row: Paper | None, recorded: RecordedEvent, key: str) -> Paper:
    place = msgspec.json.decode(key, type=PaperPlace)
    return Paper(*place, organ=recorded.record.context.actor.organ)


def places(recorded: RecordedEvent) -> Iterator[PaperPlace]:
    event, context = recorded.event, recorded.record.context
    form = getattr(event, "form", None)
    if isinstance(form, Form):
        yield from in_form(form, recorded.case)
    if isinstance(event, LocalFilingRecorded) and event.receipt:
        yield PaperPlace(event.receipt, recorded.case, ACT, "receipt", "", recorded.version)
    for hash in context.evidence:
        yield with_act(recorded, hash, context.document_no or "")
    if isinstance(recorded.record.command, TellExpenses):
        yield from of_vouchers(recorded, recorded.record.command)


def of_vouchers(recorded: RecordedEvent, command: TellExpenses) -> Iterator[PaperPlace]:
    """The file of each voucher that a centre has reported, by its number."""
    for voucher in command.lines.vouchers:
        name = voucher.invoice_no
        yield PaperPlace(voucher.file, recorded.case, ACT, VOUCHER, name, recorded.version)


def in_form(form: Form, case: str) -> Iterator[PaperPlace]:
    for proof in form.attachments:
        yield PaperPlace(proof.file, case, FORM, proof.condition, proof.kind)
    for hash in form.rule_documents:
        yield PaperPlace(hash, case, FORM, "rule_documents")
    if form.operating_unit and form.operating_unit.duty_document:
        yield PaperPlace(form.operating_unit.duty_document, case, FORM, "duty_document")
    for name in ("industry_layout_doc", "industry_policy_doc", "key_measures_doc"):
        if hash := getattr(form, name):
            yield PaperPlace(hash, case, FORM, name)


def with_act(recorded: RecordedEvent, hash: str, document: str) -> PaperPlace:
    """Where a file that came with an act belongs. With an act on an objection, or the lead that it
    entails, it may name the objector: it then belongs to the objection, whoever hands it in."""
    event = recorded.event
    if isinstance(event, LeadRegistered) and event.application and event.objection:
        case = f"applications/{event.application}"
        return PaperPlace(hash, case, OBJECTION, recorded.type, document, event.objection)
    if no := objection_number(event):
        return PaperPlace(hash, recorded.case, OBJECTION, recorded.type, document, no)
    return PaperPlace(hash, recorded.case, ACT, recorded.type, document, recorded.version)


def objection_number(event: Event) -> int | None:
    """The number of the objection that an event is about; None for the applicant's own answer to
    one, which is as open as its other papers."""
    if isinstance(event, ObjectionAnswered):
        return None
    no = getattr(event, "no", None)
    return no if isinstance(no, int) else None


PROJECTION = ProjectionSpec(
    name="papers",
    row=Paper,
    keys=keys,
    fold=project,
    fresh=True,
    sorts=("hash",),
    filters=("hash",),
)
