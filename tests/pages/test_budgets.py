"""What a page weighs, and that nothing stands in it that the policy of pages would stop."""

import re
from gzip import compress

import pytest

from services.pages.answering import TEMPLATES, templates
from services.pages.static_files import static
from tests.support.calling import Caller
from tests.support.page_reading import PageReader
from tests.support.walked_pages import addresses

pytest_plugins = ["tests.support.page_fixtures"]

KB = 1024
PAGE, STYLE, SCRIPT = 60 * KB, 10 * KB, 5 * KB  # compressed
"""By measure: the style has 22 kB, compressed 5.4; the script 5.8 kB, compressed 2.2."""
RAW_STYLE, RAW_SCRIPT = 26 * KB, 8 * KB
INLINE = re.compile(r"<style|<[^>]*\s(?:style|on[a-z]+)=|<script(?![^>]*\ssrc=)|javascript:", re.I)
READERS = ("applicant.2", "pref.510100", "prov.im", "audit.sc", None)
CASES = ("applications/demo-2", "centres/demo-5", "batches/im-2026-1", "regulations/SC")


@pytest.mark.parametrize(
    ("name", "most", "raw"),
    [("anjuan.css", STYLE, RAW_STYLE), ("page.js", SCRIPT, RAW_SCRIPT)],
)
def test_style_and_script_are_small(house: Caller, name: str, most: int, raw: int) -> None:
    content = PageReader(house).get(static(name)).content
    assert len(compress(content)) <= most
    assert len(content) <= raw


def test_a_page_is_small_and_has_nothing_inline(house: Caller) -> None:
    pages = 0
    for who in READERS:
        reader = PageReader(house, who)
        for path in (one for one in addresses(house, CASES) if wanted(one)):
            answer = reader.client.get(path)
            if answer.headers.get("content-type", "").startswith("text/html"):
                pages += answer.status_code == 200
                assert len(compress(answer.content)) <= PAGE, (who, path)
                assert not INLINE.search(answer.text), (who, path, INLINE.search(answer.text))
    assert pages > 60


def wanted(path: str) -> bool:
    """All pages, but of the forms those of the largest commands."""
    is_form = path.count("/") == 3 and path.split("/")[1] in ("applications", "batches", "centres")
    return not is_form or path.endswith(("revise-draft", "create-draft", "determine-list"))


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda one: one.name)
def test_a_template_parses(file: object) -> None:
    name = str(file).removeprefix(f"{TEMPLATES}/")
    assert templates.get_template(name).name == name
