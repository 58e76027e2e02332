"""Commends a centre. C20b, N-21."""

from domain.case import Command
from domain.context import Reason
from domain.event import Event


class CentreCommended(Event, frozen=True, kw_only=True, tag="centre-commended"):
    correctable = ("occurred_on", "effective_on", "document_no")

    achievements: str


class CommendCentre(Command, frozen=True, kw_only=True):
    """鼓励表扬: for what stands out. It changes nothing of the qualification."""

    at_any_time = True
    recorded_as = CentreCommended

    achievements: Reason
