"""Checks a regulation file that somebody is writing: its faults by line and key, and what it says
otherwise than the version that was issued last. Nothing is stored."""

from collections.abc import Iterator

from anyio import CapacityLimiter, to_thread
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from domain.regime.lifecycle import RegimeFile, regime_in
from domain.regulation.differences import PartDifference, regulation_differences
from domain.regulation.fault import Fault
from domain.regulation.model import Regulation
from domain.regulation.rules import rules_of
from domain.words import command_words
from domain.words.regulation_keys import block_words, key_words
from services.api.commands import body_of
from services.api.openapi_words import one
from services.api.requests import actor_of, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.commands.json_bodies import read_json
from services.regulation_files import SHIPPED, texts_in, tried_regulation
from services.runtime import Runtime

LONGEST_REGULATION = 1_100_000  # bytes
MOST_DIFFERENT = 500  # parts
checking = CapacityLimiter(1)
"""Acting a file out takes a second or two of the processor: one at a time."""


class RegulationChecked(Struct, frozen=True, forbid_unknown_fields=True):
    text: str


class FaultShown(Struct, frozen=True):
    """What is wrong, at which line (from 1) and key; a warning refuses nothing."""

    line: int
    key: str
    words: Text
    warning: bool


class PartShown(Struct, frozen=True):
    """One key of one part that two texts say differently; empty where one does not have it."""

    part: Text
    key: Text
    before: str
    after: str


class CheckOfRegulation(Struct, frozen=True, kw_only=True):
    """What was found. `complete` is the text as it would be issued, where it has no fault;
    `issued` says whether a version was issued before."""

    code: str | None
    title: str
    faults: tuple[FaultShown, ...]
    complete: str | None
    issued: bool
    differences: tuple[PartShown, ...]


async def check_regulation(request: Request) -> Response:
    """`POST /regulation-checks`: for whoever is signed in."""
    actor_of(request)
    runtime = runtime_of(request)
    body = await body_of(request, LONGEST_REGULATION)
    given = read_json(body, RegulationChecked, runtime.clock.today())
    found = await to_thread.run_sync(checked_text, runtime, given.text, limiter=checking)
    return json(found)


def checked_text(runtime: Runtime, text: str) -> CheckOfRegulation:
    beside = tuple((name, one) for name, one in texts_in(SHIPPED).items() if one is not None)
    file = tried_regulation("given.toml", text, beside)
    faults = tuple(map(fault_shown, (*file.faults, *file.warnings)))
    complete = file.text if not file.faults else None
    regime = issued_as(runtime, file.code)
    return CheckOfRegulation(
        code=file.code,
        title=rules_of(complete).about.title if complete else "",
        faults=faults,
        complete=complete,
        issued=bool(regime.versions),
        differences=since_issued(regime, complete) if complete else (),
    )


def issued_as(runtime: Runtime, code: str | None) -> RegimeFile:
    return regime_in(runtime.regimes().get(code or ""))


def fault_shown(fault: Fault) -> FaultShown:
    return FaultShown(fault.line, fault.key, Text(fault.zh, fault.en), fault.warning)


def since_issued(regime: RegimeFile, complete: str) -> tuple[PartShown, ...]:
    if not regime.versions:
        return ()
    before, after = rules_of(regime.versions[-1].text).text, rules_of(complete).text
    return parts_different(before, after)


def parts_different(before: Regulation, after: Regulation) -> tuple[PartShown, ...]:
    """What two texts say differently, part by part."""
    found = (part_shown(one) for one in regulation_differences(before, after))
    return tuple(one for one, _ in zip(found, range(MOST_DIFFERENT), strict=False))


BLOCK_OF_TABLE = {
    "regulation": "About",
    "step": "Step",
    "guard": "Guard",
    "rule": "Rule",
    "flag": "Flag",
}


def part_shown(one: PartDifference) -> PartShown:
    table, *names = one.part.split(" ")
    block = BLOCK_OF_TABLE.get(table, table.capitalize())
    words = block_words(block) or Text(table, table)
    called = [command_words(name) for name in names]
    zh = " ".join((words.zh.partition("：")[0], *(each.zh for each in called)))
    en = " ".join((words.en.partition(":")[0], *(each.en for each in called)))
    key = key_words(block, one.key) or Text(one.key, one.key)
    return PartShown(
        Text(zh, en), key, value_told_plainly(one.before), value_told_plainly(one.after)
    )


def value_told_plainly(value: object) -> str:
    """A value of a file as people read it."""
    match value:
        case None:
            return ""
        case bool():
            return "是 yes" if value else "否 no"
        case dict():
            return "；".join(pairs_told(value))
        case list() | tuple():
            return "、".join(map(value_told_plainly, value))
    return str(value)


def pairs_told(value: dict[str, object]) -> Iterator[str]:
    for name, inner in value.items():
        if told := value_told_plainly(inner):
            words = key_words("", name)
            yield f"{words.zh if words else name} {told}"


ROUTES = (
    Route(
        "POST",
        "/regulation-checks",
        check_regulation,
        "checkRegulation",
        one(CheckOfRegulation),
        ("401", "413", "422", "503"),
        body=RegulationChecked,
        words=Text("检查一份规定文件", "Check a regulation file"),
    ),
)
