"""Help: a guide to every act, a curl line for every operation that runs as it stands, and a page
with every component."""

import re
import shlex
from typing import Any

import pytest

from domain.streams import STREAMS
from services.api.commands import slug
from services.api.openapi import document
from services.pages.answering import TEMPLATES
from services.pages.help.curl_lines import CurlLine, curl_lines
from tests.support.calling import Caller, done
from tests.support.page_reading import Reading

pytest_plugins = ["tests.support.page_fixtures"]

BASE = "http://testserver"
LINES = [line for _, line in curl_lines(document(), BASE)]


def test_every_act_that_a_regulation_knows_has_its_guide(house: Caller, reads: Reading) -> None:
    acts = {one["command"] for one in done(house.get(None, "/guide"), 200)["items"]}
    known = {step.do for step in house_steps(house)}
    slugs = {slug(one): one.__name__ for stream in STREAMS.values() for one in stream.commands}
    assert {slugs[one] for one in acts} <= known
    assert len(acts) > 60
    anybody = reads(None)
    for command in sorted(acts)[::8]:
        assert anybody.get(f"/help/{command}").status_code == 200


def house_steps(house: Caller) -> list[Any]:
    from services.api.lists import rules_today

    return [step for rules in rules_today(house.runtime).values() for step in rules.text.step]


def test_a_guide_says_who_when_and_under_which_article(reads: Reading) -> None:
    told = reads(None).text("/help/accept-application")
    for said in ("由谁办", "市局", "职责：受理", "案卷处于", "第七条"):
        assert said in told
    assert not re.search(r"\b[A-Z]{2,}-\d|IMPLICIT", told)
    assert reads(None).get("/help/no-such-act").status_code == 404


def test_the_guide_begins_with_what_one_may_do(reads: Reading) -> None:
    told = reads("expert.1").text("/help")
    assert told.index("提交评分") < told.index("其他事项") if "提交评分" in told else told


def test_the_page_of_the_interface_has_every_operation(reads: Reading) -> None:
    page = reads(None).get("/help/api").text
    assert page.count('class="op"') == len(LINES)
    assert "cases.{regulation}" in page


@pytest.mark.parametrize("public", [True, False])
def test_each_curl_line_runs_as_it_stands(house: Caller, public: bool) -> None:
    """Read as a shell reads it; what is answered is what the operation says that it answers."""
    told = {}
    for line in LINES:
        if line.token is not public and "/tokens" not in line.path:
            answered = sent(house, line)
            if str(answered) not in statuses_of(line):
                told[line.line] = answered
    assert told == {}


def statuses_of(line: CurlLine) -> set[str]:
    return {*document()["paths"][line.path][line.method.lower()]["responses"]}


def sent(house: Caller, line: CurlLine) -> int:
    """Sends what the line says, as the account of a province."""
    words = shlex.split(line.line.replace("$TOKEN", "TOKEN"))
    assert words[:2] == ["curl", "-s"]
    headers, body, method = {}, None, "GET"
    for flag, value in zip(words[2:-1:2], words[3:-1:2], strict=True):
        match flag:
            case "-X":
                method = value
            case "-H":
                name, _, given = value.partition(": ")
                headers[name] = given
            case _:
                body = value
    if "Authorization" in headers:
        headers |= house.bearer("prov.sc")
    if line.path == "/api/v1/events":
        return 200  # a feed goes on
    answered = house.client.request(method, words[-1], headers=headers, content=body)
    return answered.status_code


def test_the_page_of_components_shows_every_class_of_tag_and_state(reads: Reading) -> None:
    page = reads(None).get("/help/design").text
    for shown in ("tag ok", "tag todo", "tag late", "tag off", "summary", "empty", "past", "done"):
        assert f'class="{shown}"' in page
    macros = re.findall(r"{% macro (\w+)", (TEMPLATES / "parts.html").read_text("utf-8"))
    used = re.findall(r"parts\.(\w+)", (TEMPLATES / "help/design.html").read_text("utf-8"))
    of_cases = {"told", "due", "office", "road_now", "road", "clocks", "search"}
    of_cases |= {"papers", "two_moments"}
    assert {*macros} - of_cases <= {*used}
