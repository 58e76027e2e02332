"""A part of the table of words: what one kind of case calls its commands, events and fields."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from domain.refusal import Text


class Glossary(Struct, frozen=True):
    """Commands by their class, events by their stored tag, fields by their name; as `Part.field` or
    `field.part` where a field's name alone says too little."""

    commands: dict[str, Text] = {}
    events: dict[str, Text] = {}
    fields: dict[str, Text] = {}


def together(tables: Iterable[Mapping[str, Text]]) -> dict[str, Text]:
    """All of them as one table."""
    return {key: words for table in tables for key, words in table.items()}
