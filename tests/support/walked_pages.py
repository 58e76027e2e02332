"""Walks the pages of a service as somebody, and says what they show beyond the API's answers:
personal values, cases, names of code."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from services.api.commands import slug
from services.api.requests import CALLERS_STREAMS
from services.api.routes import ROUTES
from services.pages.both_clocks import CLOCKS
from services.pages.page_route import PageRoute
from services.pages.table import PAGES
from tests.support.calling import Caller
from tests.support.folded import personal_values
from tests.support.names_in_code import FIELD_NAMES
from tests.support.page_reading import PageReader, read_by_people

THEN = {"as_of": "2026-02-10", "known_at": "2026-02-20T00:00:00Z"}
UNREAD = ("/static/{name}", "/live", "/view", "/language", "/sign-out")
"""Style and script, what never ends, and what changes the reader's own cookies."""
NAME_OF_CODE = re.compile(r"[a-z]+_[a-z_]+|\b[A-Z]{4,}\b|IMPLICIT:|\bNone\b|\bTrue\b")
FIELDS = {one.name for one in FIELD_NAMES if len(one.name) > 4}
FOR_PROGRAMMERS = {"/help/api"}
BY_EXAMPLE = {"/help/api": {"demo-2"}, "/help/design": {"demo-2"}}
"""A case that a page names as an example, to whomever."""
FORMATS = {"JSON", "XLSX"}
LATIN = re.compile(r"(?<![\w./@-])[a-z]{5,}(?![\w./@-])")
WORD = re.compile(r"[\w.-]+")


def addresses(call: Caller, ids: Iterable[str] | None = None) -> Iterator[str]:
    """Every page of every case there is, or of the cases named, as of now and as of another day
    known at another moment."""
    cases = [one.split("/") for one in case_names(call) if ids is None or one in ids]
    for page in PAGES:
        if page.path in UNREAD:
            continue
        for path in paths_of(page, cases):
            yield path
            if page.query and set(CLOCKS) <= {*page.query} and not path.startswith("/batches/"):
                yield path + "?" + "&".join(f"{name}={one}" for name, one in THEN.items())


def case_names(call: Caller) -> list[str]:
    return [name for one in CALLERS_STREAMS for name in call.runtime.log.streams(f"{one}/")]


def paths_of(page: PageRoute, cases: list[list[str]]) -> Iterator[str]:
    if "{stream}/{id}/{command}" in page.path:
        for stream, id in cases:
            kinds = [one for one in CALLERS_STREAMS[stream].commands if not one.entailed]
            yield from (f"/{stream}/{id}/{slug(one)}" for one in kinds)
    elif "{stream}/{id}" in page.path:
        yield from (page.path.format(stream=stream, id=id) for stream, id in cases)
    elif "{stream}" in page.path:
        yield from (page.path.format(stream=stream) for stream in CALLERS_STREAMS)
    elif page.path.startswith("/publicity/{"):
        yield page.path.format(batch="sc-2026-1", list="sc-2026-1-1")
    elif "{id}" in page.path:
        own = page.path.split("/")[1]
        meant = {"registry": "centres"}.get(own, own)
        yield from (page.path.format(id=id) for stream, id in cases if stream == meant)
    elif "{" not in page.path:
        yield page.path


class PageWalk:
    """What one reader sees, and what the API answers them. `values` are what not everybody may see:
    personal values, and the names of cases."""

    def __init__(self, call: Caller, who: str | None, values: frozenset[str]) -> None:
        self.call, self.who, self.values = call, who, values
        self.reader = PageReader(call, who)
        self._answers: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[int, str]] = {}

    def answer(self, path: str, query: Mapping[str, str]) -> tuple[int, str]:
        """The status and the text of the API's answer; each is asked for once."""
        key = (path, tuple(sorted(query.items())))
        if key not in self._answers:
            told = self.call.get(self.who, path, None, **query)
            self._answers[key] = (told.status_code, told.text)
        return self._answers[key]

    def faults(self, address: str) -> list[str]:
        """What is wrong with one page."""
        shown = self.reader.client.get(address)
        asked = urlsplit(address)
        query = dict(parse_qsl(asked.query))
        wrong = [*self.status_faults(asked.path, query, shown.status_code)]
        if "text/html" not in shown.headers.get("content-type", ""):
            return wrong
        if asked.path not in FOR_PROGRAMMERS:
            wrong += names_of_code(read_by_people(shown))
        if shown.status_code == 200:
            wrong += self.untold(asked.path, query, unescape(shown.text))
        return [f"{self.who} {address}: {one}" for one in wrong]

    def status_faults(self, path: str, query: Mapping[str, str], status: int) -> Iterator[str]:
        """A page of a case has the status of the API's answer; no page fails."""
        if status >= 500:
            yield f"status {status}"
        twin = twin_of(path)
        if twin is None:
            return
        told, _ = self.answer(twin, query)
        expected = {told} if told != 401 else {303}
        if path.startswith("/batches/"):
            expected |= {303} if self.who and self.who.startswith("expert.") else set()
        if status not in expected:
            yield f"status {status}, of the API {told}"

    def untold(self, path: str, query: Mapping[str, str], text: str) -> Iterator[str]:
        """Values on a page that none of the API's answers to this reader has."""
        here = {*WORD.findall(path), *BY_EXAMPLE.get(path, ())}
        words = {*WORD.findall(text)}
        left = {one for one in self.values if (one in words or one in text) and one not in here}
        left = {one for one in left if one in words or not one.isascii()}
        for beside, asked in self.beside(path, query):
            if not left:
                return
            told, answer = self.answer(beside, asked)
            if told == 200:
                left = {one for one in left if one not in answer}
        yield from (f"shows {one}" for one in sorted(left))

    def beside(self, path: str, query: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
        """The API's addresses of what the page is about, the nearest first; then its lists."""
        parts = path.split("/")
        if path.startswith("/registry/centres/"):
            parts = ["", "centres", parts[3]]
        for route in (one for one in ROUTES if one.method == "GET"):
            taken = {*(route.query or ())}
            asked = {name: one for name, one in query.items() if name in taken}
            if len(parts) > 2 and parts[1] in CALLERS_STREAMS and "{id}" in route.path:
                named = route.path.replace("{stream}", parts[1]).replace("{no}", "1")
                yield named.replace("{id}", parts[2]), asked
        for route in (one for one in ROUTES if one.method == "GET" and "{" not in one.path):
            if route.path != "/events":
                yield route.path, {"limit": "500"} if "limit" in (route.query or ()) else {}
        for stream in CALLERS_STREAMS:
            yield f"/{stream}", {"limit": "500"}


def twin_of(path: str) -> str | None:
    """The API's address with the same status: of a case, of a list of cases."""
    parts = path.strip("/").split("/")
    plain = parts[0] in CALLERS_STREAMS or path in ("/deadlines", "/overview", "/duties")
    return path if plain and len(parts) <= 2 and path != "/batches" else None


def names_of_code(text: str) -> list[str]:
    """Names of code that stand in what people read."""
    fields = [one for one in LATIN.findall(text) if one in FIELDS]
    found = dict.fromkeys([*NAME_OF_CODE.findall(text), *fields])
    return [f"reads {one}" for one in found if one not in FORMATS]


def hidden_values(call: Caller) -> frozenset[str]:
    """All personal values of the store as plain text, and the names of its cases."""
    found: set[str] = set()
    for name in call.runtime.log.streams(""):
        case, _ = call.runtime.store.current(name)
        found |= personal_values(call.runtime.vault.open(case))
    ids = {name.partition("/")[2] for name in case_names(call)}
    return frozenset(one for one in found | ids if len(one) > 1)
