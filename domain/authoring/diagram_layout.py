"""Lays out the stages and steps of a regulation for a diagram: blocks of rows, and their ends.

A case has a chart, and so has each kind of proceeding within it, with stages of its own."""

from collections.abc import Iterator

from msgspec import Struct

from domain.regulation.model import Step
from domain.regulation.names import stages_of
from domain.regulation.rules import Rules
from domain.words import proceeding_stage_words, value_words
from domain.words.proceedings import PROCEEDINGS
from domain.words.stages import STAGES
from domain.words.streams import STREAMS
from domain.words.values import VALUES

SHARED = 4
"""A step in so many stages stands once, beside all of them."""
START, ANYWHERE = "→", "*"


class ArrowRow(Struct, frozen=True):
    """One arrow: what is done and by whom, under which rule, and where it leads, which is `called`
    so; nowhere where the case stays."""

    said: str
    under: str
    to: str | None = None
    called: str = ""


class StageBlock(Struct, frozen=True):
    """A stage, by its name, with the steps that begin there; or what begins a case, or what may be
    done at several stages."""

    stage: str
    title: str
    rows: tuple[ArrowRow, ...]


class Chart(Struct, frozen=True):
    """The blocks of one kind of case or proceeding, from its beginning."""

    title: str
    blocks: tuple[StageBlock, ...]

    @property
    def stages(self) -> tuple[str, ...]:
        return tuple(block.stage for block in self.blocks)


class Charted(Struct, frozen=True):
    """The stages that a chart is about: those of a case, or of one `kind` of proceeding in it."""

    rules: Rules
    kind: str | None = None

    @property
    def stages(self) -> list[str]:
        return stages_of(self.kind) if self.kind else [*STAGES]

    def called(self, stage: str) -> str:
        if self.kind:
            return proceeding_stage_words(self.kind, stage).zh
        return self.rules.stage_called(stage).zh

    def begins(self, step: Step) -> bool:
        return step.may_begin if self.kind else not step.during

    def allowing(self, step: Step) -> tuple[str, ...]:
        return step.at if self.kind else step.during

    def ends(self, step: Step) -> dict[str, str | None]:
        """Where each result of a step leads; "" is the step's own."""
        results = step.outcomes or {"": step.results[0]}
        return {name: one.becomes if self.kind else one.to for name, one in results.items()}


def charts(rules: Rules) -> Iterator[Chart]:
    """A chart for each kind of case that has stages of its own, and of proceeding within it."""
    for stream, words in STREAMS.items():
        steps = [step for step in rules.text.step if step.stream == stream]
        of_case = [step for step in steps if step.proceeding is None or step.leads_to]
        if len({stage for step in of_case for stage in step.leads_to}) > 1:
            yield Chart(words.zh, tuple(blocks(Charted(rules), of_case)))
        for kind in dict.fromkeys(step.proceeding for step in steps if step.proceeding):
            own = [step for step in steps if step.proceeding == kind]
            title = f"{words.zh}：{PROCEEDINGS[kind].zh}"
            yield Chart(title, tuple(blocks(Charted(rules, kind), own)))


def blocks(charted: Charted, steps: list[Step]) -> Iterator[StageBlock]:
    begin = [step for step in steps if charted.begins(step)]
    shared = [step for step in steps if len(charted.allowing(step)) >= SHARED]
    yield StageBlock(START, "立案", arrow_rows(charted, begin))
    for stage in charted.stages:
        own = [s for s in steps if stage in charted.allowing(s) and s not in shared]
        if own:
            yield StageBlock(stage, charted.called(stage), arrow_rows(charted, own))
    if shared:
        yield StageBlock(ANYWHERE, "多个阶段", arrow_rows(charted, shared, told=True))


def arrow_rows(charted: Charted, steps: list[Step], told: bool = False) -> tuple[ArrowRow, ...]:
    return tuple(row for step in steps for row in ends_of_step(charted, step, told))


def ends_of_step(charted: Charted, step: Step, told: bool) -> Iterator[ArrowRow]:
    """A row for each end of a step; `told`: with the stages that allow it."""
    cited = charted.rules.by_id.get(step.rule)
    article = cited.article if cited and not step.rule.startswith("IMPLICIT:") else ""
    under = f"{step.rule} {article}".strip()
    if told:
        under += "　自 " + "、".join(map(charted.called, charted.allowing(step)))
    for name, to in charted.ends(step).items():
        called = charted.called(to) if to else ""
        yield ArrowRow(step_label(charted.rules, step, name), under, to, called)


def step_label(rules: Rules, step: Step, outcome: str) -> str:
    who = rules.roles(step.by).zh if step.by else "随之办理"
    result = f"（{(VALUES.get(outcome) or rules.stage_called(outcome)).zh}）" if outcome else ""
    channel = f"〔{value_words(step.channel, 'channel').zh}〕" if step.channel else ""
    return f"{rules.step_called(step.do).zh}{result}　{who}{channel}"
