"""Inputs of money: people write yuan where the store keeps fen, and count the parties of a page
from 1 on."""

from msgspec.inspect import IntType

from domain.counterparty import NOBODY_NAMED
from domain.money import in_yuan
from domain.refusal import Text
from services.imports.tables.cells import MONEY, NUMBER, Shape
from services.pages.telling import IN_FEN

MINUS = ("-", "－", "−")


def signed_amount(text: str) -> int:
    bare = text.strip()
    owed = bare.startswith(MINUS)
    fen: int = MONEY.read(bare[1:] if owed else bare)
    return -fen if owed else fen


def party_number(text: str) -> int:
    return int(NUMBER.read(text)) - 1


SIGNED_MONEY = Shape(
    Text("金额（元），透支的前面写 -", "yuan, with - before what is overdrawn"),
    signed_amount,
    lambda fen: in_yuan(fen).replace(",", ""),
)
PARTY_OF_PAGE = Shape(
    Text("往来对方是第几项，从 1 数起；没有的不填", "which of the parties, from 1; none: empty"),
    party_number,
    lambda index: "" if index == NOBODY_NAMED else str(index + 1),
)


def shape_of_figure(item: IntType, name: str) -> Shape | None:
    """The shape of an amount, or of a place among the parties of a page; None of other numbers."""
    if item.ge == NOBODY_NAMED:
        return PARTY_OF_PAGE
    if name not in IN_FEN:
        return None
    return SIGNED_MONEY if item.ge is None else MONEY
