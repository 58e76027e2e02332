"""The closed lists that a regulation file takes its names from, by the key that takes them."""

from collections.abc import Mapping
from functools import cache

import domain.streams  # noqa: F401 # makes every command and fact known
from domain.application.form import Form
from domain.facts import FACTS
from domain.refusal import Text
from domain.regulation.names import commands
from domain.words import COMMANDS, command_words, field_words, value_words
from domain.words.actors import DUTIES, ROLES
from domain.words.stages import STAGES
from domain.words.streams import STREAMS

CHANNELS = ("ORDINARY", "DIRECT")
NameWords = Mapping[str, Text]


@cache
def vocabulary() -> Mapping[str, NameWords]:
    """By key: each name that may stand there, with its words."""
    done = {name: command_words(name) for name in sorted(commands()) if name in COMMANDS}
    compared = {name: FACTS[name].words for name in sorted(FACTS)}
    return {
        **dict.fromkeys(("do", "on", "after", "unless", "steps", "first", "without"), done),
        **dict.fromkeys(("then", "awaits", "returned_by"), done),
        **dict.fromkeys(("by", "sees", "joint_with", "roles"), ROLES),
        **dict.fromkeys(("duty", "duties"), DUTIES),
        **dict.fromkeys(("during", "to", "stages"), STAGES),
        "fact": compared,
        "form": {name: field_words(name) for name in Form.__struct_fields__},
        "channel": {name: value_words(name) for name in CHANNELS},
        "stream": STREAMS,
    }
