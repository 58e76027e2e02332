"""Reaction: a command on another case that an event brings about later, by itself."""

from msgspec import Struct

from domain.case import Command


class Reaction(Struct, frozen=True):
    """What follows from an event in an act of its own, for another day or authority may refuse it:
    what is one act with the event's command is entailed instead. `name` says which of the
    reactions this is."""

    name: str
    stream: str
    id: str
    command: Command


def reaction_key(name: str, case: str, version: int) -> str:
    """What tells a reaction to one event apart: national-draft:centres/c1:7."""
    return f"{name}:{case}:{version}"
