"""Reads the feed as a caller does: all of it, as JSON and as lines."""

import json
from typing import Any

from httpx2 import Response

from services.access.policy import FEED
from tests.support.calling import Caller, done

LINES = {"Accept": "application/x-ndjson"}


def told(call: Caller, who: str, **query: Any) -> list[dict[str, Any]]:
    """Everything that the feed tells somebody."""
    items: list[dict[str, Any]] = []
    place = 0
    while True:
        page = done(call.get(who, "/events", after=place, limit=1000, **query), 200)
        items += page["items"]
        if page["next"] == place:
            return items
        place = page["next"]


def cases(items: list[dict[str, Any]], *streams: str) -> set[str]:
    return {one["id"] for one in items if one["stream"] in (streams or FEED)}


def lines(response: Response) -> list[dict[str, Any]]:
    assert response.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in response.text.splitlines()]
