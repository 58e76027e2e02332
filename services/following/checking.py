"""Proves that a follower has what it should have: its own digests beside those of the service."""

import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from services.following.feed_client import FeedClient
from services.following.kept import KeptEvents, area_day
from services.queries.digest import AreaDay, DigestPage, digests
from services.queries.feed_event import Area

ON_ITS_WAY = 5.0  # seconds that an event may take that the feed tells already
LOOK_AGAIN_IN = 0.2
FARTHEST_KEPT = 2**63 - 1
HeldEvents = dict[int, tuple[AreaDay, str]]


class Compared(Struct, frozen=True):
    """An area and a day as the service has it and as the follower does. `missing` and `changed` are
    positions; `past` events the follower has and is told of no more, as when a case has gone to
    another bureau."""

    area: Area
    day: date
    told: int
    missing: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    past: int = 0

    @property
    def right(self) -> bool:
        return not self.missing and not self.changed


def compare_all(kept: KeptEvents, feed: FeedClient) -> Iterator[Compared]:
    """Compares everything, a stretch of the feed at a time. Raises FeedAway, FeedRefused."""
    place, ended = 0, False
    while not ended:
        page = feed.digest(place)
        ended = page.ended
        end = FARTHEST_KEPT if ended else page.next
        if digests(kept.between(place, end)) == page.items:
            yield from (Compared(one.area, one.day, one.count) for one in page.items)
        else:
            yield from one_by_one(kept, feed, place, page)
        place = page.next


def one_by_one(
    kept: KeptEvents, feed: FeedClient, after: int, page: DigestPage
) -> Iterator[Compared]:
    """Compares a stretch whose digests differ, event by event. What was told just now may be on its
    way to the follower still."""
    end = FARTHEST_KEPT if page.ended else page.next
    told = told_between(feed, after, end)
    patient = time.monotonic() + ON_ITS_WAY
    while (
        own := kept_between(kept, after, end)
    ).keys() < told.keys() and time.monotonic() < patient:
        time.sleep(LOOK_AGAIN_IN)
    for key in sorted({one for one, _ in (*told.values(), *own.values())}):
        yield compared_day(key, of(key, told), of(key, own))


def told_between(feed: FeedClient, after: int, upto: int) -> HeldEvents:
    """What the feed tells in a stretch, by position."""
    told: HeldEvents = {}
    place = after
    while True:
        events, going_on = feed.page(place)
        for one in events:
            if one.position <= upto:
                told[one.position] = area_day(one.area, one.day), one.sha256
        if going_on in (place, upto) or going_on > upto:
            return told
        place = going_on


def kept_between(kept: KeptEvents, after: int, upto: int) -> HeldEvents:
    return {position: (key, digest) for key, position, digest in kept.between(after, upto)}


def of(key: AreaDay, events: HeldEvents) -> Mapping[int, str]:
    return {position: digest for position, (own, digest) in events.items() if own == key}


def compared_day(key: AreaDay, told: Mapping[int, str], own: Mapping[int, str]) -> Compared:
    return Compared(
        Area(key.regulation, key.division),
        key.day,
        len(told),
        among_them(one for one in told if one not in own),
        among_them(one for one in told if own.get(one, told[one]) != told[one]),
        len(own.keys() - told.keys()),
    )


def among_them(positions: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(positions))
