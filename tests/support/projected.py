"""Events to project: worlds, folds that fail, and events of a newer release."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from adapters.event_store.log import AppendRequest, Entry, Log, Stored
from adapters.event_store.store_marks import StoreMarks
from projections.recorded import RecordedEvent
from services.subscriptions.catalogue import Projection, projection
from services.subscriptions.fold import apply_together
from services.subscriptions.projector import Projector
from tests.support.asking import OVER, ready, with_another
from tests.support.folded import Scribe
from tests.support.sichuan import cleared, publicised, recognised, walk
from tests.support.world import World

NEWER = b'{"event":{"type":"moon-landed"},"context":{},"command":{}}'


def two_applications() -> World:
    """a1 is recognised, a2 reviewed by the experts."""
    world = publicised(with_another(walk(ready(), "a1")), "a1")
    return recognised(cleared(world, "a1", OVER), "a1", OVER)


def failing(name: str, when: Callable[[RecordedEvent], bool]) -> Projection:
    """The projection with a fold that cannot take some events."""
    whole = projection(name)

    def fold(row: Any, event: RecordedEvent, key: str) -> Any:
        if when(event):
            raise ValueError("a case that nobody thought of")
        return whole.fold(row, event, key)

    return replace(whole, fold=fold)


class OfAnyStore(StoreMarks):
    """Marks of events whose store nobody asks for."""

    def __init__(self, log: Log) -> None:
        self.log = log

    def store(self) -> str:
        return "any"


def take(projector: Projector, log: Log, events: Sequence[Stored], since: int) -> None:
    """The events of a log after `since`. Raises CheckpointMoved, and what stops the projection."""
    reached = apply_together([projector], events, since, OfAnyStore(log))[projector.name]
    if reached.unknown:
        raise reached.unknown


def fill(log: Log, projector: Projector, size: int = 500) -> None:
    """Everything that is in the log, in batches."""
    while events := log.follow(place := projector.checkpoint(), size):
        take(projector, log, events, place)


def from_a_newer_release(scribe: Scribe) -> int:
    """An event of a kind that this release does not know; answers its position."""
    append = AppendRequest(
        "newer", "moon", b"", (Entry("applications/moon", 1, "moon-landed", NEWER),)
    )
    [outcome] = scribe.log.write([append], scribe.now)
    return outcome.positions[0]
