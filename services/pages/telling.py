"""Tells a case's state in words: what the API shows of it, by the names that people have for its
fields; what only machines read (hashes, numbers of versions, marks) is left out."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from domain.money import in_yuan
from domain.points import in_points
from domain.refusal import Text
from domain.regulation.rules import Rules
from domain.typed_text import is_hash
from domain.words import command_words, duty_words, event_words, field_words, value_words
from services.access.disclosure import SEALED
from services.pages.words import in_english, phrased, t

OF_MACHINES = {
    *("form", "stage", "final", "done", "times", "periods", "places", "consents", "holds"),
    *("regulation", "regime", "calendar", "sha256", "person_ref", "flags", "proceedings", "key"),
    *("answer", "command_id", "duties", "seed", "reaching", "box", "nonce", "owner", "text"),
    *("channel", "last_day", "counted", "notices", "first_day_counts", "roll", "provisional"),
}
"""Fields that the head of a case says, or that nobody reads."""
IN_HUNDREDTHS = {"score", "points"}
IN_FEN = {
    *("amount", "budget", "dedicated_budget", "annual_amount", "county_output"),
    *("asked_amount", "pledged", "carried_over", "limit", "fen", "balance", "opening", "closing"),
    *("disbursed", "matched", "match_returned", "spent_special", "spent_match", "spent_own"),
    *("returned", "repaid", "received", "paid", "written_off", "interest", "fines"),
    *("support", "match"),
}
OF_ACCOUNTS = {"requested_by", "approved_by", "paid_by"}
"""Fields that hold the account of a person."""
BY_BUDGET_LINE = {"spent_by_line"}
"""Lists of pairs: a budget line, and how many fen."""
OF_ORGANS = {"organ", "addressee", "bureau", "division_code", "authority", "division", "place"}
CASE_FIELDS = {
    "batch": "batches",
    "application": "applications",
    "centre": "centres",
    "of_centre": "centres",
    "violation": "violations",
    "remedy": "remedies",
    "project": "fund-projects",
}
"""Fields that name another case, and of which kind."""
WIDEST_TABLE = 7
"""Columns of a table that can be read beside the steps of a case."""
SHORT_ROW = 2
"""Fields of a row that is told within a cell of another."""
SIX_DIGITS = re.compile(r"[0-9]{6}")
HEX_MARK = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")


class TableTold(Struct, frozen=True):
    """Rows of a list, under the names of their fields."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class FieldTold(Struct, frozen=True):
    """A field of a case: its name, and a text, a table, or further fields; of a field that names
    another case the `href` of that."""

    words: Text
    said: str = ""
    table: TableTold | None = None
    parts: tuple["FieldTold", ...] = ()
    href: str = ""


class NamedCase(Struct, frozen=True):
    """Another case that a field names: what people call it, and where it stands."""

    title: str
    href: str


def no_case(stream: str, id: str) -> NamedCase | None:
    """For readers of states that name no other case."""


def by_account(account: str) -> str:
    """For states that name nobody by an account."""
    return account


class StateTeller:
    """Tells a state as its regime calls things; `organ` names a division, `case` another case as
    far as the reader may see it, `person` whoever has an account."""

    def __init__(
        self,
        rules: Rules | None,
        organ: Callable[[str], Text | None],
        case: Callable[[str, str], NamedCase | None] = no_case,
        person: Callable[[str], str] = by_account,
    ) -> None:
        self.rules, self.organ, self.case, self.person = rules, organ, case, person

    def fields(self, state: Mapping[str, Any], owner: str) -> Iterator[FieldTold]:
        """The fields that say something, in the order in which they stand."""
        for name, value in state.items():
            if name not in OF_MACHINES and (told := self.field(name, value, owner)):
                yield told

    def field(self, name: str, value: Any, owner: str) -> FieldTold | None:
        words = plain_unit(name, field_words(name, owner))
        if name in CASE_FIELDS and isinstance(value, str) and (found := self.named(name, value)):
            return FieldTold(words, found.title, href=found.href)
        if is_period(value):
            return FieldTold(words, period_said(value))
        if name in BY_BUDGET_LINE:
            sums = tuple(FieldTold(Text(one, one), yuan_said(fen)) for one, fen in value)
            return FieldTold(words, parts=sums) if sums else None
        if isinstance(value, dict):
            parts = tuple(self.fields(value, name))
            return FieldTold(words, parts=parts) if parts else None
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            table = self.table(value, name)
            if len(table.heads) > WIDEST_TABLE:
                return FieldTold(words, parts=tuple(self.each_apart(value, name)))
            return FieldTold(words, table=table) if table.heads else None
        said = self.said(name, value)
        return FieldTold(words, said) if said else None

    def named(self, name: str, value: str) -> NamedCase | None:
        return self.case(CASE_FIELDS[name], value) if value else None

    def table(self, rows: list[dict[str, Any]], owner: str) -> TableTold:
        """Rows as a table, without the columns in which nothing is said."""
        names = [n for n in dict.fromkeys(n for row in rows for n in row) if n not in OF_MACHINES]
        cells = {name: [self.cell(name, row.get(name)) for row in rows] for name in names}
        kept = [name for name in names if any(cells[name])]
        heads = tuple(phrased(field_words(name, owner)) for name in kept)
        return TableTold(heads, tuple(zip(*(cells[name] for name in kept), strict=True)))

    def each_apart(self, rows: list[dict[str, Any]], owner: str) -> Iterator[FieldTold]:
        """Rows that say too much for a table, one beneath the other."""
        for number, row in enumerate(rows, 1):
            nth = Text(f"第{number}项", f"No. {number}")
            yield FieldTold(nth, parts=tuple(self.fields(row, owner)))

    def cell(self, name: str, value: Any) -> str:
        if is_period(value):
            return period_said(value)
        if isinstance(value, dict):
            told = self.fields(value, name)
            return "；".join(f"{phrased(one.words)} {one.said}" for one in told if one.said)
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            return self.few_in_a_cell(value) or t("{n} 件", n=len(value))
        return self.said(name, value)

    def few_in_a_cell(self, rows: list[Any]) -> str:
        """Rows of a name and a figure, one after another; empty for longer ones."""
        if any(not isinstance(row, dict) or len(row) > SHORT_ROW for row in rows):
            return ""
        each = (filter(None, (self.said(n, one) for n, one in row.items())) for row in rows)
        return "；".join(" ".join(said) for said in each)

    def said(self, name: str, value: Any) -> str:
        """A single value, or several, in words; empty for what only machines read."""
        match value:
            case None | "" | [] | ():
                return ""
            case bool():
                return phrased(Text("是", "yes") if value else Text("否", "no"))
            case int():
                return figure_said(name, value)
            case list() | tuple():
                return phrased([said for one in value if (said := self.said(name, one))])
        return self.text_said(name, str(value))

    def text_said(self, name: str, value: str) -> str:
        if value == SEALED:
            return t("已封存")
        if is_hash(value) or HEX_MARK.fullmatch(value) or "://" in value[:1]:
            return ""
        if name in OF_ACCOUNTS:
            return self.person(value)
        if name in OF_ORGANS and SIX_DIGITS.fullmatch(value):
            return phrased(self.organ(value) or Text(value, value))
        for called in (command_words(value), event_words(value), duty_words(value)):
            if called.zh != value:
                return phrased(called)
        if name in CASE_FIELDS and (found := self.named(name, value)):
            return found.title
        if self.rules and value in self.rules.by_id:
            return article_of(self.rules, value)
        return phrased(value_words(value, name))


def figure_said(name: str, value: int) -> str:
    """A number in the unit that people read: yuan for fen, points for their hundredths."""
    if name in IN_FEN:
        return yuan_said(value)
    return in_points(value) if name in IN_HUNDREDTHS else f"{value}"


def plain_unit(name: str, words: Text) -> Text:
    """The words of an amount without the unit that it is stored in: it is told in yuan."""
    if name not in IN_FEN:
        return words
    return Text(words.zh.replace("（分）", ""), words.en.replace(", in fen", ""))


def yuan_said(fen: int) -> str:
    return f"{in_yuan(fen)} {t('元')}"


def article_of(rules: Rules, rule: str) -> str:
    """A rule as it is cited: its article."""
    cited = rules.by_id.get(rule)
    return cited.article if cited else ""


def is_period(value: Any) -> bool:
    return isinstance(value, dict) and {"began", "ends", "length", "unit"} <= value.keys()


def period_said(period: Mapping[str, Any]) -> str:
    """A period in one line."""
    began, ends, length = period["began"], period["ends"], period["length"]
    working = period["unit"] == "working_day"
    if working:
        return t("{began} 起 {n} 个工作日，至 {ends}", began=began, n=length, ends=ends)
    return t("{began} 起，至 {ends}", began=began, ends=ends)


def day_said(day: date | str) -> str:
    """A day as documents write it."""
    at = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{at:%Y-%m-%d}" if in_english.get() else f"{at.year}年{at.month}月{at.day}日"
