"""Reads the cells of one row into the fields of a line: days, amounts, sides, counterparties."""

from collections.abc import Callable, Mapping as Texts
from datetime import date, datetime
from functools import cache
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct
from msgspec.inspect import DateType, IntType, StructType, VarTupleType, type_info

from domain.counterparty import NOBODY_NAMED, Counterparty, PartyIndex
from domain.money import AmountInvalid, parse_yuan
from domain.refusal import Text
from domain.streams import STREAMS
from domain.words import field_words
from services.imports.paged.mapping import LineKind, Mapping
from services.imports.tables.cells import TIME_OF_DAY, bare, code, narrow, shape_of
from services.imports.tables.faults import TableFault, Unfit

AMOUNTS = frozenset({"fen", "balance"})
PARTY = type_info(PartyIndex)
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
    command = STREAMS[kind.stream].command(kind.command)
    assert command is not None
    info = type_info(command)
    assert isinstance(info, StructType)
    held = next(one.type for one in info.fields if one.name == kind.field)
    assert isinstance(held, VarTupleType) and isinstance(held.item_type, StructType)
    return held.item_type


class RowReader:
    """Reads rows by one mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping, self.kind = mapping, line_type(mapping.lines)
        self.fields = {one.name: one for one in self.kind.fields}

    def read(self, number: int, texts: Texts[str, str]) -> LineRead:
        """The line of a row. Raises WrongRow with every fault of it."""
        said = {**texts, **self.mapping.fixed}
        faults: list[TableFault] = []
        values = self.sided(said, number, faults) if "side" in self.fields else {}
        for name, field in self.fields.items():
            if name in values or is_party(field.type):
                continue
            text = said.get(name, "")
            if text or field.required:
                values[name] = self.value(name, text, number, faults)
        if faults:
            raise WrongRow(faults)
        parties = {name: party_of(said, name) for name, one in self.fields.items() if is_party(one.type)}
        return LineRead(number, values, {k: v for k, v in parties.items() if v})

    def value(self, name: str, text: str, number: int, faults: list[TableFault]) -> Any:
        """The value of a field, or None with a fault."""
        read, allowed = self.shape(name)
        try:
            return read(text)
        except Unfit:
            faults.append(self.fault(name, text, allowed, number))
            return None

    def shape(self, name: str) -> tuple[Callable[[str], Any], Text]:
        info = bare(self.fields[name].type)
        if isinstance(info, DateType):
            return self.day, Text("、".join(self.mapping.dates), ", ".join(self.mapping.dates))
        if name in AMOUNTS:
            return self.amount, IN_YUAN
        shape = shape_of(info, name, {})
        return shape.read, shape.allowed

    def fault(self, name: str, text: str, allowed: Text, number: int) -> TableFault:
        words = field_words(name, self.kind.cls.__name__)
        said = Text(f"“{text}”" if text else "没有填写", repr(text) if text else "is empty")
        why = Text(f"{words.zh}：{said.zh}，应为 {allowed.zh}", f"{words.en}: {said.en}; {allowed.en}")
        return TableFault(why, row=number, column=self.mapping.columns.get(name, name))

    def day(self, text: str) -> date:
        """A day in one of the formats; the time of the day is left out."""
        said = code(TIME_OF_DAY.sub("", narrow(text)))
        for format in self.mapping.dates:
            try:
                return datetime.strptime(said, format).date()
            except ValueError:
                continue
        raise Unfit(text)

    def amount(self, text: str) -> int:
        """Fen, with its sign. Nothing is rounded."""
        said = code(text).removeprefix("¥")
        sign, said = (-1, said[1:]) if said[:1] in ("-", "−") else (1, said.removeprefix("+"))
        try:
            if self.mapping.unit == "yuan":
                return sign * parse_yuan(said)
            return sign * int(said) if said.isascii() and said.isdigit() else self.amount("?")
        except AmountInvalid:
            raise Unfit(text) from None

    def sided(self, said: Texts[str, str], number: int, faults: list[TableFault]) -> dict[str, Any]:
        """Amount and side of a line of a statement. What stands with a minus is of the other
        side: a reversal."""
        match self.mapping.sign:
            case "two_columns":
                amounts = [
                    (side, self.number_in(side, said, number, faults)) for side in ("in", "out")
                ]
                given = [one for one in amounts if one[1]]
                side, fen = given[0] if len(given) == 1 else ("in", 0)
                if len(given) != 1 and not faults:
                    faults.append(self.one_of_two(number))
            case "signed":
                side, fen = "in", self.number_in("fen", said, number, faults)
            case _:
                side = self.side_said(said.get("side", ""), number, faults)
                fen = self.number_in("fen", said, number, faults)
        return {"side": side if fen >= 0 else OTHER_SIDE[side], "fen": abs(fen)}

    def number_in(
        self, column: str, said: Texts[str, str], number: int, faults: list[TableFault]
    ) -> int:
        text = said.get(column, "")
        try:
            return self.amount(text) if text else 0
        except Unfit:
            faults.append(self.fault(column, text, IN_YUAN, number))
            return 0

    def side_said(self, text: str, number: int, faults: list[TableFault]) -> str:
        if text in self.mapping.came_in:
            return "in"
        if text not in self.mapping.went_out:
            known = "、".join((*self.mapping.came_in, *self.mapping.went_out))
            faults.append(self.fault("side", text, Text(known, known), number))
        return "out"

    def one_of_two(self, number: int) -> TableFault:
        names = [self.mapping.columns.get(side, side) for side in ("in", "out")]
        zh, en = "、".join(names), " or ".join(names)
        return TableFault(Text(f"{zh} 应填其一", f"either {en}, and not both"), row=number)


OTHER_SIDE = {"in": "out", "out": "in"}


def is_party(info: Any) -> bool:
    return isinstance(info, IntType) and info == PARTY


def party_of(said: Texts[str, str], field: str) -> Counterparty | None:
    """The counterparty that a row names in that field; None where it names nobody. A number of an
    account is written without blanks and dashes, so that it is the same however it is printed."""
    name = " ".join(said.get(f"{field}.name", "").split())
    account = code(said.get(f"{field}.account", "")).replace("-", "")
    if not (name or account):
        return None
    tail = f"尾号{account[-4:]}" if account[-4:].isascii() and account[-4:].isalnum() else ""
    kind: Any = said.get(f"{field}.kind") or "UNKNOWN"
    return Counterparty(name=name, account=account, tail=tail, kind=kind)
