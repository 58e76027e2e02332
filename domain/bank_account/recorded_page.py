"""The lines that stand at a position: of a page of the statement, or of a correction."""

from typing import Any

from msgspec import Struct

from domain.bank_account.case import BankAccount, BankLine
from domain.bank_account.statement import ImportStatementPage
from domain.case import stream_id
from domain.counterparty import Counterparty
from domain.matter import Matter
from domain.record import Record


class RecordedPage(Struct, frozen=True):
    """Lines, the counterparties that they point to, who recorded them, and whether the bank printed
    their balances."""

    lines: tuple[BankLine, ...]
    counterparties: tuple[Counterparty, ...]
    person: str
    organ: str
    balanced: bool


def page_at(matter: Matter[BankAccount], position: int) -> RecordedPage | None:
    """The page, or the correction, of this account that stands at a position."""
    stream, record = matter.reader.recorded(position) or ("", None)
    if record is None or stream != stream_id(matter.stream, matter.id):
        return None
    return recorded_page(record)


def recorded_page(record: Record) -> RecordedPage | None:
    """The lines of a record; None where it holds none."""
    held: Any = record.event if hasattr(record.event, "counterparties") else record.command
    if not hasattr(held, "counterparties"):
        return None
    actor = record.context.actor
    balanced = isinstance(held, ImportStatementPage) and held.stretch.opening is not None
    return RecordedPage(held.lines, held.counterparties, actor.person, actor.organ, balanced)
