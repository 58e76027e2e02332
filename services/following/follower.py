"""Follows the events by the feed: polls it, or reads from it what another road has left out."""

import time
from collections.abc import Callable, Iterable

from services.following.feed_client import FeedAway, FeedClient
from services.following.kept import KeptEvent, KeptEvents

FEED_POLLED_EVERY = 1.0  # seconds between looks at a feed that has ended
Tell = Callable[[str], None]


class Follower:
    """A follower with what it keeps; `heard` is told each new event's line, `troubled` why nothing
    comes."""

    def __init__(self, kept: KeptEvents, feed: FeedClient, heard: Tell, troubled: Tell) -> None:
        self.kept, self.feed, self.heard, self.troubled = kept, feed, heard, troubled

    def keep(self, events: Iterable[KeptEvent], place: int | None = None) -> None:
        """Keeps what came, and tells of what is new once it is on the disk."""
        for one in self.kept.keep(events, place):
            self.heard(f"{one.position} {one.day} {one.name} {one.type}")

    def catch_up(self) -> None:
        """Reads the feed from the follower's place to its end. Raises FeedAway, FeedRefused."""
        place = self.kept.place()
        while True:
            events, going_on = self.feed.page(place)
            if events or going_on != place:
                self.keep(events, going_on)
            if going_on == place:
                return
            place = going_on

    def poll(self, welcome: Callable[[], bool] = lambda: True) -> None:
        """Follows by the feed alone for as long as it is welcome; a service that is away is asked
        again. Raises FeedRefused."""
        while welcome():
            try:
                self.catch_up()
            except FeedAway as error:
                self.troubled(str(error))
            time.sleep(FEED_POLLED_EVERY)
