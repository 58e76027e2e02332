"""The closed list of facts that a regulation file may hold against a value of the law."""

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from domain.refusal import Kind as Reason
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


class Shortfall(Struct, frozen=True):
    """What a case lacks: what was found, what would be right, and, where they are fewer than the
    fact reads, the fields that would have to read otherwise. `over`: it is too late."""

    asked: Text
    allowed: Text
    fields: tuple[str, ...] = ()
    over: bool = False


Explain = Callable[[Any, Any], Shortfall]


class Fact(Struct, frozen=True):
    """Something that can be read off a case. `unit` is what a number counts (money: fen), `values`
    the closed list that a text is one of.

    `reads` are JSON pointers to the fields that it rests on, as `Refusal.fields` has them: what is
    in a command's body `actions` cannot know beforehand. `about` is the kind of a refusal that it
    gives.
    """

    name: str
    kind: FactKind
    words: Text
    find: Find
    unit: Text = Text("", "")
    reads: tuple[str, ...] = ()
    values: str = ""
    about: Reason = "fact"

    def rests_on_body(self, command: type[Any]) -> bool:
        """Whether the command itself says what this fact reads."""
        return any(one.split("/")[1] in command.__struct_fields__ for one in self.reads)


FACTS: dict[str, Fact] = {}
EXPLANATIONS: dict[str, Explain] = {}
"""Of facts whose words and value alone would not say what is wrong."""


def fact(
    kind: FactKind,
    zh: str,
    en: str,
    unit: tuple[str, str] = ("", ""),
    reads: tuple[str, ...] = (),
    values: str = "",
    about: Reason = "fact",
) -> Callable[[Find], Find]:
    """Adds a function to the list under its own name."""

    def add(find: Find) -> Find:
        name = find.__name__
        words = Text(zh, en)
        FACTS[name] = Fact(name, kind, words, find, Text(*unit), reads, values, about)
        return find

    return add


def explains(find: Find) -> Callable[[Explain], Explain]:
    """Marks the function that says in words what a case lacks where that fact does not hold."""

    def add(explain: Explain) -> Explain:
        EXPLANATIONS[find.__name__] = explain
        return explain

    return add
