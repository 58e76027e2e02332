"""Which proceedings of a case (a year, a rectification) an event is about, and which periods it
opens for each: by what is done in them, or by a period of their own that begins or ends.

A new kind of proceeding needs no change here.
"""

from collections.abc import Iterable

from domain.running import Running
from domain.streams import STREAMS
from projections.recorded import RecordedEvent

OF_CASES = frozenset(
    (name, command.proceeding)
    for name, stream in STREAMS.items()
    for command in stream.commands
    if command.proceeding
)
PROCEEDING_KINDS = frozenset(kind for _, kind in OF_CASES)
LIVES_ON = frozenset(name for name, _ in OF_CASES)
"""Kinds of case that go on for years: something in them has stages of its own."""


def kind_of_proceeding(id: str) -> str:
    """The kind of a proceeding by its id: `annual/2026`."""
    return id.partition("/")[0]


def proceedings_touched(recorded: RecordedEvent) -> Iterable[str]:
    """The ids of the proceedings that an event is about."""
    record, (id, _) = recorded.record, recorded.event.within or ("", None)
    periods = (*(term.own_name for term in record.opened), *record.closed)
    ids = (id, *(name for name in periods if kind_of_proceeding(name) in PROCEEDING_KINDS))
    return dict.fromkeys(one for one in ids if one)


def opened_for(recorded: RecordedEvent, proceeding: str) -> Iterable[Running]:
    """The periods that an event opens for one proceeding, or (with "") for the case itself."""
    if not proceeding:
        yield from recorded.event.opens()
    id, _ = recorded.event.within or ("", None)
    for term in recorded.record.opened:
        about = id if term.about and id.endswith(f"/{term.about}") else ""
        about = term.own_name if kind_of_proceeding(term.own_name) in PROCEEDING_KINDS else about
        if about == proceeding and term.running:
            yield term.running
