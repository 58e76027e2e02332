"""The closed lists that a regulation file takes its names from, by the key that takes them."""

from collections.abc import Mapping
from functools import cache

from domain.facts import FACTS
from domain.refusal import Text
from domain.regulation.names import commands
from domain.words import command_words
from domain.words.actors import DUTIES, ROLES
from domain.words.stages import STAGES
from domain.words.streams import STREAMS

Words = Mapping[str, Text]


@cache
def vocabulary() -> Mapping[str, Words]:
    """By key: each name that may stand there, with its words."""
    done = {name: command_words(name) for name in sorted(commands()) if name != "Command"}
    compared = {name: FACTS[name].words for name in sorted(FACTS)}
    return {
        **dict.fromkeys(("do", "on", "after", "unless", "steps"), done),
        **dict.fromkeys(("by", "sees", "joint_with", "roles"), ROLES),
        **dict.fromkeys(("duty", "duties"), DUTIES),
        **dict.fromkeys(("during", "to", "stages"), STAGES),
        "fact": compared,
        "stream": STREAMS,
    }
