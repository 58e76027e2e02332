"""What a list or a reading is answered with."""

from typing import Any

import msgspec
from msgspec import Struct
from starlette.responses import Response


class Page(Struct, frozen=True):
    """Some of a list, and the cursor of the next page."""

    items: tuple[Any, ...]
    next: str | None = None


class ParkedRow(Struct, frozen=True):
    """In the place of a row that no longer follows the log, since the event at that position."""

    key: str
    since: int
    parked: bool = True


def json(value: Any, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(value), 200, headers, "application/json")
