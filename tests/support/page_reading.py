"""Reads pages without a browser: quick, for whatever needs no eyes."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from tests.support.calling import Caller

MARK = re.compile(r'name="mark" value="([0-9a-f]+)"')
MAIN = re.compile(r"<main.*?</main>", re.S)
MARKUP = re.compile(r"<(script|style).*?</\1>|<[^>]+>", re.S)


class PageReader:
    """A browser without eyes: one person's cookies; `None` is signed out."""

    def __init__(self, caller: Caller, who: str | None = None, english: bool = False) -> None:
        self.caller = caller
        self.client = TestClient(caller.service.app, follow_redirects=False)
        if who:
            token = caller.bearer(who)["Authorization"].removeprefix("Bearer ")
            self.client.cookies.set("anjuan", token)
        if english:
            self.client.cookies.set("language", "en")

    def get(self, path: str, **query: Any) -> Response:
        return self.client.get(path, params=query or None)

    def text(self, path: str, **query: Any) -> str:
        """What people read on the page, without the frame around it."""
        return read_by_people(self.get(path, **query))

    def post(self, path: str, data: dict[str, Any], files: Any = None) -> Response:
        """A form of this path's page, with its mark."""
        mark = mark_in(self.get(path))
        headers = {"sec-fetch-site": "same-origin"}
        sent = {"mark": mark, **data}
        return self.client.post(path, data=sent, files=files, headers=headers)


Reading = Callable[[str | None], PageReader]


def mark_in(response: Response) -> str:
    found = MARK.search(response.text)
    return found.group(1) if found else ""


def read_by_people(response: Response) -> str:
    found = MAIN.search(response.text)
    return " ".join(unescape(MARKUP.sub(" ", found.group(0) if found else "")).split())
