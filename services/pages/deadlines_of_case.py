"""The running periods of one case, as far as its reader is told of them."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from services.api import periods
from services.pages.inside import answer_of


async def due_in_case(
    request: Request, stream: str, id: str, position: int | str = 0
) -> list[dict[str, Any]]:
    """Its rows of the list of deadlines, once that has reached a position of the log; none for who
    has no such list."""
    try:
        query = {"stream": stream, "id": id, "min_position": position or None}
        told = await answer_of(request, periods.deadlines, "/deadlines", query)
    except HTTPException:
        return []
    rows: list[dict[str, Any]] = [one for one in told["items"] if "id" in one]
    return rows
