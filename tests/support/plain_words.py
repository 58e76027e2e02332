"""Finds code names in a text for people: commands, codes, fields; rule ids may stand."""

import re

from domain.streams import STREAMS
from domain.words import COMMANDS, EVENTS, FIELDS
from domain.words.actors import DUTIES, ROLES
from domain.words.stages import STAGES
from domain.words.values import VALUES

RULE = re.compile(r"\b(?:[A-Z]{2,4}-[A-Z]?\d[\w.]*|IMPLICIT:[\w-]+|SHA-256)")
ADDRESS = re.compile(r"https?://\S+|\b[0-9a-f]{64}\b")
SHAPE = re.compile(r"\b(?:[A-Z][a-z]+(?:[A-Z][a-z]+)+|[A-Z]+_[A-Z_]+|[a-z]+_[a-z_]+)\b")
WORD = re.compile(r"(?<![\w-])[A-Za-z][\w-]*(?![\w-])")
CODES = frozenset(
    name
    for table in (COMMANDS, EVENTS, FIELDS, STAGES, VALUES, ROLES, DUTIES, STREAMS)
    for key in table
    for name in [key.split(".")[-1]]
    if not name.islower() or "_" in name or "-" in name
)


def codes_in(text: str) -> list[str]:
    """Every word of the text that is, or is built like, a name of code."""
    bare = ADDRESS.sub(" ", RULE.sub(" ", text))
    known = [word for word in WORD.findall(bare) if word in CODES]
    return sorted({*known, *SHAPE.findall(bare)})
