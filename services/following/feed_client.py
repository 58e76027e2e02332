"""Client of the event feed over HTTP: signs in, reads pages and digests."""

import json
import urllib.request
from datetime import datetime
from http.client import HTTPException
from typing import Any, TypeVar
from urllib.error import HTTPError

import msgspec
from msgspec import Raw, Struct

from services.following.kept import KeptEvent
from services.queries.digest import DigestPage, day_recorded
from services.queries.feed_event import Area

T = TypeVar("T")
FEED_PAGE = 1000
FEED_ANSWERS_WITHIN = 60.0  # seconds


class FeedAway(Exception):
    """The service does not answer, or not as a feed does."""


class FeedRefused(Exception):
    """The service does not know this account and password, or refuses it the feed."""


class ToldEvent(Struct, frozen=True):
    """What a follower reads of an event of the feed."""

    position: int
    area: Area
    recorded_at: datetime
    stream: str
    id: str
    type: str
    sha256: str


class ToldPage(Struct, frozen=True):
    """A page of the feed, its events as they were sent."""

    items: tuple[Raw, ...]
    next: int


class FeedClient:
    """Asks one service for one account; signs in anew when the token has ended."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.url, self.username, self._password = url.rstrip("/"), username, password
        self._token = ""

    def page(self, after: int) -> tuple[list[KeptEvent], int]:
        """The next events after a position, and where to go on."""
        page = self._asked(f"/events?after={after}&limit={FEED_PAGE}", ToldPage)
        return [kept_event(one) for one in page.items], page.next

    def digest(self, after: int) -> DigestPage:
        return self._asked(f"/events/digest?after={after}", DigestPage)

    def _asked(self, path: str, kind: type[T]) -> T:
        for _ in range(2):
            if not self._token:
                self._token = self._signed_in()
            try:
                return msgspec.json.decode(self._sent(path), type=kind)
            except HTTPError as error:
                if error.code != 401:
                    raise FeedAway(f"{path}: {error.code} {error.reason}") from error
                self._token = ""
            except (OSError, HTTPException, msgspec.MsgspecError) as error:
                raise FeedAway(f"{self.url}: {error}") from error
        raise FeedRefused(self.username)

    def _signed_in(self) -> str:
        who = json.dumps({"username": self.username, "password": self._password}).encode()
        try:
            answer: dict[str, Any] = json.loads(self._sent("/tokens", who))
            return str(answer["token"])
        except HTTPError as error:
            if error.code in (401, 403, 422):
                raise FeedRefused(self.username) from error
            raise FeedAway(f"/tokens: {error.code} {error.reason}") from error
        except (OSError, HTTPException, ValueError, KeyError) as error:
            raise FeedAway(f"{self.url}: {error}") from error

    def _sent(self, path: str, body: bytes | None = None) -> bytes:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if body is None:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(f"{self.url}/api/v1{path}", body, headers)
        with urllib.request.urlopen(request, timeout=FEED_ANSWERS_WITHIN) as answer:
            return bytes(answer.read())


def kept_event(sent: Raw) -> KeptEvent:
    """An event of the feed, to be kept as it was sent."""
    told = msgspec.json.decode(sent, type=ToldEvent)
    return KeptEvent(
        position=told.position,
        area=f"{told.area.regulation}.{told.area.division}",
        day=day_recorded(told.recorded_at).isoformat(),
        name=f"{told.stream}/{told.id}",
        type=told.type,
        sha256=told.sha256,
        body=bytes(sent).decode(),
    )
