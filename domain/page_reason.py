"""Reasons against pages of lines, declared once: what is wrong, what is allowed, with places for
what was found."""

from typing import Any

from msgspec import Struct

from domain.refusal import Kind, Refusal, Text, file_rule


class PageReason(Struct, frozen=True):
    """A reason that rests on how pages are kept. In both texts `{name}` stands for a value found;
    `fields` are those to put right, where it is against the page and not against one line."""

    rule: str
    phrase: str
    asked: Text
    allowed: Text
    fields: tuple[str, ...] = ()
    kind: Kind = "form"

    def said(self, **found: Any) -> Refusal:
        asked, allowed = self.asked.with_found(**found), self.allowed.with_found(**found)
        return file_rule(self.rule, self.phrase, asked, allowed, self.kind, self.fields)


class LineReason(Struct, frozen=True):
    """A reason against one line of a page."""

    asked: Text
    allowed: Text

    def said(self, number: int, field: str = "lines", **found: Any) -> Refusal:
        """The reason against the line of that number, from 1 on, in the list `field`."""
        asked, allowed = self.asked.with_found(**found), self.allowed.with_found(**found)
        asked = Text(f"第 {number} 行：{asked.zh}", f"line {number}: {asked.en}")
        return file_rule(
            "page-line", PAGE_LINE, asked, allowed, "form", (f"/{field}/{number - 1}",)
        )


PAGE_LINE = "逐行核对，有一行不符的整页不收"
