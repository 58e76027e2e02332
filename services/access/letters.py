"""What an auditor may read depends on a letter: while one is in force, it is a duty of theirs."""

from collections.abc import Callable
from datetime import date

from msgspec.structs import replace

from adapters.credentials.audit_letters import AuditLetters
from domain.context import Actor
from services.access.policy import AUDITORS, LETTER


def with_letter(actor: Actor, letters: AuditLetters, today: Callable[[], date]) -> Actor:
    """The person with the duty that a letter in force today gives an auditor."""
    if actor.role not in AUDITORS or letters.in_force(actor.person, today()) is None:
        return actor
    return replace(actor, duties=(*actor.duties, LETTER))
