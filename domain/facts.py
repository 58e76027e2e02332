"""The closed list of facts that a regulation file may hold against a value of the law."""

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from domain.refusal import Text

FactKind = Literal["number", "money", "text", "flag", "set"]
Found = int | str | bool | frozenset[str] | None
Find = Callable[[Any], Found]
"""From the matter that is asked about."""

OPERATORS: dict[FactKind, tuple[str, ...]] = {
    "number": (">=", ">", "<=", "<", "=="),
    "money": (">=", ">", "<=", "<", "=="),
    "text": ("==", "in"),
    "flag": ("is",),
    "set": ("covers", "within"),
}


class Fact(Struct, frozen=True):
    """Something that can be read off a case. `unit` is what a number counts (money: fen).

    `needs_body` marks a fact of the command itself: `actions` cannot know it beforehand.
    """

    name: str
    kind: FactKind
    words: Text
    find: Find
    unit: Text = Text("", "")
    needs_body: bool = False


FACTS: dict[str, Fact] = {}


def fact(
    kind: FactKind, zh: str, en: str, unit: tuple[str, str] = ("", ""), needs_body: bool = False
) -> Callable[[Find], Find]:
    """Adds a function to the list under its own name."""

    def add(find: Find) -> Find:
        name = find.__name__
        FACTS[name] = Fact(name, kind, Text(zh, en), find, Text(*unit), needs_body)
        return find

    return add
