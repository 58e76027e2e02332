"""What a list or a reading is answered with."""

from typing import Any

import msgspec
from msgspec import Struct
from starlette.responses import Response


class Page(Struct, frozen=True):
    """Some of a list, and the cursor of the next page."""

    items: tuple[Any, ...]
    next: str | None = None


def json(value: Any, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(value), 200, headers, "application/json")
