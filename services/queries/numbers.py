"""The version number of one event in a reader's own numbering."""

from domain.case import stream_and_id
from domain.context import Actor
from domain.parts import Part
from domain.streams import STREAMS
from services.access.numbering import numbering_of
from services.access.policy import PARTS, Tie
from services.access.ties import Subject
from services.queries.log_view import LogView

IN_PARTS = frozenset(
    name for name, stream in STREAMS.items() if any(event.part for event in stream.events)
)
"""Streams with events that not everybody who sees a case is shown."""

TOLD_OF_ACTS = frozenset(
    role
    for line in PARTS[Part.ACTS]
    if line.tie is Tie.ANYBODY and not line.duties
    for role in line.roles
)
"""Roles that are told of everybody's acts in every case that they see: where nothing is reserved,
they count as the store does."""


def number_told(runtime: LogView, actor: Actor, name: str, version: int) -> int:
    """The number of the event that made a version of a case, given by name (applications/a1)."""
    stream, _ = stream_and_id(name)
    if stream not in IN_PARTS:
        return version
    case, _ = runtime.store.reaching(name, version)
    if case is None or (not case.reserved and actor.role in TOLD_OF_ACTS):
        return version
    subject = Subject(stream, case, runtime.clock.today(), runtime.reader())
    return numbering_of(actor, subject).number(version)
