"""Regulations as pages: their versions, each provision with how it is kept, the picture of stages
and steps, two versions compared, a file checked before it is issued."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.authoring.diagram import diagram
from domain.refusal import Text
from domain.regulation.model import Rule, Step
from domain.regulation.rules import Rules, rules_of
from domain.words.regulation_keys import block_words
from services.api import regulation_checks, states
from services.api.problems import Problem
from services.api.regulation_checks import parts_different
from services.api.requests import number_asked, runtime_of
from services.pages.answering import html_page
from services.pages.case_file import acts_by_when
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form, posted_texts
from services.pages.session import signed_in
from services.pages.tried_asks import answer_or_problem, faults_of_problem

REGULATIONS_PAGE = "/admin/regulations"
MOST_VERSIONS = 1000
WAYS_CALLED = {
    "step": Text("由办理步骤办到", "kept by a step"),
    "guard": Text("办理时核对条件", "kept by a condition that is checked"),
    "timer": Text("由期限自动办到", "kept by a timer"),
    "fact": Text("由申报内容得出", "kept by what the form says"),
    "alert": Text("提示，不拦阻", "said as an alert"),
    "text": Text("写入文书", "kept by the words of documents"),
    "declared": Text("声明，由人遵守", "declared; people keep it"),
}


class RegimeShown(Struct, frozen=True):
    """A regulation with its versions, as the API tells them."""

    code: str
    told: dict[str, Any]

    @property
    def versions(self) -> list[dict[str, Any]]:
        return list(self.told["state"]["versions"])

    @property
    def title(self) -> Text:
        about = rules_of(self.versions[-1]["text"]).about
        return Text(about.title, about.title_en)


class ProvisionShown(Struct, frozen=True):
    """A provision with how it is kept, and by which parts of the text."""

    rule: Rule
    way: Text
    parts: list[Text]


async def regulations_page(request: Request) -> Response:
    """`/admin/regulations`: all of them, with their versions."""
    signed_in(request)
    found = [await regime_shown(request, code) for code in sorted(runtime_of(request).regimes())]
    return html_page(
        request,
        "administration/regulations.html",
        data="/regulations",
        regimes=[one for one in found if one.versions],
    )


async def regime_shown(request: Request, code: str) -> RegimeShown:
    path = f"/regulations/{code}"
    return RegimeShown(
        code, await answer_of(request, states.state, path, stream="regulations", id=code)
    )


async def regulation_page(request: Request) -> Response:
    """`/admin/regulations/{code}?version`: provision by provision; the last version unless said."""
    signed_in(request)
    regime = await regime_shown(request, request.path_params["code"])
    number, version = version_asked(request, regime, "version")
    rules = rules_of(version["text"])
    return html_page(
        request,
        "administration/regulation.html",
        data=f"/regulations/{regime.code}",
        regime=regime,
        number=number,
        version=version,
        rules=rules,
        provisions=[provision_shown(rules, one) for one in rules.text.rule],
        acts=acts_by_when(regime.told["actions"]),
    )


def version_asked(
    request: Request, regime: RegimeShown, name: str, default: int = 0
) -> tuple[int, dict[str, Any]]:
    """The number of a version, from 1, and what it says; 404 where there is none."""
    count = len(regime.versions)
    if not count:
        raise HTTPException(404)
    number = number_asked(request, name, default or count, 1, MOST_VERSIONS)
    if number > count:
        raise HTTPException(404)
    return number, regime.versions[number - 1]


def provision_shown(rules: Rules, rule: Rule) -> ProvisionShown:
    parts = dict.fromkeys(parts_resting_on(rules, rule.id))
    return ProvisionShown(rule, WAYS_CALLED[rule.kept], list(parts))


def parts_resting_on(rules: Rules, rule: str) -> Iterator[Text]:
    """The parts of the text that cite a provision, in words: steps with who takes them."""
    for name in rules.text.__struct_fields__:
        value = getattr(rules.text, name)
        several = value.values() if isinstance(value, dict) else value
        for part in several if isinstance(value, dict | tuple) else (value,):
            if getattr(part, "rule", None) == rule:
                yield part_called(rules, part)


def part_called(rules: Rules, part: Struct) -> Text:
    if isinstance(part, Step):
        did, by = rules.step_called(part.do), rules.roles(part.by)
        return Text(f"{did.zh}（{by.zh}）", f"{did.en} ({by.en})")
    words = block_words(type(part).__name__) or Text(type(part).__name__, type(part).__name__)
    zh, en = getattr(part, "zh", None), getattr(part, "en", None)
    called = Text(words.zh.partition("：")[0], words.en.partition(":")[0])
    return Text(f"{called.zh}：{zh}", f"{called.en}: {en}") if zh and en else called


async def diagram_svg(request: Request) -> Response:
    """`/admin/regulations/{code}/diagram.svg?version`: stages and steps, as a picture."""
    signed_in(request)
    regime = await regime_shown(request, request.path_params["code"])
    _, version = version_asked(request, regime, "version")
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return Response(diagram(rules_of(version["text"])), 200, headers, "image/svg+xml")


async def versions_page(request: Request) -> Response:
    """`/admin/regulations/{code}/compare?from&to`: what two versions say differently."""
    signed_in(request)
    regime = await regime_shown(request, request.path_params["code"])
    old, before = version_asked(request, regime, "from", max(1, len(regime.versions) - 1))
    new, after = version_asked(request, regime, "to")
    texts = (rules_of(before["text"]).text, rules_of(after["text"]).text)
    return html_page(
        request,
        "administration/versions.html",
        data=f"/regulations/{regime.code}",
        regime=regime,
        old=old,
        new=new,
        differences=[msgspec.to_builtins(one) for one in parts_different(*texts)],
    )


async def check_page(request: Request) -> Response:
    """`/admin/regulations/check`: a file, its faults by line and key, and what it changes."""
    signed_in(request)
    if request.method == "GET":
        return shown_check(request, "", None, [])
    async with posted_form(request) as posted:
        text = posted_texts(posted).get("text", "").replace("\r\n", "\n")
    found = await answer_or_problem(
        request,
        regulation_checks.check_regulation,
        "POST",
        "/regulation-checks",
        {"text": text},
    )
    if isinstance(found, Problem):
        return shown_check(request, text, None, faults_of_problem(found))
    return shown_check(request, text, found, [])


def shown_check(request: Request, text: str, found: Any, faults: list[dict[str, str]]) -> Response:
    return html_page(request, "administration/check.html", text=text, found=found, faults=faults)


PAGES = (
    PageRoute(REGULATIONS_PAGE, regulations_page, ()),
    PageRoute(f"{REGULATIONS_PAGE}/check", check_page, (), posts=True),
    PageRoute(f"{REGULATIONS_PAGE}/{{code}}", regulation_page, ("version",)),
    PageRoute(f"{REGULATIONS_PAGE}/{{code}}/diagram.svg", diagram_svg, ("version",)),
    PageRoute(f"{REGULATIONS_PAGE}/{{code}}/compare", versions_page, ("from", "to")),
)
