"""Digests of the feed by area and day: count, last position and a chained hash, by which a reader
proves that it has every event that it should have, and no other."""

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from adapters.event_store.log import receipt_hash
from domain.working_days import CHINA
from services.queries.feed import CHUNK, FARTHEST, FeedReader, going_on_after
from services.queries.feed_event import Area, area_in


class AreaDay(Struct, frozen=True, order=True):
    """An area, and the day in China on which events were recorded there."""

    regulation: str
    division: str
    day: date


class AreaDigest(Struct, frozen=True):
    """The events of an area recorded on one day (of China) that the caller is told of, in a
    stretch of the feed: how many, the position of the last, and a hash chained over all of them.

    `hash` is empty at first; each event makes of it the SHA-256, in hexadecimal, of the text `hash
    position sha256`, with one space between each two.
    """

    area: Area
    day: date
    count: int = 0
    last: int = 0
    hash: str = ""

    def and_then(self, position: int, digest: str) -> "AreaDigest":
        """With one more event, by its position and its `sha256`."""
        link = f"{self.hash} {position} {digest}".encode()
        return replace(self, count=self.count + 1, last=position, hash=sha256(link).hexdigest())


class DigestPage(Struct, frozen=True):
    """The digests of the feed after one position and up to another, `next`; it has ended when
    `ended` says so."""

    items: tuple[AreaDigest, ...]
    next: int
    ended: bool


def day_recorded(recorded_at: datetime) -> date:
    """The day in China of a moment."""
    return recorded_at.astimezone(CHINA).date()


def digests(events: Iterable[tuple[AreaDay, int, str]]) -> tuple[AreaDigest, ...]:
    """The digests of events, given in order as area and day, position and `sha256`."""
    found: dict[AreaDay, AreaDigest] = {}
    for key, position, digest in events:
        begun = found.get(key) or AreaDigest(Area(key.regulation, key.division), key.day)
        found[key] = begun.and_then(position, digest)
    return tuple(found[key] for key in sorted(found))


def digest_page(reader: FeedReader, after: int) -> DigestPage:
    """The digests of what the reader is told of after a position; at most 20,000 events are
    examined."""
    told: list[tuple[AreaDay, int, str]] = []
    place, ended = after, False
    for _ in range(0, FARTHEST, CHUNK):
        chunk = reader.runtime.log.follow(place, CHUNK)
        ended = len(chunk) < CHUNK
        for stored in chunk:
            place = stored.position
            if record := reader.heard(stored):
                area, day = area_in(record), day_recorded(stored.recorded_at)
                key = AreaDay(area.regulation, area.division, day)
                told.append((key, place, receipt_hash(stored).hex()))
        if ended:
            break
    last = told[-1][1] if told else after
    return DigestPage(digests(told), going_on_after(place, last, ended), ended)
