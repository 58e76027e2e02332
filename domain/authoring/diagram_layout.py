"""Lays out the stages and steps of a regulation for a diagram: blocks of rows, and their ends."""

from collections.abc import Iterator

from msgspec import Struct

from domain.regulation.model import Step
from domain.regulation.rules import Rules
from domain.words import value_words
from domain.words.stages import STAGES
from domain.words.streams import STREAMS

SHARED = 4
"""A step in so many stages stands once, beside all of them."""
START, ANYWHERE = "→", "*"


class ArrowRow(Struct, frozen=True):
    """One arrow: what is done and by whom, under which rule, and where it leads; nowhere where the
    case stays."""

    said: str
    under: str
    to: str | None = None


class StageBlock(Struct, frozen=True):
    """A stage, by its name, with the steps that begin there; or what begins a case, or what may be
    done at several stages."""

    stage: str
    title: str
    rows: tuple[ArrowRow, ...]


class Chart(Struct, frozen=True):
    """The blocks of one kind of case, from its beginning."""

    title: str
    blocks: tuple[StageBlock, ...]

    @property
    def stages(self) -> tuple[str, ...]:
        return tuple(block.stage for block in self.blocks)


def charts(rules: Rules) -> Iterator[Chart]:
    """A chart for each kind of case that has stages of its own."""
    for stream, words in STREAMS.items():
        steps = [step for step in rules.text.step if step.stream == stream]
        if len({stage for step in steps for stage in step.leads_to}) > 1:
            yield Chart(words.zh, tuple(blocks(rules, steps)))


def blocks(rules: Rules, steps: list[Step]) -> Iterator[StageBlock]:
    begin = [step for step in steps if not step.during]
    shared = [step for step in steps if len(step.during) >= SHARED]
    yield StageBlock(START, "立案", arrow_rows(rules, begin))
    for stage in STAGES:
        own = [step for step in steps if stage in step.during and step not in shared]
        if own:
            yield StageBlock(stage, rules.stage_called(stage).zh, arrow_rows(rules, own))
    if shared:
        yield StageBlock(ANYWHERE, "多个阶段", arrow_rows(rules, shared, told=True))


def arrow_rows(rules: Rules, steps: list[Step], told: bool = False) -> tuple[ArrowRow, ...]:
    return tuple(row for step in steps for row in ends_of_step(rules, step, told))


def ends_of_step(rules: Rules, step: Step, told: bool) -> Iterator[ArrowRow]:
    """A row for each end of a step; `told`: with the stages that allow it."""
    cited = rules.by_id.get(step.rule)
    article = cited.article if cited and not step.rule.startswith("IMPLICIT:") else ""
    under = f"{step.rule} {article}".strip()
    if told:
        under += "　自 " + "、".join(rules.stage_called(stage).zh for stage in step.during)
    ends = {name: outcome.to for name, outcome in step.outcomes.items()} or {"": step.to}
    for name, to in ends.items():
        yield ArrowRow(step_label(rules, step, name), under, to)


def step_label(rules: Rules, step: Step, outcome: str) -> str:
    who = rules.roles(step.by).zh if step.by else "随之办理"
    result = f"（{value_words(outcome).zh}）" if outcome else ""
    channel = f"〔{value_words(step.channel).zh}〕" if step.channel else ""
    return f"{rules.step_called(step.do).zh}{result}　{who}{channel}"
