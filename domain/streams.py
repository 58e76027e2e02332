"""The table of contents: every stream, its state, its commands and its events."""

from collections.abc import Iterable
from types import UnionType
from typing import Any, get_args

from msgspec import Struct

from domain.application.case import Application
from domain.application.lifecycle import ApplicationCommand, ApplicationEvent
from domain.batch.case import Batch
from domain.batch.lifecycle import BatchCommand, BatchEvent
from domain.calendar.lifecycle import CalendarCommand, CalendarEvent, CalendarFile
from domain.case import Case, Command, Event, Record
from domain.centre.recognition import Centre, CentreCommand, CentreEvent
from domain.claim.lifecycle import Claim, ClaimCommand, ClaimEvent
from domain.expert_pool.case import ExpertPool
from domain.expert_pool.lifecycle import ExpertPoolCommand, ExpertPoolEvent
from domain.party.lifecycle import Party, PartyCommand, PartyEvent
from domain.regime.lifecycle import RegimeCommand, RegimeEvent, RegimeFile
from domain.violation.lead import Violation, ViolationCommand, ViolationEvent


def members(union: Any) -> tuple[Any, ...]:
    return get_args(union) if isinstance(union, UnionType) else (union,)


class Stream(Struct, frozen=True):
    """A kind of case. `name` stands in paths and in the ids of histories; `file_rules` marks those
    that no regime governs but the rules of keeping files."""

    name: str
    state: type[Case]
    commands: tuple[type[Command], ...]
    events: tuple[type[Event], ...]
    file_rules: bool = False

    @property
    def opening(self) -> type[Command] | None:
        """The command that callers may open such a case with."""
        return next((c for c in self.commands if c.opens and not c.entailed), None)

    def command(self, name: str) -> type[Command] | None:
        return next((c for c in self.commands if c.__name__ == name), None)


def stream(
    name: str, state: type[Case], commands: Any, events: Any, file_rules: bool = False
) -> Stream:
    return Stream(name, state, members(commands), members(events), file_rules)


STREAMS = {
    found.name: found
    for found in (
        stream("batches", Batch, BatchCommand, BatchEvent),
        stream("applications", Application, ApplicationCommand, ApplicationEvent),
        stream("centres", Centre, CentreCommand, CentreEvent),
        stream("violations", Violation, ViolationCommand, ViolationEvent),
        stream("expert-pools", ExpertPool, ExpertPoolCommand, ExpertPoolEvent),
        stream("calendars", CalendarFile, CalendarCommand, CalendarEvent, True),
        stream("regulations", RegimeFile, RegimeCommand, RegimeEvent, True),
        stream("parties", Party, PartyCommand, PartyEvent, True),
        stream("claims", Claim, ClaimCommand, ClaimEvent, True),
    )
}


def replay(kind: str, records: Iterable[Record], start: Case | None = None) -> Case | None:
    """The case that a history describes; None where it is empty."""
    fresh: Case | None = start
    for record in records:
        fresh = record.evolve(fresh or STREAMS[kind].state())
    return fresh
