"""Refusals: what the rules do not allow, in words an officer understands."""

from datetime import date
from typing import Any, Literal

from msgspec import Struct


class Text(Struct, frozen=True):
    """One sentence in Chinese and English."""

    zh: str
    en: str

    def in_language(self, english: bool) -> str:
        return self.en if english else self.zh

    def with_found(self, **found: Any) -> "Text":
        """The sentence with what was found in the places `{name}` for it."""
        return Text(self.zh.format(**found), self.en.format(**found))


Kind = Literal["who", "stage", "order", "period", "paper", "fact", "form", "unknown"]
"""What a reason is about: the person who asks; the stage that the case is at; what must be done
before it; days; the paper that the act must carry; a condition of the regulation; what the
command's body says; a rule that there is and whose text is not at hand."""


class Interpreted(Struct, frozen=True):
    """What was said in interpretation of a provision, by which document."""

    document_no: str
    issued_on: date
    text: str


class Refusal(Struct, frozen=True):
    """One reason against a command: the rule with article and phrase, what was asked, what is
    allowed.

    `fields` are JSON pointers to what would have to read otherwise: in the command, or in the state
    where the case holds it already; `/document_no` and the like stand beside the command. `over`
    marks what no waiting and no other step can put right any more. `interpreted` is how the organ
    that the regulation names has interpreted the rule.
    """

    rule: str
    article: str
    phrase: str
    asked: Text
    allowed: Text
    kind: Kind = "form"
    fields: tuple[str, ...] = ()
    over: bool = False
    interpreted: tuple[Interpreted, ...] = ()


def file_rule(
    rule: str,
    phrase: str,
    asked: Text,
    allowed: Text,
    kind: Kind = "form",
    fields: tuple[str, ...] = (),
    over: bool = False,
) -> Refusal:
    """A refusal that rests on how case files are kept (案卷规则), not on an article."""
    return Refusal(f"IMPLICIT:{rule}", "案卷规则", phrase, asked, allowed, kind, fields, over)


class Refused(Exception):
    """Raised where the rules do not allow a command; `refusals` holds every reason."""

    def __init__(self, refusals: "list[Refusal] | tuple[Refusal, ...]") -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(f"{r.rule}: {r.asked.en}" for r in self.refusals))


class RuleUnknown(Refused):
    """Raised where the regulation has a rule whose text is not at hand: stop, never guess. It names
    the rule, and what would help."""


def refused_for(refusals: "list[Refusal]") -> Refused:
    """The exception for these reasons: `RuleUnknown` where a rule is unknown."""
    unknown = any(refusal.kind == "unknown" for refusal in refusals)
    return RuleUnknown(refusals) if unknown else Refused(refusals)
