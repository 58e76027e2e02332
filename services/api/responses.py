"""JSON responses of reads: a page of a list, a dead-lettered row, any value."""

from typing import Any

import msgspec
from msgspec import Struct
from starlette.responses import Response


class Page(Struct, frozen=True):
    """A page of a list, and the cursor of the next."""

    items: tuple[Any, ...]
    next: str | None = None


class ParkedRow(Struct, frozen=True):
    """A dead letter in place of its row, which has not followed the log since the event at
    `since`."""

    key: str
    since: int
    parked: bool = True


def json(value: Any, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, headers, "application/json")
