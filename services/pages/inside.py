"""Asks the API's own handlers, in the process: a page shows what they answer, and never more."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.types import Message

from services.api.route import API, Handler
from services.pages.session import session_token
from services.pages.words import in_english

REACHED = "min_position"
MOST_OF_A_PAGE = "500"
"""The most that a list of the API gives at once."""
Query = Mapping[str, Any]


async def answer_of(
    request: Request, handler: Handler, path: str, query: Query | None = None, **params: str
) -> Any:
    """What a handler of the API answers to a GET of `path`, json_of; `params` are those in the
    path. What the handler raises becomes a page of its own."""
    asked = inner_request(request, path, query=query, params=params)
    return json_of(await handler(asked))


async def rows_of_all_pages(
    request: Request, handler: Handler, path: str, query: Query | None = None, **params: str
) -> list[Any]:
    """The items of every page of a list, for what is only true of all of them."""
    rows: list[Any] = []
    asked = {**(query or {}), "cursor": "", "limit": MOST_OF_A_PAGE}
    while True:
        page = await answer_of(request, handler, path, asked, **params)
        rows += page["items"]
        if not page["next"]:
            return rows
        asked["cursor"] = page["next"]


def inner_request(
    request: Request,
    path: str,
    *,
    query: Query | None = None,
    params: Mapping[str, str] | None = None,
    method: str = "GET",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
) -> Request:
    """The request as the API would have got it: the session's token is the bearer's. A query value
    may be a list; empty ones are left out."""
    given = [(name, one) for name, one in (query or {}).items() if one not in ("", None)]
    scope = {
        **request.scope,
        "method": method,
        "path": API + path,
        "query_string": urlencode(given, doseq=True).encode(),
        "path_params": dict(params or {}),
        "headers": inner_headers(request, headers or {}),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(scope, receive)


def inner_headers(request: Request, further: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    sent = {"accept-language": "en" if in_english.get() else "zh", **further}
    if token := session_token(request):
        sent["authorization"] = f"Bearer {token}"
    return [(name.lower().encode(), value.encode()) for name, value in sent.items()]


def reached_in(request: Request) -> str:
    """The position that a page's lists are to have reached: that of the act that led here."""
    return request.query_params.get(REACHED, "")


def json_of(response: Any) -> Any:
    """The value of a JSON answer; None of an empty one."""
    return msgspec.json.decode(response.body) if response.body else None
