"""Reads pages without a browser: quick, for whatever needs no eyes."""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
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


class FormFiller(HTMLParser):
    """What a browser would send of the page's form, as it stands."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._select = self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self._add(self._select, given.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self.sent.setdefault(name, []).append("")
        elif tag == "input" and name and kind != "file" and is_sent(kind, given):
            self._add(name, given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def _add(self, name: str, value: str) -> None:
        if value:
            self.sent.setdefault(name, []).append(value)


def is_sent(kind: str, given: dict[str, str]) -> bool:
    return kind not in ("radio", "checkbox") or "checked" in given


def form_in(response: Response) -> dict[str, list[str]]:
    """The inputs of the page's own form, each with its values."""
    found = MAIN.search(response.text)
    return FormFiller(found.group(0) if found else "").sent
