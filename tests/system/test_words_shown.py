"""What the demonstration shows to people: words in both languages, and no name of code."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.demo import people as demo
from tests.support.calling import Caller, done
from tests.support.plain_words import codes_in

pytest_plugins = ["tests.support.http_fixtures"]

FOR_PEOPLE = frozenset(
    {"title", "detail", "asked", "allowed", "phrase", "article", "zh", "en", "why", "text"}
)
READERS = (
    *("applicant.1", "applicant.6", "applicant.12", "pref.510100", "pref.150100"),
    *("prov.sc", "prov.sc.reviewer", "prov.sc.decider", "prov.im.experts", "prov.im.objections"),
)
LISTS = ("/worklist", "/deadlines", "/audit", "/statistics", "/publicity", "/registry/centres")
LANGUAGES = ("zh", "en")


def texts(value: Any, key: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """(where, text) of everything in an answer that people read."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from texts(inner, name, f"{path}/{name}")
        case list():
            for inner in value:
                yield from texts(inner, key, path)
        case str() if key in FOR_PEOPLE:
            yield path, value


def shown(caller: Caller, who: str | None, path: str, language: str, **query: Any) -> Any:
    return caller.get(who, path, {"Accept-Language": language}, **query).json()


def wrong(answer: Any) -> dict[str, list[str]]:
    return {text: found for _, text in texts(answer) if (found := codes_in(text))}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", READERS)
def test_what_may_be_done_and_why_not_is_said_in_words(
    shared: Caller, who: str, language: str
) -> None:
    found: dict[str, list[str]] = {}
    read = 0
    for name in shared.runtime.log.streams(""):
        answer = shown(shared, who, f"/{name}", language)
        read += "actions" in answer
        found |= wrong(answer.get("actions", answer))
    assert read
    assert found == {}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_says_each_code_in_words(shared: Caller, path: str) -> None:
    for who in READERS:
        assert wrong(shown(shared, who, path, "zh", limit=500)) == {}
