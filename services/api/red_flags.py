"""Red flags over HTTP: the list of those in the caller's area, and the rules that raise them.

One flag is read like any case: `GET /flags/{id}`. Units and officials without the duty of inquiries
are told of none.
"""

from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from services.access.policy import Tie
from services.access.scope import is_listed
from services.api.bureau_lists import own_area
from services.api.openapi_words import listed, many, rows
from services.api.requests import actor_of, runtime_of
from services.api.responses import Page, json
from services.api.route import Route
from services.red_flags.rules import RedFlagRule, read_rules
from services.subscriptions.catalogue import RED_FLAGS


async def red_flags(request: Request) -> Response:
    """`GET /flags?kind&weight&centre&project&status&stands`: leads (LEAD) and, apart from them,
    statistical hints (HINT), with their evidence."""
    return await own_area(request, RED_FLAGS, msgspec.to_builtins)


async def flag_rules(request: Request) -> Response:
    """`GET /flag-rules`: what each flag asks, with its limits; `missing` are those that nobody has
    given: the flag is off."""
    if not is_listed(actor_of(request), RED_FLAGS, Tie.AREA):
        raise HTTPException(403)
    rules = await run_in_threadpool(rules_at, runtime_of(request).settings.data)
    return json(Page(tuple(map(rule_told, rules)), None))


@lru_cache(maxsize=4)
def rules_at(data: Path) -> tuple[RedFlagRule, ...]:
    """The rules of a service, as it read them first: it asks no others before it is restarted."""
    return read_rules(data=data)


class FlagRuleTold(Struct, frozen=True, kw_only=True):
    """What a red flag asks: its SQL, the article that it may support, and its limits; `off` where
    one is `missing`."""

    id: str
    zh: str
    en: str
    article: tuple[str, ...]
    hint: bool
    clock: bool
    parameters: dict[str, str]
    limits: dict[str, int]
    missing: tuple[str, ...]
    off: bool
    sha256: str
    sql: str


def rule_told(rule: RedFlagRule) -> FlagRuleTold:
    text = rule.text
    return FlagRuleTold(
        id=rule.id,
        zh=text.zh,
        en=text.en,
        article=text.article,
        hint=rule.hint,
        clock=rule.clock,
        parameters=text.parameters,
        limits=rule.limits,
        missing=rule.missing,
        off=bool(rule.missing),
        sha256=rule.sha256,
        sql=text.sql,
    )


ROUTES = (
    Route(
        "GET",
        "/flags",
        red_flags,
        "redFlags",
        rows(RED_FLAGS),
        ("401", "403", "422", "503"),
        listed(RED_FLAGS),
        words=Text("资金线索", "Red flags about money"),
    ),
    Route(
        "GET",
        "/flag-rules",
        flag_rules,
        "flagRules",
        many(FlagRuleTold),
        ("401", "403"),
        words=Text("资金线索规则", "What red flags ask, and with which limits"),
    ),
)
