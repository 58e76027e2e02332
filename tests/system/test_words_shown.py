"""What the demonstration shows to people: words in both languages, and no name of code."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.streams import STREAMS
from tests.support.calling import Caller, kebab
from tests.support.plain_words import codes_in

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

FOR_PEOPLE = frozenset(
    {"title", "detail", "asked", "allowed", "phrase", "article", "zh", "en", "why", "text"}
)
READERS = (
    *("applicant.1", "applicant.6", "applicant.12", "pref.510100", "pref.150100"),
    *("prov.sc", "prov.sc.reviewer", "prov.sc.decider", "prov.im.experts", "prov.im.objections"),
)
LISTS = (
    "/worklist",
    "/deadlines",
    "/audit",
    "/statistics",
    "/publicity",
    "/notices",
    "/registry/centres",
    "/publications",
)
LANGUAGES = ("zh", "en")
BODIES: tuple[Any, ...] = ({}, {"no": "x", "list_no": "?", "form": {"uscc": "1", "team": 2}}, [])


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


@pytest.mark.parametrize("stream", ["applications", "batches", "expert-pools", "parties"])
def test_a_body_that_cannot_be_read_is_refused_in_words(shared: Caller, stream: str) -> None:
    for command in STREAMS[stream].commands:
        for body in BODIES:
            answer = shared.do("prov.sc", stream, "none", kebab(command.__name__), body).json()
            assert wrong(answer) == {}
            assert answer["status"] != 422 or answer["errors"]


def test_a_fault_names_the_field_and_what_it_may_hold(shared: Caller) -> None:
    def told(command: Any, language: str = "zh") -> str:
        path = ("prov.sc.decider", "batches", "none", "determine-list", command)
        return str(shared.do(*path, headers={"Accept-Language": language}).json()["detail"])

    assert told({}) == "名单编号：未填写；入选申报：未填写"
    assert told({}, "en").startswith("list number: not given; ")
    assert told({"list_no": "?"}).startswith("名单编号：应为字母、数字和 . _ -")
    late = {"list_no": "L1", "selected": [{"application": "a1"}], "served_on": "soon"}
    assert told(late) == "送达日：应为日期，如 2026-03-02"
    assert told(late, "en") == "day served: should be a day like 2026-03-02"
    assert told({"列": 1}).startswith("列：没有这一栏目；")
