"""Reads the cells of one row into the fields of a line: days, amounts, sides, counterparties."""

from collections.abc import Callable
from collections.abc import Mapping as Texts
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from time import strptime
from typing import Any

from msgspec import Struct
from msgspec.inspect import DateType, IntType, StructType, Type, VarTupleType, type_info

from domain.counterparty import Counterparty, PartyIndex
from domain.money import AmountInvalid, parse_yuan
from domain.refusal import Text
from domain.words import field_words
from services.imports.paged.mapping import LineKind, Mapping
from services.imports.tables.cells import TIME_OF_DAY, bare, code, narrow, shape_of
from services.imports.tables.faults import TableFault, Unfit

MOST_DIGITS = 16
AMOUNTS = frozenset({"fen", "balance"})
INVOICE = frozenset({"invoice_code", "invoice_no"})
"""The same invoice however its digits are written: claimed twice, it has to be found."""
PARTY = type_info(PartyIndex)
ONE_OF_TWO = Text(
    "{sides[in]}、{sides[out]} 应填其一", "either {sides[in]} or {sides[out]}, and not both"
)
IN_YUAN = Text("金额，如 1,234.50", "an amount like 1,234.50")
"""A bank's day may carry its time; a number its thousands."""


class WrongRow(Exception):
    """A row that is no line: every fault of it, each with its column."""

    def __init__(self, faults: list[TableFault]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} faults")


class LineRead(Struct, frozen=True):
    """A row as read: the values of a line but for its counterparties, and these by their field."""

    number: int
    values: dict[str, Any]
    parties: dict[str, Counterparty]


@cache
def line_type(kind: LineKind) -> StructType:
    """The type of the lines that a page of that kind holds."""
    info = type_info(kind.command)
    assert isinstance(info, StructType)
    held = next(one.type for one in info.fields if one.name == kind.field)
    assert isinstance(held, VarTupleType) and isinstance(held.item_type, StructType)
    return held.item_type


class RowReader:
    """Reads rows by one mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping, self.kind = mapping, line_type(mapping.lines)
        fields = {one.name: one.type for one in self.kind.fields}
        self.needed = {one.name for one in self.kind.fields if one.required}
        self.parties = [name for name, info in fields.items() if is_party(info)]
        self.shapes = {
            name: self.shape(name, bare(info))
            for name, info in fields.items()
            if name not in self.parties
        }
        self.days = lru_cache(maxsize=1024)(self.day)

    def read(self, number: int, texts: Texts[str, str]) -> LineRead:
        """The line of a row. Raises WrongRow with every fault of it."""
        row = RowCells(self, number, {**texts, **self.mapping.fixed})
        values = row.sided() if "side" in self.shapes else {}
        for name in self.shapes.keys() - values.keys():
            if name in self.needed or row.said.get(name):
                values[name] = row.value(name)
        if row.faults:
            raise WrongRow(row.faults)
        named = ((name, named_party(row.said, name)) for name in self.parties)
        return LineRead(number, values, {name: one for name, one in named if one})

    def shape(self, name: str, info: Type) -> tuple[Callable[[str], Any], Text]:
        """How a field is read, and what is allowed there."""
        if isinstance(info, DateType):
            formats = "、".join(self.mapping.dates)
            return lambda text: self.days(text), Text(formats, formats)
        if name in AMOUNTS:
            return self.amount, IN_YUAN
        shape = shape_of(info, name, {})
        if name in INVOICE:
            return lambda text: shape.read(code(text)), shape.allowed
        return shape.read, shape.allowed

    def day(self, text: str) -> date:
        """A day in one of the formats; the time of the day is left out."""
        said = code(TIME_OF_DAY.sub("", narrow(text)))
        for format in self.mapping.dates:
            with suppress(ValueError):
                return date(*strptime(said, format)[:3])
        raise Unfit(text)

    def amount(self, text: str) -> int:
        """Fen, with its sign. Nothing is rounded."""
        said = code(text).removeprefix("¥")
        minus = said[:1] in ("-", "−")
        said = said[1:] if minus else said.removeprefix("+")
        fen = fen_of(said) if self.mapping.unit == "fen" else yuan_in_fen(said)
        return -fen if minus else fen

    def fault(self, name: str, text: str, allowed: Text, number: int) -> TableFault:
        words = field_words(name, self.kind.cls.__name__)
        said = Text(f"“{text}”" if text else "没有填写", repr(text) if text else "is empty")
        zh = f"{words.zh}：{said.zh}，应为 {allowed.zh}"
        why = Text(zh, f"{words.en}: {said.en}; it should be {allowed.en}")
        return TableFault(why, row=number, column=self.mapping.columns.get(name, name))


class RowCells:
    """The cells of one row, by field, and the faults found in them."""

    def __init__(self, reader: RowReader, number: int, said: Texts[str, str]) -> None:
        self.reader, self.number, self.said = reader, number, said
        self.faults: list[TableFault] = []

    def value(self, name: str) -> Any:
        read, allowed = self.reader.shapes[name]
        return self.read(name, read, allowed)

    def read(self, name: str, read: Callable[[str], Any], allowed: Text) -> Any:
        """What a cell says, or None with a fault."""
        text = self.said.get(name, "")
        try:
            return read(text)
        except Unfit:
            self.faults.append(self.reader.fault(name, text, allowed, self.number))
            return None

    def sided(self) -> dict[str, Any]:
        """Side and amount of a line of a statement. What stands with a minus is of the other side:
        a reversal."""
        sign = self.reader.mapping.sign
        side, fen = self.in_two_columns() if sign == "two_columns" else self.in_one_column(sign)
        return {"side": side if fen >= 0 else OTHER_SIDE[side], "fen": abs(fen)}

    def in_one_column(self, sign: str) -> tuple[str, int]:
        side = "in" if sign == "signed" else self.side_said(self.said.get("side", ""))
        return side, self.read("fen", self.reader.amount, IN_YUAN) or 0

    def in_two_columns(self) -> tuple[str, int]:
        """The one of both columns that holds an amount."""
        columns = [side for side in OTHER_SIDE if self.said.get(side)]
        amounts = [(side, self.read(side, self.reader.amount, IN_YUAN)) for side in columns]
        given = [(side, fen) for side, fen in amounts if fen]
        if len(given) != 1 and not self.faults:
            self.faults.append(self.one_of_two())
        return given[0] if len(given) == 1 else ("in", 0)

    def side_said(self, text: str) -> str:
        mapping = self.reader.mapping
        if text not in mapping.sides:
            known = "、".join(mapping.sides)
            self.faults.append(self.reader.fault("side", text, Text(known, known), self.number))
        return "in" if text in mapping.came_in else "out"

    def one_of_two(self) -> TableFault:
        columns = self.reader.mapping.columns
        names = {side: columns.get(side, side) for side in OTHER_SIDE}
        return TableFault(ONE_OF_TWO.with_found(sides=names), row=self.number)


def fen_of(text: str) -> int:
    """A whole number of fen."""
    plain = text.replace(",", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) < MOST_DIGITS):
        raise Unfit(text)
    return int(plain)


def yuan_in_fen(text: str) -> int:
    try:
        return parse_yuan(text)
    except AmountInvalid:
        raise Unfit(text) from None


OTHER_SIDE = {"in": "out", "out": "in"}


def is_party(info: Any) -> bool:
    return isinstance(info, IntType) and info == PARTY


def named_party(said: Texts[str, str], field: str) -> Counterparty | None:
    """The counterparty that a row names in that field; None where it names nobody. A number of an
    account is written without blanks and dashes, so that it is the same however it is printed."""
    name = " ".join(said.get(f"{field}.name", "").split())
    account = code(said.get(f"{field}.account", "")).replace("-", "")
    if not (name or account):
        return None
    tail = f"尾号{account[-4:]}" if account[-4:].isascii() and account[-4:].isalnum() else ""
    kind: Any = said.get(f"{field}.kind") or "UNKNOWN"
    return Counterparty(name=name, account=account, tail=tail, kind=kind)
