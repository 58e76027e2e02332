"""Working paper of a project's money (资金底稿) as a workbook: what it holds, its budget lines, and
each movement numbered, with the line that shows it, the hash of that record, and who made it."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from adapters.event_store.codec import outline
from adapters.event_store.log import receipt_hash
from domain.money import in_yuan
from projections.ledger.legs import purse
from services.queries.ledger import (
    LedgerClock,
    LedgerLeg,
    budget_use,
    legs_of,
    source_balances,
)
from services.runtime import Runtime

MOST_MOVEMENTS = 20_000
PAPER_ROWS_AT_ONCE = 500
BALANCE_HEADS = ("资金来源 source", "余额（元） balance, yuan")
BUDGET_HEADS = ("预算科目 budget line", "下达（元） issued", "已申报支出（元） claimed")
MOVEMENT_HEADS = (
    *("序号 no.", "日期 day", "资金来源 source", "事项 movement", "金额（元） yuan"),
    *("凭据 line", "记载的散列 hash of the record", "记载人所在机关 recorded by"),
)
PaperRow = Iterable[str | int]


def working_paper(runtime: Runtime, project: str, clock: LedgerClock) -> bytes:
    """The workbook. Beyond MOST_MOVEMENTS the last row says that there are more."""
    rows, book = runtime.readmodel, Workbook(write_only=True)
    held = source_balances(rows, project, clock)
    used = budget_use(rows, project, clock)
    legs = legs_of(rows, project, clock, None, (0, 0, 0), 2 * MOST_MOVEMENTS + 1)
    own = [one for one in legs if one.account == purse(project)]
    add_sheet(
        book, "余额 balances", BALANCE_HEADS, ((one.source_words.zh, one.yuan) for one in held)
    )
    lines = ((one.budget_line, in_yuan(one.limit), in_yuan(one.used)) for one in used)
    add_sheet(book, "预算 budget", BUDGET_HEADS, lines)
    add_sheet(book, "逐笔 movements", MOVEMENT_HEADS, movements(runtime, own))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def movements(runtime: Runtime, legs: list[LedgerLeg]) -> Iterator[PaperRow]:
    for at in range(0, min(len(legs), MOST_MOVEMENTS), PAPER_ROWS_AT_ONCE):
        some = legs[at : at + PAPER_ROWS_AT_ONCE]
        records = dict(provenance(runtime, {one.position for one in some}))
        for number, one in enumerate(some, at + 1):
            words = (one.source_words.zh, one.kind_words.zh, in_yuan(one.fen))
            place = f"{one.position}:{one.line}"
            yield (number, one.day.isoformat(), *words, place, *records[one.position])
    if len(legs) > MOST_MOVEMENTS:
        yield ("另有未列 there are more",)


def provenance(runtime: Runtime, positions: set[int]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Of each record its hash, and the organ that made it."""
    for stored in runtime.log.at(sorted(positions)):
        organ = outline(stored.state).context.actor.organ
        yield stored.position, (receipt_hash(stored).hex(), organ)


def add_sheet(book: Any, title: str, heads: tuple[str, ...], rows: Iterable[PaperRow]) -> None:
    """A sheet; every text is a text, whatever sign it begins with."""
    sheet = book.create_sheet(title)
    sheet.append(heads)
    for row in rows:
        sheet.append([typed_cell(sheet, value) for value in row])


def typed_cell(sheet: Any, value: str | int) -> Any:
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        made.data_type = "s"
    return made
