"""Reactions that are still to happen: each is a command that an event brings about by itself.

`domain/following.py` says what follows from an event, and the event that came of it which one it
answers (`Event.in_reaction_to`). A new reaction needs no change here.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from domain.case import Command
from domain.following import reactions_to
from domain.reaction import Reaction, reaction_key
from domain.streams import STREAMS
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec


class Awaited(Struct, frozen=True):
    """A command that is to be given, to the case `id` of `stream`, since the event at `position` of
    the case `of`."""

    reaction: str
    of: str
    since: str
    position: int
    regulation: str
    division: str
    stream: str
    id: str
    command: str
    body: dict[str, Any] = {}

    @property
    def key(self) -> str:
        """The idempotency key of the command, the same from every worker."""
        return f"react:{self.reaction}:{self.position}"

    def gives(self) -> Command:
        """The command. Raises KeyError where this release has none of that name."""
        kind = STREAMS[self.stream].command(self.command)
        if kind is None:
            raise KeyError(self.command)
        return msgspec.convert({"do": self.command, **self.body}, kind)


def keys(recorded: RecordedEvent) -> Iterable[str]:
    yield from following(recorded)
    if answered := recorded.event.in_reaction_to:
        yield answered


def following(recorded: RecordedEvent) -> dict[str, Reaction]:
    """What follows from an event, by key."""
    found = reactions_to(recorded.event, recorded.id, recorded.version)
    return {reaction_key(one.name, recorded.case, recorded.version): one for one in found}


def project(row: Awaited | None, recorded: RecordedEvent, key: str) -> Awaited | None:
    if recorded.event.in_reaction_to == key:
        return None
    one = following(recorded).get(key)
    return awaited_since(recorded, one) if one else row


def awaited_since(recorded: RecordedEvent, one: Reaction) -> Awaited:
    body = msgspec.to_builtins(one.command)
    return Awaited(
        reaction=one.name,
        of=recorded.case,
        since=recorded.record.context.occurred_on.isoformat(),
        position=recorded.position,
        regulation=recorded.regulation,
        division=recorded.division,
        stream=one.stream,
        id=one.id,
        command=body.pop("do"),
        body=body,
    )


PROJECTION = ProjectionSpec(
    name="reactions",
    row=Awaited,
    keys=keys,
    fold=project,
    sorts=("since",),
    filters=("reaction", "stream", "regulation", "division"),
)
