"""A refusal: what the rules do not allow, in words an officer understands."""

from typing import Literal

from msgspec import Struct


class Text(Struct, frozen=True):
    """One sentence in both languages."""

    zh: str
    en: str

    def in_language(self, english: bool) -> str:
        return self.en if english else self.zh


Kind = Literal["who", "rule"]


class Refusal(Struct, frozen=True):
    """One reason: the rule with article and phrase, what was asked, what would be allowed.

    `kind` tells a reason about the person who asks (`who`) from one about the case (`rule`).
    """

    rule: str
    article: str
    phrase: str
    asked: Text
    allowed: Text
    kind: Kind = "rule"


def file_rule(rule: str, phrase: str, asked: Text, allowed: Text, who: bool = False) -> Refusal:
    """A refusal that rests on how case files are kept (案卷规则), not on an article."""
    kind: Kind = "who" if who else "rule"
    return Refusal(f"IMPLICIT:{rule}", "案卷规则", phrase, asked, allowed, kind)


class Refused(Exception):
    """The rules do not allow this command; `refusals` holds every reason."""

    def __init__(self, refusals: "list[Refusal] | tuple[Refusal, ...]") -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(f"{r.rule}: {r.asked.en}" for r in self.refusals))


class RuleUnknown(Exception):
    """The regulation has such a rule but its text is not available: stop, never guess."""
