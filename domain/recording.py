"""Makes the record of an act: what it rests on, begins, ends, takes and is noted about it."""

from collections.abc import Iterator
from typing import Any, cast

from msgspec.structs import replace

from domain.case import Command
from domain.context import Raised
from domain.event import Event
from domain.guarding import passes
from domain.matter import Matter
from domain.quota import note_places, places_returned, places_taken, places_wanted
from domain.record import Record
from domain.regulation.model import Step
from domain.terms import terms_begun, terms_ended

ASSUMED_PROCEDURE = "ASSUMED_PROCEDURE"
"""The flag on whatever is done under a procedure that is assumed, and no law."""


def record_of(matter: Matter[Any], event: Event, step: Step) -> Record:
    """The record of an event: with its command, and the rules that it rests on."""
    command = cast(Command, matter.command)
    do, effect = type(command).__name__, command.takes_effect(matter)
    context = replace(matter.context, effective_on=effect)
    record = Record(
        event=event,
        context=context,
        command=command,
        basis=basis(matter, step),
        duty=step.duty if context.actor.role != "PUBLIC" else None,
        decided_by=step.decided_by,
        flags=raised(matter, step),
        regulation=matter.rules.sha256,
        opened=terms_begun(matter, step, event),
        closed=terms_ended(matter, step, event.final),
        taken=places_taken(matter, do),
        returned=places_returned(matter, do),
    )
    note_places(matter, record)
    return record


def basis(matter: Matter[Any], step: Step) -> tuple[str, ...]:
    """Ids of the rules that an act rests on: its step's, those of every guard it has passed, of the
    named periods that it begins, of the quotas that it takes a place of."""
    period = matter.rules.text.period
    also = [period[name].rule for name in step.begins if name in period]
    guards = (guard.rule for guard in matter.guards(step.do))
    quotas = (quota.rule for quota, _ in places_wanted(matter, step.do))
    return tuple(dict.fromkeys((step.rule, *guards, *also, *quotas)))


def assumed(matter: Matter[Any]) -> Iterator[Raised]:
    """The flag on whatever is done under a procedure that is assumed, and no law."""
    if variant := matter.rules.text.variant:
        yield Raised(ASSUMED_PROCEDURE, variant.rule, variant.zh, variant.en)


def raised(matter: Matter[Any], step: Step) -> tuple[Raised, ...]:
    """The flags that the regulation puts on this act."""
    flags, facts = matter.rules.flags(matter.stream, step.do, matter.channel), matter.rules.facts
    noted = (
        Raised(flag.code, flag.rule, flag.zh, flag.en)
        for flag in flags
        if passes(flag, facts[flag.fact].find(matter))
    )
    return (*assumed(matter), *noted)
