"""Which query parameters each read knows; any other is refused.

A filter that is misspelt would show everything.
"""

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import Response

from services.api.feed import FILTERS
from services.api.problems import WrongForm
from services.api.requests import number_asked
from services.subscriptions.catalogue import (
    AUDIT,
    CASES,
    CENTRES,
    DEADLINES,
    PUBLICITY,
    STATISTICS,
    WORKLIST,
)

Handler = Callable[[Request], Awaitable[Response]]

MOMENTS = ("as_of", "known_at")
PAGES = ("cursor", "limit")
LISTS = ("sort", *PAGES)
KNOWN: dict[str, tuple[str, ...]] = {
    "/files": ("for",),
    "/files/{hash}": ("application",),
    "/registry/centres": ("q", *CENTRES.filters, *MOMENTS, *LISTS, "total"),
    "/registry/centres/{id}": MOMENTS,
    "/publicity": ("q", *PUBLICITY.filters, *LISTS),
    "/deadlines": (*DEADLINES.filters, *LISTS),
    "/audit": (*AUDIT.filters, "rule", "from", "to", *LISTS),
    "/worklist": (*WORKLIST.filters, *LISTS),
    "/statistics": (*STATISTICS.filters, *LISTS),
    "/events": ("after", *FILTERS, "limit"),
    "/{stream}": ("q", *(one for one in CASES.filters if one != "stream"), *LISTS),
    "/applications/{id}/review-report": (),
    "/applications/{id}/objections/{no}": (),
    "/{stream}/{id}": MOMENTS,
    "/{stream}/{id}/events": PAGES,
    "/{stream}/{id}/diff": ("from", "to"),
}
"""By route. `min_position` goes with every read; what comes from the store itself need not wait."""


def known_to(method: str, path: str) -> tuple[str, ...]:
    """KeyError for a read that does not say what it knows."""
    return (*KNOWN[path], "min_position") if method == "GET" else KNOWN[path]


def checked(method: str, path: str, handler: Handler) -> Handler:
    """The handler behind a look at the names in the query. Commands say all in their body."""
    if method != "GET" and path not in KNOWN:
        return handler
    known = known_to(method, path)

    @wraps(handler)
    async def look_first(request: Request) -> Response:
        refuse_unknown(request, known)
        return await handler(request)

    return look_first


def refuse_unknown(request: Request, known: tuple[str, ...]) -> None:
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        named, usable = ", ".join(unknown), ", ".join(known)
        pointer = unknown[0].replace("~", "~0").replace("/", "~1")
        raise WrongForm(
            f"/{pointer}",
            f"查询参数 {named} 不存在，可用 {usable}"
            f" / no such query parameter: {named}; one of: {usable}",
        )
    number_asked(request, "min_position", 0, 0, 2**62)
