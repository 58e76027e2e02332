"""Lists the steps of a regulation, and the topics of a procedure that provisions can carry."""

from collections.abc import Iterator

from msgspec import Struct

from domain.authoring.procedure import assembled
from domain.refusal import Text
from domain.regulation.citations import TOPIC, every_part, ids_of, names_of
from domain.regulation.rules import Rules
from domain.words import stream_words


class StepLine(Struct, frozen=True):
    """A step in words: what is done, in whose case, by whom, in which stages, where it leads, and
    under which rule."""

    name: str
    words: Text
    stream: Text
    by: Text
    during: str
    to: str
    rule: str


class TopicLine(Struct, frozen=True):
    """A rule of a procedure's own, and the names of the parts that rest on it."""

    id: str
    phrase: Text
    parts: tuple[str, ...]


def step_lines(rules: Rules) -> Iterator[StepLine]:
    for step in rules.text.step:
        yield StepLine(
            name=f"{step.do}:{step.channel}" if step.channel else step.do,
            words=rules.step_called(step.do),
            stream=stream_words(step.stream),
            by=rules.roles(step.by),
            during="、".join(rules.stage_called(stage).zh for stage in step.during),
            to="、".join(rules.stage_called(stage).zh for stage in step.leads_to),
            rule=step.rule,
        )


def topic_lines(procedure: str) -> Iterator[TopicLine]:
    """The topics of a shipped procedure, and what else can be cited onto by itself."""
    whole = assembled(procedure)
    for id, rule in whole.rules.items():
        if id.startswith(TOPIC):
            resting = [(kind, name) for kind, name, part in every_part(whole) if id in ids_of(part)]
            parts = tuple(dict.fromkeys(names_of(kind, name)[0] for kind, name in resting))
            if parts:
                phrase = str(rule["phrase"]).replace("$organ", "认定机关")
                yield TopicLine(id, Text(phrase, rule["gloss"]), parts)
