"""Cell formats by the type of a field: how a cell is read, written and explained."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NoReturn
from unicodedata import normalize

from msgspec import Struct
from msgspec.inspect import (
    BoolType,
    DateType,
    IntType,
    LiteralType,
    NoneType,
    StrType,
    Type,
    type_info,
)

from domain.application.form import Amount, IdNumber
from domain.case import CaseId
from domain.folding import folded
from domain.money import AmountInvalid, in_yuan, parse_amount
from domain.personal import Phone, Sealed
from domain.points import GivenPoints, in_points
from domain.refusal import Text
from domain.typed_text import Code, DivisionCode, FileHash, words_of
from domain.words import joined, value_words
from services.imports.tables.faults import PaperMissing, Unfit

YES, NO = ("是", "true", "yes", "y", "1", "√"), ("否", "false", "no", "n", "0", "×")
DAY_CELL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
COUNT_CELL = re.compile(r"(\d{1,10}|\d{1,3}(?:,\d{3}){1,3})(?:\.0+)?", re.ASCII)
TIME_OF_DAY = re.compile(r"[ T]\d{1,2}:\d\d(:\d\d(\.\d+)?)?$", re.ASCII)
POINTS_CELL = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?", re.ASCII)
HASH_CELL = re.compile(r"[0-9a-f]{64}")


class Shape(Struct, frozen=True):
    """Format of a cell: `read` gives what JSON would hold, or raises Unfit; `write` gives a text
    that reads so again. `takes` are the kinds of cells, beside text, that are accepted; `choices`
    are what may be picked from a closed list."""

    allowed: Text
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    takes: tuple[str, ...] = ("number",)
    choices: tuple[str, ...] = ()


def narrow(text: str) -> str:
    """Makes full-width digits, letters and blanks half-width (NFKC), and strips the text."""
    return normalize("NFKC", text).strip()


def code(text: str) -> str:
    return "".join(narrow(text).split())


def day(text: str) -> str:
    said = code(TIME_OF_DAY.sub("", narrow(text)))
    matched = DAY_CELL.fullmatch(said) or DIGITS.fullmatch(said)
    try:
        return date(*map(int, matched.groups())).isoformat() if matched else unfit(text)
    except ValueError:
        unfit(text)


def count(text: str) -> int:
    matched = COUNT_CELL.fullmatch(code(text))
    return int(matched[1].replace(",", "")) if matched else unfit(text)


def amount(text: str) -> int:
    try:
        return parse_amount(code(text).removeprefix("¥"))
    except AmountInvalid:
        unfit(text)


def points(text: str) -> int:
    matched = POINTS_CELL.fullmatch(code(text).removesuffix("分"))
    return int(matched[1]) * 100 + int((matched[2] or "").ljust(2, "0")) if matched else unfit(text)


def flag(text: str) -> bool:
    word = narrow(text).lower()
    return word in YES if word in YES + NO else unfit(text)


def unfit(text: str) -> NoReturn:
    raise Unfit(text)


DATE = Shape(Text("日期，如 2026-03-02", "a day like 2026-03-02"), day, takes=("date", "number"))
NUMBER = Shape(Text("整数，如 120", "a whole number like 120"), count)
MONEY = Shape(
    Text("金额（元），也可写作 500万元", "yuan, or ten thousands of them: 500万元"),
    amount,
    lambda fen: in_yuan(fen).replace(",", ""),
    ("number", "fraction"),
)
POINTS = Shape(
    Text("分数，至多两位小数，如 22.5", "points, at most two decimals, like 22.5"),
    points,
    in_points,
    ("number", "fraction"),
)
FLAG = Shape(Text("是、否", "是 (yes) or 否 (no)"), flag, lambda said: YES[0] if said else NO[0])


def bare(info: Type) -> Type:
    """The type of what a caller gives for a field, without None and Sealed."""
    for one in getattr(info, "types", ()):
        if not isinstance(one, NoneType) and getattr(one, "cls", None) is not Sealed:
            return bare(one)
    return info


def pattern_of(hint: Any) -> str | None:
    info = bare(type_info(hint))
    return info.pattern if isinstance(info, StrType) else None


CODES = {pattern_of(kind): words_of(kind) for kind in (CaseId, Code, DivisionCode, Phone, IdNumber)}
FILE_CELL = Text(
    "所附文件的名称，或者其 SHA-256", "the name of a file beside the table, or its SHA-256"
)
AMOUNT, HUNDREDTHS = type_info(Amount), type_info(GivenPoints)


def shape_of(info: Type, field: str, papers: Mapping[str, str]) -> Shape:
    """The shape of one value of a field. `papers` are the hashes of files."""
    match info:
        case LiteralType(values=values):
            return choice({str(value): value_words(str(value), field) for value in values})
        case BoolType():
            return FLAG
        case DateType():
            return DATE
        case IntType():
            return MONEY if info == AMOUNT else POINTS if info == HUNDREDTHS else NUMBER
        case StrType(pattern=pattern) if pattern == pattern_of(FileHash):
            return paper(papers)
        case StrType(pattern=None):
            return prose(info)
        case StrType(pattern=pattern):
            return Shape(CODES.get(pattern) or Text(f"{pattern}", f"{pattern}"), code)
    raise TypeError(info)


def prose(info: StrType) -> Shape:
    least, most = info.min_length or 1, info.max_length
    zh = f"{least} 至 {most} 字" if most else "文字"
    return Shape(Text(zh, f"{least} to {most} characters" if most else "text"), str)


def choice(words: Mapping[str, Text]) -> Shape:
    """Shape of a closed list: a value by its word in either language or by its own name."""
    known = {
        folded(name): value for value, said in words.items() for name in (said.zh, said.en, value)
    }

    def read(text: str) -> str:
        return known.get(folded(text)) or unfit(text)

    return Shape(
        joined(words.values()),
        read,
        lambda value: words[value].zh,
        choices=tuple(said.zh for said in words.values()),
    )


def paper(papers: Mapping[str, str]) -> Shape:
    def read(text: str) -> str:
        if HASH_CELL.fullmatch(text):
            return text
        if hash := papers.get(text) or papers.get(folded(text)):
            return hash
        raise PaperMissing(text)

    return Shape(FILE_CELL, read)
