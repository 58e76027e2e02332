"""Why a partner's consent to a joint act no longer stands: its applications have changed, or the
act is about another document, another list, or other applications."""

from collections.abc import Iterator
from typing import Any

from domain.bookkeeping import OrganConsent
from domain.case import Command
from domain.matter import Matter
from domain.refusal import Kind, Refusal, Text
from domain.regulation.model import Step

NAMING = ("selected", "dropped", "entries", "applications")
"""Fields of commands that name the applications that an act is about."""


def lapsed(matter: Matter[Any], step: Step, role: str, consent: OrganConsent) -> Iterator[Refusal]:
    """Every reason why the act is not the one that the partner agreed to."""
    yield from changed_after_consent(matter, step, role, consent)
    if matter.command is not None:
        yield from of_another_document(matter, step, role, consent)
        yield from of_another_list(matter, matter.command, step, role, consent)
        yield from of_another_application(matter, matter.command, step, role, consent)


def against_consent(
    matter: Matter[Any], step: Step, asked: Text, allowed: Text, kind: Kind, *fields: str
) -> Refusal:
    return matter.rules.refuse(step.rule, asked, allowed, kind, fields)


def changed_after_consent(
    matter: Matter[Any], step: Step, role: str, consent: OrganConsent
) -> Iterator[Refusal]:
    """Refuses an act for each application that is no more as it was when the partner consented."""
    who = matter.rules.roles((role,))
    for one in consent.seen:
        case = matter.reader.state("applications", one.application)
        if case is None or case.version == one.version:
            continue
        now, id = matter.rules.stage_called(case.stage), one.application
        zh, en = ("已办结", "has ended") if case.final else ("有变更或者另有办理", "was acted on")
        asked = Text(
            f"{who.zh}同意后，申报 {id} {zh}（{now.zh}）",
            f"application {id} {en} after {who.en} consented: {now.en}",
        )
        allowed = Text(f"由{who.zh}重新同意", f"a new consent of {who.en}")
        yield against_consent(matter, step, asked, allowed, "order")


def of_another_document(
    matter: Matter[Any], step: Step, role: str, consent: OrganConsent
) -> Iterator[Refusal]:
    """Refuses an act on another document, or without the paper, than the partner agreed to."""
    who = matter.rules.roles((role,))
    said, agreed = matter.context.document_no or "", consent.document_no
    if said != agreed:
        asked = Text(f"文号 {said or '未填写'}", f"document number {said or 'not given'}")
        allowed = Text(f"{who.zh}所同意的 {agreed}", f"{agreed}, to which {who.en} agreed")
        yield against_consent(matter, step, asked, allowed, "paper", "/document_no")
    if consent.agreed_text and consent.agreed_text not in matter.context.evidence:
        short = consent.agreed_text[:12]
        asked = Text("未附所同意的文本", "without the text that was agreed to")
        allowed = Text(
            f"附上{who.zh}所同意的文本（{short}…）", f"attach the text {short}… of {who.en}"
        )
        yield against_consent(matter, step, asked, allowed, "paper", "/evidence")


def of_another_list(
    matter: Matter[Any], command: Command, step: Step, role: str, consent: OrganConsent
) -> Iterator[Refusal]:
    """Refuses an act on another list than the one that the partner named."""
    given, agreed = getattr(command, "list_no", None), consent.list_no
    if given and agreed and given != agreed:
        who = matter.rules.roles((role,))
        asked = Text(f"名单 {given}", f"list {given}")
        allowed = Text(f"{who.zh}所同意的名单 {agreed}", f"{agreed}, to which {who.en} agreed")
        yield against_consent(matter, step, asked, allowed, "form", "/list_no")


def of_another_application(
    matter: Matter[Any], command: Command, step: Step, role: str, consent: OrganConsent
) -> Iterator[Refusal]:
    """Refuses an act on an application that the partner did not have before it."""
    seen = {one.application for one in consent.seen}
    who = matter.rules.roles((role,))
    for id, field in named_in(command) if seen else ():
        if id not in seen:
            asked = Text(f"申报 {id}", f"application {id}")
            allowed = Text(f"{who.zh}所同意的申报", f"one to which {who.en} agreed")
            yield against_consent(matter, step, asked, allowed, "form", field)


def named_in(command: Command) -> Iterator[tuple[str, str]]:
    """The applications that a command names, each with the JSON pointer to where."""
    for field in NAMING:
        for n, one in enumerate(getattr(command, field, None) or ()):
            plain = isinstance(one, str)
            yield (
                (one if plain else one.application),
                (f"/{field}/{n}" if plain else f"/{field}/{n}/application"),
            )
