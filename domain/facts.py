"""Registry of facts: the closed list that a regulation file may compare with a value of the law."""

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from domain.refusal import Kind as Reason
from domain.refusal import Text

FactKind = Literal["number", "money", "points", "date", "text", "flag", "set"]
Found = int | str | bool | frozenset[str] | None
Find = Callable[[Any], Found]
"""Reads the fact off the matter that is asked about."""

OPERATORS: dict[FactKind, tuple[str, ...]] = {
    "number": (">=", ">", "<=", "<", "=="),
    "money": (">=", ">", "<=", "<", "=="),
    "points": (">=", ">", "<=", "<", "=="),
    "date": (">=", ">", "<=", "<", "=="),
    "text": ("==", "in"),
    "flag": ("is",),
    "set": ("covers", "within"),
}


class Shortfall(Struct, frozen=True):
    """What a case lacks: the value it has, the value that would be right, and, where they are fewer
    than the fact reads, the fields to put right. `over`: it is too late."""

    asked: Text
    allowed: Text
    fields: tuple[str, ...] = ()
    over: bool = False


Explain = Callable[[Any, Any], Shortfall]


class Fact(Struct, frozen=True):
    """A value that is read off a case. `unit` is what a number counts (money: fen; points:
    hundredths), `values` the closed list that a text is one of. A date is a text like 2026-03-02,
    which sorts as the days do.

    `reads` are JSON pointers to the fields that it rests on, as in `Refusal.fields`: where they are
    in a command's body, `actions` cannot know them beforehand, unless the field of the case that
    `settled_by` names has a value already. `about` is the kind of a refusal that it gives; `signed`
    marks a difference, which may be below nought.
    """

    name: str
    kind: FactKind
    words: Text
    find: Find
    unit: Text = Text("", "")
    reads: tuple[str, ...] = ()
    values: str = ""
    about: Reason = "fact"
    settled_by: str = ""
    signed: bool = False

    def rests_on_body(self, command: type[Any], case: Any) -> bool:
        """Whether the fact reads a field of the command's own body."""
        if self.settled_by and getattr(case, self.settled_by, None):
            return False
        return any(one.split("/")[1] in command.__struct_fields__ for one in self.reads)


FACTS: dict[str, Fact] = {}
EXPLANATIONS: dict[str, Explain] = {}
"""By fact, where its words and value alone would not say what is wrong."""


def fact(
    kind: FactKind,
    zh: str,
    en: str,
    unit: tuple[str, str] = ("", ""),
    reads: tuple[str, ...] = (),
    values: str = "",
    about: Reason = "fact",
    settled_by: str = "",
    signed: bool = False,
) -> Callable[[Find], Find]:
    """Decorator: registers a function as a fact under its own name."""

    def add(find: Find) -> Find:
        name = find.__name__
        words = Text(zh, en)
        told = (Text(*unit), reads, values, about, settled_by, signed)
        FACTS[name] = Fact(name, kind, words, find, *told)
        return find

    return add


def explains(find: Find) -> Callable[[Explain], Explain]:
    """Decorator: registers the function that says what a case lacks where that fact fails."""

    def add(explain: Explain) -> Explain:
        EXPLANATIONS[find.__name__] = explain
        return explain

    return add
