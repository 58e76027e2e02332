"""The guide to each act (办事指南): who does it, when, with which papers, in which term, by which
article; made from the regulations in force. Public."""

from collections.abc import Iterator

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.case import Command
from domain.refusal import Text
from domain.regulation.limits import NamedPeriod
from domain.regulation.model import OpenedPeriod, Step
from domain.regulation.rules import Rules
from domain.streams import Stream
from domain.words import (
    body_words,
    command_words,
    duty_words,
    field_words,
    period_words,
    stream_words,
    value_words,
)
from services.api.commands import slug
from services.api.lists import rules_today
from services.api.openapi_commands import callers_commands
from services.api.openapi_words import many, one
from services.api.requests import CALLERS_STREAMS, runtime_of
from services.api.responses import Page, json
from services.api.route import Route

UNITS_OF_TIME = (
    ("days", Text("{n} 日", "{n} days")),
    ("working_days", Text("{n} 个工作日", "{n} working days")),
    ("months", Text("{n} 个月", "{n} months")),
    ("years", Text("{n} 年", "{n} years")),
)


class GuidedAct(Struct, frozen=True):
    """An act: its name in addresses, what it is called, the kind of case, who may do it at all."""

    command: str
    words: Text
    stream: str
    stream_words: Text
    roles: tuple[str, ...]
    roles_words: tuple[Text, ...]


class GuidedTerm(Struct, frozen=True):
    """A period, as a step begins it (`OPENS`), has to keep it (`WITHIN`), or waits (`AFTER`)."""

    kind: str
    words: Text
    length: Text | None


class GuidedStep(Struct, frozen=True, kw_only=True):
    """An act under one regulation, for one channel: who, when, papers, terms, article."""

    regulation: Text
    channel_words: Text | None
    who: tuple[Text, ...]
    duty_words: Text | None
    stages: tuple[Text, ...]
    leads_to: Text | None
    papers: tuple[Text, ...]
    terms: tuple[GuidedTerm, ...]
    article: str
    phrase: Text
    refused: bool


class GuideToAct(Struct, frozen=True):
    """Everything that the regulations in force say of an act; `fields` are what it asks for."""

    act: GuidedAct
    steps: tuple[GuidedStep, ...]
    fields: tuple[Text, ...]


async def guide(request: Request) -> Response:
    """`GET /guide`: every act that some regulation in force knows."""
    rules = await run_in_threadpool(rules_today, runtime_of(request))
    return json(Page(await run_in_threadpool(lambda: tuple(guided_acts(rules)))))


def guided_acts(rules: dict[str, Rules]) -> Iterator[GuidedAct]:
    for stream in CALLERS_STREAMS.values():
        for command in callers_commands(stream):
            if (act := guided_act(stream, command, rules)).roles:
                yield act


def guided_act(stream: Stream, command: type[Command], rules: dict[str, Rules]) -> GuidedAct:
    by = {
        role: each.roles((role,))
        for each, step in steps_by_regime(command, rules)
        for role in step.by
    }
    by.pop("SYSTEM", None)
    name = command.__name__
    words = command_words(name), stream.name, stream_words(stream.name)
    return GuidedAct(slug(command), *words, tuple(by), tuple(by.values()))


def steps_by_regime(
    command: type[Command], rules: dict[str, Rules]
) -> Iterator[tuple[Rules, Step]]:
    for each in rules.values():
        yield from ((each, step) for step in each.text.step if step.do == command.__name__)


async def guide_to_act(request: Request) -> Response:
    """`GET /guide/{command}`: 404 where no regulation in force knows the act."""
    wanted = request.path_params["command"]
    rules = await run_in_threadpool(rules_today, runtime_of(request))
    for stream in CALLERS_STREAMS.values():
        for command in callers_commands(stream):
            if slug(command) == wanted and (act := guided_act(stream, command, rules)).roles:
                return json(guide_made(act, command, rules))
    raise HTTPException(404)


def guide_made(act: GuidedAct, command: type[Command], rules: dict[str, Rules]) -> GuideToAct:
    steps = tuple(guided_step(each, step) for each, step in steps_by_regime(command, rules))
    fields = tuple(field_words(name, command.__name__) for name in command.__struct_fields__)
    return GuideToAct(act, steps, fields)


def guided_step(rules: Rules, step: Step) -> GuidedStep:
    rule, about = rules.by_id[step.rule], rules.about
    papers = tuple(field_words(name) for name in step.needs)
    minutes = (body_words(step.decided_by),) if step.decided_by else ()
    return GuidedStep(
        regulation=Text(about.title, about.title_en),
        channel_words=value_words(step.channel, "channel") if step.channel else None,
        who=tuple(rules.roles((role,)) for role in step.by),
        duty_words=duty_words(step.duty) if step.duty else None,
        stages=tuple(rules.stage_called(one) for one in step.during),
        leads_to=rules.stage_called(step.to) if step.to else None,
        papers=(*papers, *minutes),
        terms=tuple(guided_terms(rules, step)),
        article=rule.article,
        phrase=Text(rule.phrase, rule.gloss),
        refused=step.refused,
    )


def guided_terms(rules: Rules, step: Step) -> Iterator[GuidedTerm]:
    opened = step.opens if isinstance(step.opens, tuple) else (step.opens,) if step.opens else ()
    named = [("OPENS", one.period) for one in opened if isinstance(one, OpenedPeriod)]
    named += [("WITHIN", step.within)] if step.within else []
    named += [("AFTER", step.elapsed)] if step.elapsed else []
    for kind, name in named:
        period = rules.text.period.get(name)
        yield GuidedTerm(kind, period_called(name, period), length_of_time(period))


def period_called(name: str, period: NamedPeriod | None) -> Text:
    if period and period.zh and period.en:
        return Text(period.zh, period.en)
    return period_words(name)


def length_of_time(period: NamedPeriod | None) -> Text | None:
    """How long a period lasts; None where it ends on a day that is given."""
    for name, words in UNITS_OF_TIME:
        if n := getattr(period, name, None):
            return Text(words.zh.format(n=n), words.en.format(n=n))
    return None


ROUTES = (
    Route(
        "GET",
        "/guide",
        guide,
        "guide",
        many(GuidedAct),
        ("422", "503"),
        {},
        public=True,
        words=Text("办事指南", "Guide to the acts"),
    ),
    Route(
        "GET",
        "/guide/{command}",
        guide_to_act,
        "guideToAct",
        one(GuideToAct),
        ("404", "422", "503"),
        {},
        public=True,
        words=Text("一项办事的指南", "Guide to one act"),
    ),
)
