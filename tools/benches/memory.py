"""In-memory event store, to measure what a command costs without durable storage."""

from collections.abc import Sequence
from datetime import datetime

from adapters.event_store.log import AppendRequest, Outcome, Stored

SALT = bytes(16)


class MemoryLog:
    """Keeps events in memory, and accepts every version. No other process sees them."""

    def __init__(self) -> None:
        self._events: list[Stored] = []
        self._streams: dict[str, list[Stored]] = {}
        self._answered: dict[tuple[str, str], tuple[bytes, tuple[int, ...]]] = {}

    def write(self, appends: Sequence[AppendRequest], now: datetime) -> list[Outcome]:
        return [self._take(append, now) for append in appends]

    def _take(self, append: AppendRequest, now: datetime) -> Outcome:
        events, first = list[Stored](), len(self._events) + 1
        for place, entry in enumerate(append.entries, first):
            stored = Stored(place, entry.stream, entry.version, entry.topic, entry.state, now, SALT)
            events.append(stored)
            self._streams.setdefault(entry.stream, []).append(stored)
        self._events += events
        positions = tuple(event.position for event in events)
        self._answered[append.actor, append.key] = append.fingerprint, positions
        return Outcome("stored", positions, tuple(events))

    def history(self, stream: str, after: int = 0, upto: int | None = None) -> list[Stored]:
        return self._streams.get(stream, [])[after:upto]

    def stretch(self, stream: str, after: int, upto: int) -> list[Stored]:
        return self.history(stream, after, upto)

    def follow(self, after: int, limit: int) -> list[Stored]:
        return self._events[after : after + limit]

    def at(self, positions: Sequence[int]) -> list[Stored]:
        return [self._events[position - 1] for position in positions]

    def answered(
        self, keys: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[bytes, tuple[int, ...]]]:
        return {key: self._answered[key] for key in keys if key in self._answered}

    def heads(self, streams: Sequence[str]) -> dict[str, int]:
        return {stream: len(self._streams.get(stream, ())) for stream in streams}

    def streams(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        names = sorted(s for s in self._streams if s.startswith(prefix) and s > after)
        return names[:limit]

    def unmatched(self) -> tuple[list[int], list[int]]:
        return [], []

    def end(self) -> tuple[int, datetime] | None:
        return (len(self._events), self._events[-1].recorded_at) if self._events else None

    def skip_to(self, position: int) -> None:
        """Does nothing: what is in memory is never restored."""

    def clock(self) -> datetime | None:
        return None

    def close(self) -> None:
        self._events.clear()
