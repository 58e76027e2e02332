"""Hostile names on every page that shows them: markup stays text, the longest name fits, and what
turns a line of text around is refused where it is typed."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.pages.test_public_pages import HOSTILE
from tests.support.calling import Caller, done
from tests.support.page_reading import PageReader, Reading, form_in
from tests.support.sichuan import USCC
from tests.support.walked_pages import addresses

pytest_plugins = ["tests.support.page_fixtures"]

MARKUP = "<img src=x onerror=alert(1)>\"'&</title><script>{{7*7}}"
NAME = f"{MARKUP}{'极' * (100 - len(MARKUP))}"
READERS = ("applicant.1", "pref.510100", "prov.sc", "prov.sc.experts", None)
CASES = ("applications/hostile", "batches/sc-2026-1")
FORMS = ("revise-draft", "lodge-objection", "determine-list", "start-publicity", "pass-recheck")
ROOMS = ("/panels", "/draw", "/lists", "/ranking", "/recheck", "/tasks", "/sheet")
SHOWN_ON = 12
"""Pages on which the name has to stand, for the walk to say anything."""


class ElementsFound(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def named(house: Caller) -> Iterator[Caller]:
    """An application on a public list whose unit has the most hostile name that a form takes."""
    texts = {"address": NAME, "working_mechanism": NAME, "office_conditions": NAME}
    monkeypatch = pytest.MonkeyPatch()
    unit = {"uscc": USCC, "name": NAME}
    done(house.open("applicant.1", "parties", unit, id=USCC))
    monkeypatch.setattr(house, "register", lambda: None)
    house.walk("hostile", unit_name=NAME, contact_name=MARKUP[:29], **texts)
    house.publicise("hostile")
    yield house
    monkeypatch.undo()


def test_a_hostile_name_is_text_on_every_page(named: Caller) -> None:
    shown = 0
    for who in READERS:
        reader = PageReader(named, who)
        for path in (one for one in addresses(named, CASES) if wanted(one)):
            answer = reader.client.get(path)
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            shown += "&lt;img src=x" in answer.text
            assert "<script>49" not in answer.text, (who, path)
            assert foreign(answer.text) == [], (who, path)
    assert shown >= SHOWN_ON


def wanted(path: str) -> bool:
    """All pages, but of the forms those that name units."""
    return path.count("/") < 3 or path.endswith(FORMS) or path.endswith(ROOMS)


def foreign(text: str) -> list[str]:
    """Elements and attributes that no template writes."""
    found = ElementsFound(text).found
    odd = [tag for tag, _ in found if tag == "img"]
    odd += [tag for tag, given in found if tag == "script" and not given.get("src")]
    return odd + [name for _, given in found for name in given if name.startswith("on")]


@pytest.mark.parametrize("odd", ["白酒\u202e业产", "白\u200b酒", "甲\x07乙", "\ue000公司"])
def test_what_nobody_could_read_back_is_refused_at_its_input(reads: Reading, odd: str) -> None:
    unit, path = reads("applicant.1"), "/applications/-/create-draft"
    said = form_in(unit.get(path)) | {"step": ["check"], "/command/form/unit_name": [odd]}
    said |= {"/command/regime": ["SC"], "/command/channel": ["ORDINARY"]}
    said |= {"/command/batch": ["sc-2026-1"], "/command/form/uscc": [USCC]}
    sent = unit.client.post(path, data=said)
    text = unit.get(sent.headers["location"]).text
    assert 'href="#/command/form/unit_name"' in text
    assert "办理前请核对" not in text


def test_what_is_searched_for_is_text(reads: Reading) -> None:
    for path in ("/publicity", "/registry/centres"):
        text = reads(None).get(path, q=HOSTILE).text
        assert foreign(text) == []
        assert "&lt;script&gt;" in text
