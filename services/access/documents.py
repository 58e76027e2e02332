"""Who may have an official document: who is shown its event, and anybody where it is published."""

from domain.context import Actor
from domain.record import Record
from services.access.numbering import Numbering
from services.access.policy import PUBLISHED_DOCUMENTS
from services.access.redaction import may_read
from services.access.sight import sees
from services.access.ties import Subject


def may_have(
    actor: Actor, subject: Subject, version: int, topic: str, record: Record, kind: str
) -> bool:
    """Whether this person may have the document of that kind of an event: of the case, as it is
    now, by the version that it made and its type."""
    if kind in PUBLISHED_DOCUMENTS:
        return True
    sight = sees(actor, subject)
    if sight is None or not Numbering(subject.case, actor, sight).counts(version):
        return False
    return may_read(actor, record.context.actor.person, topic, subject.case, sight)
