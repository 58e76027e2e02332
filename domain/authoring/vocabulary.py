"""The closed lists that a regulation file takes its names from, by the key that takes them."""

from collections.abc import Mapping
from functools import cache

from domain.application.form import Form
from domain.facts import FACTS, Fact
from domain.refusal import Text
from domain.remedy.case import REMEDY_KINDS
from domain.scrutiny.values import CHANNELS
from domain.streams import STREAMS as KINDS_OF_CASES
from domain.words import command_words, field_words, value_words
from domain.words.actors import DUTIES, ROLES
from domain.words.proceedings import PROCEEDING_STAGES, PROCEEDINGS
from domain.words.stages import STAGES
from domain.words.streams import STREAMS

NameWords = Mapping[str, Text]


def vocabulary(facts: Mapping[str, Fact] = FACTS) -> Mapping[str, NameWords]:
    """By key: each name that may stand there, with its words; `facts` are those of a regulation."""
    return {**usual_names(), "fact": {name: facts[name].words for name in sorted(facts)}}


@cache
def usual_names() -> Mapping[str, NameWords]:
    names = sorted(one.__name__ for kind in KINDS_OF_CASES.values() for one in kind.commands)
    done = {name: command_words(name) for name in names}
    return {
        **dict.fromkeys(("do", "on", "after", "unless", "steps", "first", "without"), done),
        **dict.fromkeys(("then", "awaits", "returned_by"), done),
        **dict.fromkeys(("by", "sees", "joint_with", "roles"), ROLES),
        **dict.fromkeys(("duty", "duties"), DUTIES),
        **dict.fromkeys(("during", "to", "stages"), STAGES),
        **dict.fromkeys(("at", "becomes"), stages_of_proceedings()),
        "proceeding": PROCEEDINGS,
        "form": {name: field_words(name) for name in Form.__struct_fields__},
        "channel": {name: value_words(name, "channel") for name in (*CHANNELS, *REMEDY_KINDS)},
        "stream": STREAMS,
    }


def stages_of_proceedings() -> NameWords:
    """The stages of every kind of proceeding, each with what the kinds that have it call it."""
    found: dict[str, Text] = {}
    for name, words in PROCEEDING_STAGES.items():
        kind, _, stage = name.partition(".")
        of = PROCEEDINGS[kind]
        one = Text(f"{of.zh}：{words.zh}", f"{of.en}: {words.en}")
        before = found.get(stage)
        found[stage] = Text(f"{before.zh}；{one.zh}", f"{before.en}; {one.en}") if before else one
    return found
