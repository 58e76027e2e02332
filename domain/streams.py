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
from domain.party.lifecycle import Party, PartyCommand, PartyEvent
from domain.regime.lifecycle import RegimeCommand, RegimeEvent, RegimeFile


def members(union: Any) -> tuple[Any, ...]:
    return get_args(union) if isinstance(union, UnionType) else (union,)


class Stream(Struct, frozen=True):
    """A kind of case. `name` stands in paths and in the ids of histories; `house` marks those that
    no regime governs but the house's own rules."""

    name: str
    zh: str
    state: type[Case]
    commands: tuple[type[Command], ...]
    events: tuple[type[Event], ...]
    house: bool = False

    @property
    def opening(self) -> type[Command] | None:
        """The command that callers may open such a case with."""
        return next((c for c in self.commands if c.opens and not c.entailed), None)

    def command(self, name: str) -> type[Command] | None:
        return next((c for c in self.commands if c.__name__ == name), None)


def stream(
    name: str, zh: str, state: type[Case], commands: Any, events: Any, house: bool = False
) -> Stream:
    return Stream(name, zh, state, members(commands), members(events), house)


STREAMS = {
    found.name: found
    for found in (
        stream("batches", "申报批次", Batch, BatchCommand, BatchEvent),
        stream("applications", "申报案", Application, ApplicationCommand, ApplicationEvent),
        stream("centres", "运营中心", Centre, CentreCommand, CentreEvent),
        stream("calendars", "工作日历", CalendarFile, CalendarCommand, CalendarEvent, True),
        stream("regulations", "规定", RegimeFile, RegimeCommand, RegimeEvent, True),
        stream("parties", "单位", Party, PartyCommand, PartyEvent, True),
        stream("claims", "占用", Claim, ClaimCommand, ClaimEvent, True),
    )
}


def replay(kind: str, records: Iterable[Record], start: Case | None = None) -> Case | None:
    """The case that a history describes; None where it is empty."""
    fresh: Case | None = start
    for record in records:
        fresh = record.evolve(fresh or STREAMS[kind].state())
    return fresh
