"""Copies what a mirror lacks, a piece at a time: killed between any two, it goes on from there."""

from collections.abc import Iterator
from typing import Protocol

from adapters.event_store.log import Stored
from adapters.mirror.mirrored_log import (
    BYTES_MIRRORED_AT_ONCE,
    MirrorDiffers,
    MirroredLog,
)

EVENTS_MIRRORED_AT_ONCE = 200


class LogToFollow(Protocol):
    """The log that is mirrored; nothing else of it is asked."""

    def follow(self, after: int, limit: int) -> list[Stored]: ...


def copy_events(source: LogToFollow, mirror: MirroredLog) -> int:
    """Copies all events that the mirror lacks, whoever they are about; gives their number. Raises
    MirrorDiffers where the source no longer holds the last one that was mirrored."""
    last, copied = mirror.last(), 0
    refuse_another_history(source, last)
    after = last.position if last else 0
    while events := source.follow(after, EVENTS_MIRRORED_AT_ONCE):
        for piece in pieces_of(events):
            mirror.take(piece)
        copied += len(events)
        after = events[-1].position
    return copied


def refuse_another_history(source: LogToFollow, last: Stored | None) -> None:
    """Raises MirrorDiffers."""
    if last and source.follow(last.position - 1, 1) != [last]:
        raise MirrorDiffers(f"position {last.position} is another event, or none")


def pieces_of(events: list[Stored]) -> Iterator[list[Stored]]:
    """The events in transactions of bounded size."""
    piece: list[Stored] = []
    size = 0
    for event in events:
        if piece and size + len(event.state) > BYTES_MIRRORED_AT_ONCE:
            yield piece
            piece, size = [], 0
        piece.append(event)
        size += len(event.state)
    if piece:
        yield piece
