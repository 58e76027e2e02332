"""Counterparties of money: who stands on the other side of a line, named once on a page.

A line points into the table of its page by index. Name and account number are sealed, also of a
firm: from a statement nobody can tell a sole trader from a person. `ref` is the random id that the
blind index on the account number gives: the same number has the same one on every page, of whatever
account or project, so that lines can be joined by it and say nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from domain.personal import HoldsPersons, Sealed, Subject
from domain.refusal import Refusal, Text, file_rule
from domain.typed_text import Typed

LINES_A_PAGE = 1000
"""Lines that are decided together, as one event."""
NOBODY_NAMED = -1
"""The index of a line that names no counterparty: a fee, interest, cash."""

CounterpartyKind = Literal["PERSON", "FIRM", "ORGAN", "UNKNOWN"]
PartyName = Annotated[str, Meta(max_length=200)] | Sealed
AccountNumber = Annotated[str, Meta(max_length=64)] | Sealed
Tail = Annotated[
    str,
    Meta(pattern=r"^(尾号[0-9A-Za-z]{1,4})?\Z"),
    Typed(Text("“尾号”和账号的末四位，如 尾号1234", "尾号 and the last four characters")),
]
PartyIndex = Annotated[int, Meta(ge=NOBODY_NAMED)]
PageNumber = Annotated[int, Meta(ge=1)]
LineRef = Annotated[
    str,
    Meta(pattern=r"^[1-9][0-9]{0,17}:[1-9][0-9]{0,5}\Z"),
    Typed(Text("记载的序号和行号，如 125:7", "position and line of a record, like 125:7")),
]
"""A line of a page: the position of its record, and its number there from 1 on."""


class Counterparty(HoldsPersons, Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One counterparty of a page. `tail` is shown in clear in place of the account; `ref` is filled
    in when the others are sealed."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(
            fields=("name", "account"),
            identity=(("account",), ("name",)),
            purpose="counterparty",
            ref="ref",
            everywhere=(("account",),),
        ),
    )

    name: PartyName
    account: AccountNumber
    tail: Tail = ""
    kind: CounterpartyKind = "UNKNOWN"
    ref: Annotated[str, Meta(max_length=64)] = ""


Counterparties = Annotated[tuple[Counterparty, ...], Meta(max_length=LINES_A_PAGE)]


def nameless(counterparties: Sequence[Counterparty]) -> Iterable[Refusal]:
    """Refuses counterparties with neither name nor account: nobody would be meant, and their ref
    would not be that of anybody."""
    for index, one in enumerate(counterparties):
        if not one.name and not one.account:
            yield of_party(index, "没有名称，也没有账号", "neither a name nor an account")


def of_party(index: int, zh: str, en: str) -> Refusal:
    return file_rule(
        "counterparty",
        "往来对方写明名称或者账号",
        Text(f"第 {index + 1} 个往来对方：{zh}", f"counterparty {index + 1}: {en}"),
        Text("写明名称或者账号", "a name, or an account number"),
        "form",
        (f"/counterparties/{index}",),
    )


def of_line(number: int, asked: Text, allowed: Text, field: str = "lines") -> Refusal:
    """A reason against one line of a page, counted from 1, of the list that `field` names."""
    return file_rule(
        "page-line",
        "逐行核对，有一行不符的整页不收",
        Text(f"第 {number} 行：{asked.zh}", f"line {number}: {asked.en}"),
        allowed,
        "form",
        (f"/{field}/{number - 1}",),
    )


def unknown_party(number: int, party: int, known: int, field: str = "lines") -> Iterable[Refusal]:
    """Refuses a line that points to no counterparty of its page."""
    if party >= known:
        yield of_line(
            number,
            Text(f"指向第 {party + 1} 个往来对方", f"points to counterparty {party + 1}"),
            Text(f"本页列有 {known} 个往来对方", f"the page lists {known} counterparties"),
            field,
        )
